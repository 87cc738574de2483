/** What the page and the service worker tell each other. */

export type PageNote =
  /** Which build does the service worker keep? */
  | { readonly offline: 'ask' }
  /** The page's answer: it is of this build. */
  | { readonly offline: 'uses'; readonly build: string }
  /** To a worker that is ready and waits. */
  | { readonly offline: 'take over' };

/** The build that the service worker gives out: asked for, or just taken over. */
export interface WorkerNote {
  readonly offline: 'keeps';
  readonly build: string;
}

/** The worker's note, if a message is one. */
export const workerNoteOf = (data: unknown): WorkerNote | null =>
  partOf(data, 'offline') === 'keeps' && isText(partOf(data, 'build')) ? (data as WorkerNote) : null;

/** The page's note, if a message is one. */
export function pageNoteOf(data: unknown): PageNote | null {
  const kind = partOf(data, 'offline');
  if (kind === 'ask' || kind === 'take over') return { offline: kind };
  const build = partOf(data, 'build');
  return kind === 'uses' && isText(build) ? { offline: kind, build } : null;
}

const partOf = (data: unknown, name: string): unknown =>
  typeof data === 'object' && data !== null ? (data as Readonly<Record<string, unknown>>)[name] : undefined;

const isText = (value: unknown): value is string => typeof value === 'string';
