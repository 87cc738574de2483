/** A session whose trainer and proof workers are in a test's hands. */
import type { ProofCommand, ProofEvent } from '../proof/proof-protocol.ts';
import type { Verdict } from '../proof/verdict.ts';
import type { TrainerCommand, TrainerEvent } from '../training/protocol.ts';
import { oneProver, proofsBy } from './one-prover.fixture.ts';
import { findNewest } from './run-record.ts';
import { createSession, type Session } from './session.ts';
import { selectNetwork, type SessionState } from './state.ts';
import { judgeShown, type ShownVerdict } from './verdicts.ts';

type Decide = Extract<ProofCommand, { type: 'decide' }>;

export interface ProofsBench {
  readonly session: Session;
  readonly asked: ProofCommand[];
  readonly state: () => SessionState;
  readonly train: (event: TrainerEvent) => void;
  readonly runId: () => number;
  /** The request that the worker was last sent. */
  readonly newest: () => Decide;
  readonly answer: (verdict: Verdict, ms?: number) => void;
  readonly send: (event: ProofEvent) => void;
  readonly shown: () => ShownVerdict['verdict'];
}

export const certified: Verdict = { verdict: 'certified', boxes: 7, certificate: '{}\n' };
export const wrong: Verdict = { verdict: 'wrong', bits: '1000', isShortest: true, rightUpTo: 3 };

export function proofsBench(
  preset: 'openai-variable' | 'notebook-1' = 'openai-variable',
  cores = 1,
): ProofsBench {
  const posted: TrainerCommand[] = [];
  const asked: ProofCommand[] = [];
  let train: (event: TrainerEvent) => void = () => {};
  const ears: ((event: ProofEvent) => void)[] = [];
  // each worker's end knows its own requests
  const send = (event: ProofEvent): void => ears.forEach((hear) => hear(event));
  const session = createSession(
    (onEvent) => {
      train = onEvent;
      return { post: (command) => void posted.push(command) };
    },
    proofsBy({
      ...oneProver((onEvent) => {
        ears.push(onEvent);
        return { post: (command) => void asked.push(command) };
      }),
      cores: () => cores,
    }),
  );
  session.applyPreset(preset);
  const state = session.store.get;
  const newest = (): Decide => findNewest(asked, (command) => command.type === 'decide') as Decide;
  return {
    session,
    asked,
    state,
    newest,
    train: (event) => train(event),
    send,
    runId: () => findNewest(posted, ({ type }) => type === 'start')?.runId ?? 0,
    answer: (verdict, ms = 20) => send({ type: 'decided', requestId: newest().requestId, verdict, ms }),
    shown: () => judgeShown(state(), selectNetwork(state())).verdict,
  };
}

/** Every replica's weights are `100 replica + value`, or `frozen[replica]` where that is a number. */
export function proofsProgress(
  b: ProofsBench,
  update: number,
  solved: readonly (number | null)[],
): TrainerEvent {
  const share = { loss: 0.5, bitAccuracy: 0.75, lastBitAccuracy: 0.7, stringAccuracy: 0.1 };
  const params = new Float32Array(8 * 20);
  const solvedAt = Array.from({ length: 8 }, (_, k) => solved[k] ?? null);
  const isFrozen = b.state().config.stop === 'solved';
  for (let k = 0; k < 8; k++)
    params.fill(100 * k + (isFrozen ? (solvedAt[k] ?? update) : update), 20 * k, 20 * k + 20);
  const points = solvedAt.map((at, replica) => ({
    replica,
    point: {
      update,
      epoch: update / 782,
      strings: update,
      bits: update,
      seconds: 1,
      ...share,
      heldOut: {
        ...share,
        ...(at === null ? {} : { bitAccuracy: 1, lastBitAccuracy: 1 }),
        wrongByLength: [],
      },
    },
  }));
  const figures = {
    update,
    epoch: update / 782,
    seconds: 1,
    updatesPerSecond: 1000,
    stringsPerSecond: 1,
    points,
    solvedAt,
  };
  return { type: 'progress', runId: b.runId(), ...figures, weights: { update, params }, checkpoint: null };
}

export function provedTraining(
  preset: 'openai-variable' | 'notebook-1' = 'openai-variable',
  cores = 1,
): ProofsBench {
  const b = proofsBench(preset, cores);
  b.session.train();
  const weights = { update: 0, params: new Float32Array(8 * 20) };
  b.train({ type: 'started', runId: b.runId(), weights });
  return b;
}
