/** The page's end of the worker that measures the gradient. */
import type { SignalCommand, SignalEvent } from './signal-protocol.ts';

export interface SignalClient {
  post(command: SignalCommand): void;
  /** Ends the worker; the next command starts a new one. */
  dispose(): void;
}

/** Starts the worker with the first command. One that cannot start or crashes arrives as a `failed` event. */
export function createSignalClient(onEvent: (event: SignalEvent) => void): SignalClient {
  let worker: Worker | null = null;
  let requestId = 0;

  const dispose = (): void => {
    worker?.terminate();
    worker = null;
  };

  const start = (): Worker => {
    const started = new Worker(new URL('./signal.worker.ts', import.meta.url), {
      type: 'module',
      name: 'signal',
    });
    started.onmessage = (message: MessageEvent<SignalEvent>): void => {
      if (worker === started) onEvent(message.data);
    };
    started.onerror = (event): void => {
      if (worker !== started) return;
      dispose();
      onEvent({ type: 'failed', requestId, message: event.message || 'the worker could not start' });
    };
    return started;
  };

  return {
    post(command) {
      requestId = command.requestId;
      worker ??= start();
      worker.postMessage(command);
    },
    dispose,
  };
}
