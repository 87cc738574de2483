/** The worker that opens a file: megabytes of numbers are no work for the page's thread. */
import { nextTurn } from '../workers/turn.ts';
import { announce, serve } from '../workers/worker-end.ts';
import { openingOf } from './file-opening.ts';
import type { FileCommand, FileEvent } from './file-protocol.ts';

/** Between two turns for the page's questions. */
const SLICE_MS = 200;

const emit = (event: FileEvent): void => self.postMessage(event);

serve<FileCommand>(self, {
  receive(command) {
    emit({ type: 'started' });
    void open(command.file);
  },
});

async function open(file: File): Promise<void> {
  let sliceEndsAt = 0;
  const breathe = async (): Promise<void> => {
    if (performance.now() < sliceEndsAt) return;
    await nextTurn();
    // reading the text's numbers cannot be interrupted
    announce(self, 'computing');
    sliceEndsAt = performance.now() + SLICE_MS;
  };
  try {
    emit({ type: 'opened', result: await openingOf(file, breathe) });
  } catch (error) {
    emit({ type: 'failed', message: error instanceof Error ? error.message : String(error) });
  }
}
