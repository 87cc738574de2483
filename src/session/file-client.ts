/** The page's end of the worker that opens files. */
import { handleOf, pageClock } from '../workers/page-client.ts';
import { notLoaded } from '../workers/reload-words.ts';
import { isText, listOf, messageOf, oneOf, withParts, type Check } from '../workers/shapes.ts';
import { WorkerLife, type Clock, type WorkerHandle } from '../workers/worker-life.ts';
import type { FileCommand, FileEvent, JudgedFile } from './file-protocol.ts';

/** Of the page's own thread, where there is no worker. */
const SLICE_MS = 12;

interface Surroundings {
  readonly create?: () => WorkerHandle;
  readonly clock?: Clock;
  /** How it is opened where no worker starts. */
  readonly openHere?: (file: File, signal: AbortSignal) => Promise<JudgedFile | null>;
}

/**
 * Opens a file in a worker of its own; where none starts, here, in slices. A worker that crashes or falls silent is a
 * file that was not opened. `null`: `signal` has ended it.
 */
export async function openInWorker(
  file: File,
  signal: AbortSignal,
  { create = startWorker, clock = pageClock, openHere = openOnPage }: Surroundings = {},
): Promise<JudgedFile | null> {
  const opened = await new Promise<JudgedFile | 'not started' | null>((resolve) => {
    let hasStarted = false;
    const end = (result: JudgedFile | 'not started' | null): void => {
      life.dispose();
      resolve(result);
    };
    const life = new WorkerLife<FileCommand, FileEvent>({
      kind: 'file',
      clock,
      create,
      read: (data) => (isEvent(data) ? (data as FileEvent) : null),
      onEvent(event) {
        if (event.type === 'started') hasStarted = true;
        else end(event.type === 'opened' ? event.result : brokenOff(browserSays(event.message)));
      },
      onBroken: (message) => end(hasStarted ? brokenOff(message) : 'not started'),
    });
    signal.addEventListener('abort', () => end(null), { once: true });
    life.post({ type: 'open', file });
    life.expect(true);
  });
  return opened === 'not started' ? openHere(file, signal) : opened;
}

const startWorker = (): WorkerHandle =>
  handleOf(new Worker(new URL('./file.worker.ts', import.meta.url), { type: 'module', name: 'file' }));

const isJudged: Check = (value) =>
  withParts({ remarks: listOf(isText), notes: listOf(isText) })(value) &&
  (withParts({ ok: oneOf(true), file: withParts({ kind: oneOf('run', 'weights') }) })(value) ||
    withParts({ ok: oneOf(false), problems: listOf(isText) })(value));

const isEvent = messageOf({ started: {}, opened: { result: isJudged }, failed: { message: isText } });

const refused = (...problems: readonly string[]): JudgedFile => ({
  ok: false,
  problems,
  remarks: [],
  notes: [],
});

const brokenOff = (why: string): JudgedFile =>
  refused('Reading it broke off; the memory may not be enough.', why);

const browserSays = (message: string): string => `The browser says: ${message}`;

async function openOnPage(file: File, signal: AbortSignal): Promise<JudgedFile | null> {
  const part = await import('./file-opening.ts').catch(() => null);
  if (part === null) return refused(notLoaded('The part of the page that opens files'));
  let sliceEndsAt = performance.now() + SLICE_MS;
  try {
    return await part.openingOf(file, async () => {
      if (performance.now() < sliceEndsAt) return;
      await new Promise((resolve) => setTimeout(resolve, 0));
      // another file is opened instead
      if (signal.aborted) throw new Error('overtaken');
      sliceEndsAt = performance.now() + SLICE_MS;
    });
  } catch (error) {
    return signal.aborted
      ? null
      : brokenOff(browserSays(error instanceof Error ? error.message : String(error)));
  }
}
