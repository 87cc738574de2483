/** The page's end of the training worker. */
import { keepKernels, readKernels } from './kernels-client.ts';
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
  let newest: TrainerCommand | null = null;

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
      if (message.data.type === 'engine') keepKernels(message.data.kernels);
      if (message.data.type !== 'failed') return onEvent(message.data);
      // after a failure the worker's engine cannot be trusted with another run
      dispose();
      if (message.data.runId === runId || newest?.runId !== runId) onEvent(message.data);
      // an earlier run's failure must not take with it the start that was waiting behind it
      else post(newest);
    };
    started.onerror = (event): void =>
      crashed(`The training worker stopped: ${event.message || 'it could not start'}.`);
    started.onmessageerror = (): void =>
      crashed('The training worker sent a message that could not be read.');
    started.postMessage({ type: 'kernels', runId, kernels: readKernels() } satisfies TrainerCommand);
    return started;
  };

  const post = (command: TrainerCommand): void => {
    runId = command.runId;
    if (command.type === 'start') newest = command;
    worker ??= start();
    worker.postMessage(command);
  };

  return { post, dispose };
}
