/** A session on a bench with the ends of three workers: the run's, the repair's and the proof's. */
import type { ProofCommand, ProofEvent } from '../proof/proof-protocol.ts';
import type { Verdict } from '../proof/verdict.ts';
import type { TrainerCommand, TrainerEvent } from '../training/protocol.ts';
import { findNewest } from './run-record.ts';
import { createSession, type Session } from './session.ts';
import type { SessionState } from './state.ts';
import { oneProver, proofsBy } from './one-prover.fixture.ts';

type Start = Extract<TrainerCommand, { type: 'start' }>;

export interface RepairBench {
  readonly session: Session;
  readonly state: () => SessionState;
  /** Commands to the run's worker, and to the repair's. */
  readonly posted: readonly [TrainerCommand[], TrainerCommand[]];
  readonly asked: ProofCommand[];
  readonly answer: (verdict: Verdict) => void;
  /** The newest start that a worker was told of. */
  readonly newest: (worker: 0 | 1) => Start;
  /** An epoch, or a run, comes to its end with all weights equal to `value`. */
  readonly finish: (worker: 0 | 1, value: number, isSolved: boolean) => void;
  readonly send: (worker: 0 | 1, event: TrainerEvent) => void;
}

export function repairBench(): RepairBench {
  const posted = [[], []] as [TrainerCommand[], TrainerCommand[]];
  const asked: ProofCommand[] = [];
  const ears: ((event: TrainerEvent) => void)[] = [];
  let hear: (event: ProofEvent) => void = () => {};
  const session = createSession(
    (onEvent) => {
      const worker = ears.push(onEvent) - 1;
      return { post: (command) => void posted[worker]!.push(command) };
    },
    proofsBy(
      oneProver((onEvent) => {
        hear = onEvent;
        return { post: (command) => void asked.push(command) };
      }),
    ),
  );
  const newest = (worker: 0 | 1): Start =>
    findNewest(posted[worker], (command) => command.type === 'start') as Start;
  const send = (worker: 0 | 1, event: TrainerEvent): void => ears[worker]!(event);
  return {
    session,
    posted,
    asked,
    newest,
    send,
    state: session.store.get,
    answer: (verdict) => {
      const { requestId } = findNewest(asked, (command) => command.type === 'decide')!;
      hear({ type: 'decided', requestId, verdict, ms: 20 });
    },
    finish(worker, value, isSolved) {
      const { runId, config } = newest(worker);
      send(worker, epochEnd(runId, config.replicas, value, isSolved));
      send(worker, { type: 'ended', runId, ending: isSolved ? 'solved' : 'budget' });
    },
  };
}

/** What tells of an epoch's end. */
export function epochEnd(runId: number, replicas: number, value: number, isSolved: boolean): TrainerEvent {
  const share = isSolved ? 1 : 0.9;
  const shares = { loss: 0.1, bitAccuracy: share, lastBitAccuracy: share, stringAccuracy: share };
  const place = { update: 782, epoch: 1, strings: 100_000, bits: 2_550_000, seconds: 1 };
  const heldOut = { ...shares, wrongByLength: [isSolved ? 0 : 1] };
  return {
    type: 'progress',
    runId,
    update: 782,
    epoch: 1,
    seconds: 1,
    stringsPerSecond: 1,
    updatesPerSecond: 1,
    points: Array.from({ length: replicas }, (_, replica) => ({
      replica,
      point: { ...place, ...shares, heldOut },
    })),
    solvedAt: Array.from({ length: replicas }, () => (isSolved ? 782 : null)),
    weights: { update: 782, params: new Float32Array(20 * replicas).fill(value) },
    checkpoint: null,
  };
}
