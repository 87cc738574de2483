/** The page's end of the worker that measures the gradient. */
import { handleOf, pageClock } from '../workers/page-client.ts';
import { isNumber, isNumbers, isText, listOf, messageOf, withParts } from '../workers/shapes.ts';
import { WorkerLife, type Clock, type WorkerHandle } from '../workers/worker-life.ts';
import type { SignalCommand, SignalEvent } from './signal-protocol.ts';

export interface SignalClient {
  post(command: SignalCommand): void;
  /** Ends the worker; the next command starts a new one. */
  dispose(): void;
}

const createWorker = (): WorkerHandle =>
  handleOf(new Worker(new URL('./signal.worker.ts', import.meta.url), { type: 'module', name: 'signal' }));

const isEvent = messageOf({
  seed: {
    requestId: isNumber,
    signal: withParts({
      seed: isNumber,
      byLength: isNumbers,
      error: isNumbers,
      settings: listOf(withParts({ signal: isNumber, spread: isNumber })),
    }),
  },
  falls: { requestId: isNumber, falls: withParts({ byLength: isNumbers, perBit: isNumber }) },
  failed: { requestId: isNumber, message: isText },
});

/**
 * Starts the worker with the first command. One that cannot start, crashes, or does not answer arrives as a `failed`
 * event.
 */
export function createSignalClient(
  onEvent: (event: SignalEvent) => void,
  { create = createWorker, clock = pageClock }: { create?: () => WorkerHandle; clock?: Clock } = {},
): SignalClient {
  let requestId = 0;
  const life = new WorkerLife<SignalCommand, SignalEvent>({
    kind: 'gradient',
    clock,
    create,
    read: (data) => (isEvent(data) ? (data as SignalEvent) : null),
    onEvent(event) {
      if (event.type !== 'seed' && event.requestId === requestId) life.expect(false);
      onEvent(event);
    },
    onBroken: (message) => onEvent({ type: 'failed', requestId, message }),
  });
  return {
    post(command) {
      requestId = command.requestId;
      life.post(command);
      life.expect(true);
    },
    dispose: () => life.dispose(),
  };
}
