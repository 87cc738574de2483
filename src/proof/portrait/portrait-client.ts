/** The page's end of the portrait worker. */
import { handleOf, pageClock } from '../../workers/page-client.ts';
import {
  isCount,
  isFloats,
  isNumber,
  isText,
  listOf,
  messageOf,
  oneOf,
  orNull,
  withParts,
} from '../../workers/shapes.ts';
import { WorkerLife, type Clock, type WorkerHandle } from '../../workers/worker-life.ts';
import type { PortraitCommand, PortraitEvent } from './portrait-protocol.ts';

export interface PortraitClient {
  post(command: PortraitCommand): void;
}

const createWorker = (): WorkerHandle =>
  handleOf(
    new Worker(new URL('./portrait.worker.ts', import.meta.url), { type: 'module', name: 'portrait' }),
  );

const isEvent = messageOf({
  portrayed: {
    requestId: isNumber,
    portrait: withParts({
      plane: withParts({
        projection: withParts({}),
        reached: withParts({ points: isFloats }),
        attractors: listOf(withParts({})),
        line: orNull(withParts({ y: isNumber })),
        zeros: withParts({}),
        steps: orNull(listOf(isFloats)),
      }),
      automaton: withParts({
        states: listOf(
          withParts({ answer: oneOf(0, 1), next: listOf(isCount), accessStrings: listOf(isText) }),
        ),
        isComplete: oneOf(true, false),
        compared: isCount,
        agreed: isCount,
      }),
    }),
    ms: isNumber,
  },
  failed: { requestId: isNumber, message: isText },
});

/**
 * Starts the worker with the first request. A worker that cannot start, crashes, does not answer, or sends what cannot
 * be read arrives as a `failed` event of the newest request; the next request starts a new worker.
 */
export function createPortraitClient(
  onEvent: (event: PortraitEvent) => void,
  { create = createWorker, clock = pageClock }: { create?: () => WorkerHandle; clock?: Clock } = {},
): PortraitClient {
  let requestId = 0;
  const life = new WorkerLife<PortraitCommand, PortraitEvent>({
    kind: 'portrait',
    clock,
    create,
    read: (data) => (isEvent(data) ? (data as PortraitEvent) : null),
    onEvent(event) {
      if (event.requestId === requestId) life.expect(false);
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
  };
}
