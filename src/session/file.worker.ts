/** The worker that opens a file: megabytes of numbers are no work for the page's thread. */
import { openingOf } from './file-opening.ts';
import type { FileCommand, FileEvent } from './file-protocol.ts';

const emit = (event: FileEvent): void => self.postMessage(event);

self.onmessage = ({ data: command }: MessageEvent<FileCommand>): void => {
  emit({ type: 'started' });
  // nobody else waits for this worker
  void openingOf(command.file, () => Promise.resolve()).then((result) => emit({ type: 'opened', result }));
};
