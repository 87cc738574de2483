/** The page's end of the proof worker. */
import type { ProofCommand, ProofEvent } from './proof-protocol.ts';

export interface ProofClient {
  post(command: ProofCommand): void;
}

/**
 * Starts the worker with the first request. A worker that cannot start, crashes, or sends what cannot be read arrives
 * as a `failed` event of the newest request; the next request starts a new worker.
 */
export function createProofClient(onEvent: (event: ProofEvent) => void): ProofClient {
  let worker: Worker | null = null;
  let requestId = 0;

  const start = (): Worker => {
    const started = new Worker(new URL('./proof.worker.ts', import.meta.url), {
      type: 'module',
      name: 'proof',
    });
    const crashed = (message: string): void => {
      if (worker !== started) return;
      started.terminate();
      worker = null;
      onEvent({ type: 'failed', requestId, message });
    };
    started.onmessage = (message: MessageEvent<ProofEvent>): void => {
      if (worker === started) onEvent(message.data);
    };
    started.onerror = (event): void =>
      crashed(`The proof worker stopped: ${event.message || 'it could not start'}.`);
    started.onmessageerror = (): void => crashed('The proof worker sent a message that could not be read.');
    return started;
  };

  return {
    post(command) {
      if (command.type === 'stop') return worker?.postMessage(command);
      requestId = command.requestId;
      try {
        worker ??= start();
        worker.postMessage(command);
      } catch {
        const message = 'The proof worker could not be started.';
        // as late as a worker's own event would be
        queueMicrotask(() => onEvent({ type: 'failed', requestId: command.requestId, message }));
      }
    },
  };
}
