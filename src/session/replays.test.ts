import { expect, test } from 'vitest';
import type { ProofCommand, ProofEvent } from '../proof/proof-protocol.ts';
import type { Verdict } from '../proof/verdict.ts';
import type { TrainerCommand, TrainerEvent } from '../training/protocol.ts';
import { createSession } from './session.ts';
import type { SessionState } from './state.ts';
import { oneProver, proofsBy } from './one-prover.fixture.ts';

type Replay = Extract<TrainerCommand, { type: 'replay' }>;

/** A run of one seed on an engine that has ended solved and is found wrong on a string. */
function found(bits: string, engine: 'webgl' | 'layers' = 'webgl') {
  const posted: TrainerCommand[] = [];
  const asked: ProofCommand[] = [];
  let send: (event: TrainerEvent) => void = () => {};
  let answer: (event: ProofEvent) => void = () => {};
  const session = createSession(
    (onEvent) => {
      send = onEvent;
      return { post: (command) => void posted.push(command) };
    },
    proofsBy(
      oneProver((onEvent) => {
        answer = onEvent;
        return { post: (command) => void asked.push(command) };
      }),
    ),
  );
  session.setField('replicas', '1');
  session.train();
  const runId = posted.findLast(({ type }) => type === 'start')!.runId;
  const weights = { update: 9, params: new Float32Array(20).fill(1) };
  send({
    type: 'engine',
    runId,
    report: { name: engine, renderer: '', kernel: '', reason: null, cpuTimesAsFast: null },
    kernels: {},
  });
  const figures = { update: 9, epoch: 1, seconds: 1, stringsPerSecond: 1, updatesPerSecond: 1 };
  send({ type: 'progress', runId, ...figures, points: [], solvedAt: [9], weights, checkpoint: null });
  send({ type: 'ended', runId, ending: 'solved' });
  const verdict: Verdict = { verdict: 'wrong', bits, isShortest: true, rightUpTo: bits.length - 1 };
  const { requestId } = asked.findLast((command) => command.type === 'decide')!;
  answer({ type: 'decided', requestId, verdict, ms: 1 });
  return {
    replays: posted.filter((command): command is Replay => command.type === 'replay'),
    state: (): SessionState => session.store.get(),
    reply: (replayId: number, value: 0 | 1 | null) =>
      send({ type: 'replayed', runId, replayId, answer: value }),
  };
}

test("a shown wrong string is put to the run's engine, once", () => {
  const { replays, state, reply } = found('1000');
  expect(replays).toHaveLength(1);
  expect(Array.from(replays[0]!.bits)).toEqual([1, 0, 0, 0]);
  expect(state().replay).toMatchObject({ engine: 'webgl', isWrong: null });
  reply(replays[0]!.replayId, 0);
  expect(state().replay!.isWrong).toBe(true);
});

test('an engine that answers rightly is said to disagree, and one that cannot be asked says nothing', () => {
  const { replays, state, reply } = found('1000');
  reply(replays[0]!.replayId, null);
  expect(state().replay!.isWrong).toBeNull();
  reply(replays[0]!.replayId, 1);
  expect(state().replay!.isWrong).toBe(false);
});

test('what the engine cannot take is not asked', () => {
  expect(found(`1${'0'.repeat(128)}`).replays).toEqual([]);
  expect(found('1000', 'layers').replays).toEqual([]);
});
