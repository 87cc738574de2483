/** The page's end of the training worker. */
import type { TrainerCommand, TrainerEvent } from './protocol.ts';

export interface TrainerClient {
  post(command: TrainerCommand): void;
  /** Ends the worker and everything it holds. */
  dispose(): void;
}

/**
 * Starts the worker with the first command. A worker that crashes, or sends what cannot be read, arrives as a
 * `failed` event of the run it was busy with; the next command starts a new worker.
 */
export function createTrainerClient(onEvent: (event: TrainerEvent) => void): TrainerClient {
  let worker: Worker | null = null;
  let runId = 0;

  const dispose = (): void => {
    worker?.terminate();
    worker = null;
  };

  const start = (): Worker => {
    const started = new Worker(new URL('./trainer.worker.ts', import.meta.url), {
      type: 'module',
      name: 'trainer',
    });
    const crashed = (message: string): void => {
      if (worker !== started) return;
      dispose();
      onEvent({ type: 'failed', runId, message });
    };
    started.onmessage = (message: MessageEvent<TrainerEvent>): void => {
      if (worker !== started) return;
      // after a failure the worker's engine cannot be trusted with another run
      if (message.data.type === 'failed') dispose();
      onEvent(message.data);
    };
    started.onerror = (event): void =>
      crashed(`The training worker stopped: ${event.message || 'it could not start'}.`);
    started.onmessageerror = (): void =>
      crashed('The training worker sent a message that could not be read.');
    return started;
  };

  return {
    post(command) {
      runId = command.runId;
      worker ??= start();
      worker.postMessage(command);
    },
    dispose,
  };
}
