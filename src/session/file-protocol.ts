/** What the page and the worker that opens files say to each other. A worker opens one file. */
import type { FileResult } from './files.ts';

export interface FileCommand {
  readonly type: 'open';
  readonly file: File;
}

export type FileEvent =
  | { readonly type: 'started' }
  /** It is read, and its networks are judged. */
  | { readonly type: 'opened'; readonly result: JudgedFile };

/** A file with what its networks do not bear out of it. */
export type JudgedFile = FileResult & { readonly remarks: readonly string[] };
