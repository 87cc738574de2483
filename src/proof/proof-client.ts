/** The page's end of the proof worker. */
import { handleOf, pageClock } from '../workers/page-client.ts';
import {
  isCount,
  isFloats,
  isNumber,
  isNumbers,
  isText,
  messageOf,
  oneOf,
  withParts,
  type Check,
} from '../workers/shapes.ts';
import { WorkerLife, type Clock, type WorkerHandle } from '../workers/worker-life.ts';
import type { ProofCommand, ProofEvent } from './proof-protocol.ts';

export interface ProofClient {
  post(command: ProofCommand): void;
  /** Ends its worker; the next request starts a new one. */
  dispose(): void;
}

/** The proof workers of the machine, as the session needs them. */
export interface Provers {
  readonly connect: (onEvent: (event: ProofEvent) => void) => ProofClient;
  /** Cores of the machine, as far as the browser tells. */
  readonly cores: () => number;
}

export const machineProvers: Provers = {
  connect: (onEvent) => createProofClient(onEvent),
  // a browser may not tell, and a build has no navigator
  cores: () => globalThis.navigator?.hardwareConcurrency ?? 1,
};

const createWorker = (): WorkerHandle =>
  handleOf(new Worker(new URL('./proof.worker.ts', import.meta.url), { type: 'module', name: 'proof' }));

const isBits: Check = (value) => typeof value === 'string' && /^[01]*$/u.test(value);
const VERDICTS: readonly Check[] = [
  withParts({ verdict: oneOf('certified'), boxes: isCount, certificate: isText }),
  withParts({
    verdict: oneOf('wrong'),
    bits: isBits,
    isShortest: oneOf(true, false),
    rightUpTo: isNumber,
  }),
  withParts({
    verdict: oneOf('undecided'),
    rightUpTo: isNumber,
    testedTo: isNumber,
    reason: isText,
    limitMs: isNumber,
  }),
];
const isBytes: Check = (value) => value instanceof Uint8Array;
const isWhole: Check = (value) => value instanceof Int32Array;
const PROVED: readonly Check[] = [
  withParts({ kind: oneOf('boxes'), parities: isBytes, ends: isNumbers }),
  withParts({
    kind: oneOf('words'),
    parities: isBytes,
    centres: isFloats,
    axes: isFloats,
    branches: isWhole,
    roots: isWhole,
    start: isCount,
  }),
];
const isEvent = messageOf({
  decided: {
    requestId: isNumber,
    verdict: (value) => VERDICTS.some((check) => check(value)),
    ms: isNumber,
    proved: (value) => value === undefined || value === null || PROVED.some((check) => check(value)),
  },
  failed: { requestId: isNumber, message: isText },
});

/**
 * Starts the worker with the first request. A worker that cannot start, crashes, does not answer, or sends what cannot
 * be read arrives as a `failed` event of the newest request; the next request starts a new worker.
 */
export function createProofClient(
  onEvent: (event: ProofEvent) => void,
  { create = createWorker, clock = pageClock }: { create?: () => WorkerHandle; clock?: Clock } = {},
): ProofClient {
  let requestId = 0;
  const life = new WorkerLife<ProofCommand, ProofEvent>({
    kind: 'proof',
    clock,
    create,
    read: (data) => (isEvent(data) ? (data as ProofEvent) : null),
    onEvent(event) {
      if (event.requestId === requestId) life.expect(false);
      onEvent(event);
    },
    onBroken: (message) => onEvent({ type: 'failed', requestId, message }),
  });
  return {
    post(command) {
      if (command.type === 'stop') {
        if (life.isStarted) life.post(command);
        return life.putAway();
      }
      requestId = command.requestId;
      life.post(command);
      life.expect(true);
    },
    dispose: () => life.dispose(),
  };
}
