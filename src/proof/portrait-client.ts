/** The page's end of the portrait worker. */
import type { PortraitCommand, PortraitEvent } from './portrait-protocol.ts';

export interface PortraitClient {
  post(command: PortraitCommand): void;
}

/**
 * Starts the worker with the first request. A worker that cannot start or crashes arrives as a `failed` event of the
 * newest request; the next request starts a new worker.
 */
export function createPortraitClient(onEvent: (event: PortraitEvent) => void): PortraitClient {
  let worker: Worker | null = null;
  let requestId = 0;

  const start = (): Worker => {
    const started = new Worker(new URL('./portrait.worker.ts', import.meta.url), {
      type: 'module',
      name: 'portrait',
    });
    const crashed = (message: string): void => {
      if (worker !== started) return;
      started.terminate();
      worker = null;
      onEvent({ type: 'failed', requestId, message });
    };
    started.onmessage = (message: MessageEvent<PortraitEvent>): void => {
      if (worker === started) onEvent(message.data);
    };
    started.onerror = (event): void =>
      crashed(`The portrait worker stopped: ${event.message || 'it could not start'}.`);
    started.onmessageerror = (): void =>
      crashed('The portrait worker sent a message that could not be read.');
    return started;
  };

  return {
    post(command) {
      requestId = command.requestId;
      try {
        worker ??= start();
        worker.postMessage(command);
      } catch {
        const message = 'The portrait worker could not be started.';
        // as late as a worker's own event would be
        queueMicrotask(() => onEvent({ type: 'failed', requestId: command.requestId, message }));
      }
    },
  };
}
