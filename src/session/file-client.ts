/** The page's end of the worker that opens files. */
import type { FileCommand, FileEvent, JudgedFile } from './file-protocol.ts';

/** A worker that has not started by then will not. */
const START_MS = 10_000;
/** Of the page's own thread, where there is no worker. */
const SLICE_MS = 12;

/** Opens a file in a worker of its own; where none starts, here, in slices. */
export async function openInWorker(file: File): Promise<JudgedFile> {
  const opened = await new Promise<JudgedFile | null>((resolve) => {
    try {
      listen(startWorker(), file, resolve);
    } catch {
      resolve(null);
    }
  });
  return opened ?? openHere(file);
}

const startWorker = (): Worker =>
  new Worker(new URL('./file.worker.ts', import.meta.url), { type: 'module', name: 'file' });

/** Settles with what the worker makes of the file; null: it has not started. */
function listen(worker: Worker, file: File, settle: (opened: JudgedFile | null) => void): void {
  let hasStarted = false;
  const end = (opened: JudgedFile | null): void => {
    clearTimeout(timer);
    worker.terminate();
    settle(opened);
  };
  const fail = (): void => end(hasStarted ? BROKE_OFF : null);
  const timer = setTimeout(() => end(null), START_MS);
  worker.onmessage = ({ data: event }: MessageEvent<FileEvent>): void => {
    hasStarted = true;
    clearTimeout(timer);
    if (event.type === 'opened') end(event.result);
  };
  worker.onerror = fail;
  worker.onmessageerror = fail;
  worker.postMessage({ type: 'open', file } satisfies FileCommand);
}

const BROKE_OFF: JudgedFile = {
  ok: false,
  problems: ['The browser broke off reading it; its memory may not be enough.'],
  remarks: [],
};

const NOT_LOADED: JudgedFile = {
  ok: false,
  problems: [
    'The part of the page that opens files could not be loaded. Reload the page, and open it again.',
  ],
  remarks: [],
};

async function openHere(file: File): Promise<JudgedFile> {
  const part = await import('./file-opening.ts').catch(() => null);
  if (part === null) return NOT_LOADED;
  let sliceEndsAt = performance.now() + SLICE_MS;
  return part.openingOf(file, async () => {
    if (performance.now() < sliceEndsAt) return;
    await new Promise((resolve) => setTimeout(resolve, 0));
    sliceEndsAt = performance.now() + SLICE_MS;
  });
}
