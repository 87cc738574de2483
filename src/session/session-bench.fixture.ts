/** A session on a bench: for tests, with the trainer's end in their hands. */
import type { TrainerCommand, TrainerEvent } from '../training/protocol.ts';
import { checkpointOf } from '../training/trainer-client.fixture.ts';
import { findNewest } from './run-record.ts';
import { createSession, type Session } from './session.ts';
import type { SessionState } from './state.ts';

export interface Bench {
  readonly session: Session;
  readonly posted: TrainerCommand[];
  readonly state: () => SessionState;
  readonly send: (event: TrainerEvent) => void;
  /** The run that the worker was last told to start. */
  readonly runId: () => number;
}

export function bench(): Bench {
  const posted: TrainerCommand[] = [];
  let send: (event: TrainerEvent) => void = () => {};
  const session = createSession((onEvent) => {
    send = onEvent;
    return { post: (command) => void posted.push(command) };
  });
  return {
    session,
    posted,
    state: session.store.get,
    send: (event) => send(event),
    runId: () => findNewest(posted, ({ type }) => type === 'start')?.runId ?? 0,
  };
}

const weightsOf = (replicas: number, value: number): Float32Array =>
  new Float32Array(replicas * 20).fill(value);

export const started = (runId: number): TrainerEvent => ({
  type: 'started',
  runId,
  weights: { update: 0, params: weightsOf(8, 0) },
});

export function progress(
  runId: number,
  update: number,
  solved: readonly (number | null)[] = [],
): TrainerEvent {
  const solvedAt = Array.from({ length: 8 }, (_, k) => solved[k] ?? null);
  const share = { loss: 0.5, bitAccuracy: 0.75, lastBitAccuracy: 0.7, stringAccuracy: 0.1 };
  const points = solvedAt.map((_, replica) => ({
    replica,
    point: {
      update,
      epoch: update / 782,
      strings: 128 * update,
      bits: 6400 * update,
      seconds: update / 1000,
      ...share,
      heldOut: { ...share, wrongByLength: [1, 2, 3] },
    },
  }));
  const weights = { update, params: weightsOf(8, update) };
  return {
    type: 'progress',
    runId,
    update,
    epoch: update / 782,
    seconds: 1,
    updatesPerSecond: 1000,
    stringsPerSecond: 1e6,
    points,
    solvedAt,
    weights,
    checkpoint: null,
  };
}

export function trained(): Bench {
  const b = bench();
  b.session.train();
  b.send(started(b.runId()));
  b.send(progress(b.runId(), 33));
  return b;
}

/** Progress that brings a checkpoint. */
export function checkpointed(
  runId: number,
  update: number,
  solved: readonly (number | null)[] = [],
): TrainerEvent {
  const event = progress(runId, update, solved);
  if (event.type !== 'progress') return event;
  return { ...event, checkpoint: checkpointOf(update, event.weights.params, 8) };
}
