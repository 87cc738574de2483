/** What the page and the worker that opens files say to each other. A worker opens one file. */
import type { FileResult } from './files.ts';

export interface FileCommand {
  readonly type: 'open';
  readonly file: File;
}

export type FileEvent =
  | { readonly type: 'started' }
  /** It is read, and its networks are judged. */
  | { readonly type: 'opened'; readonly result: JudgedFile }
  /** Opening it broke down; why, as the browser says it. */
  | { readonly type: 'failed'; readonly message: string };

/** A file with what its networks do not bear out of it, and what is to be known of them besides. */
export type JudgedFile = FileResult & {
  readonly remarks: readonly string[];
  readonly notes: readonly string[];
};
