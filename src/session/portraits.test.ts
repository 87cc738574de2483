import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import { learnAutomaton } from '../proof/portrait/automaton.ts';
import { phasePlane } from '../proof/portrait/phase-plane.ts';
import type { PortraitCommand, PortraitEvent } from '../proof/portrait/portrait-protocol.ts';
import type { TrainerCommand, TrainerEvent } from '../training/protocol.ts';
import { createSession } from './session.ts';
import { oneProver, proofsBy } from './one-prover.fixture.ts';

beforeEach(() => void vi.useFakeTimers());
afterEach(() => void vi.useRealTimers());

function bench() {
  const posted: TrainerCommand[] = [];
  const asked: PortraitCommand[] = [];
  let train: (event: TrainerEvent) => void = () => {};
  let send: (event: PortraitEvent) => void = () => {};
  const session = createSession(
    (onEvent) => {
      train = onEvent;
      return { post: (command) => void posted.push(command) };
    },
    proofsBy(oneProver(() => ({ post: () => {} }))),
    (onEvent) => {
      send = onEvent;
      return { post: (command) => void asked.push(command) };
    },
  );
  const answer = (ms = 2): void => {
    const { requestId, spec, params } = asked.at(-1)!;
    const portrait = {
      plane: phasePlane(spec, params, { length: 2, settle: 64, zeros: 8 }),
      automaton: learnAutomaton(spec, params, { states: 4 }),
    };
    send({ type: 'portrayed', requestId, portrait, ms });
  };
  const weights = (update: number): TrainerEvent => {
    const { config } = session.store.get();
    const runId = posted.findLast(({ type }) => type === 'start')!.runId;
    const params = new Float32Array(20 * config.replicas).fill(update / 1000);
    return { type: 'started', runId, weights: { update, params } };
  };
  return {
    session,
    asked,
    answer,
    send: (event: PortraitEvent) => send(event),
    train: (update: number) => train(weights(update)),
  };
}

test('asks only while a portrait is looked at, and for nothing twice', () => {
  const { session, asked, answer } = bench();
  session.applyPreset('openai-variable');
  expect(asked).toHaveLength(0);
  const stop = session.watchPortrait();
  expect(asked).toHaveLength(1);
  answer();
  expect(session.store.get().portrait?.automaton.states.length).toBeGreaterThan(0);
  session.setBits('101');
  session.setCursor(1);
  expect(asked).toHaveLength(1);
  stop();
  session.applyPreset('notebook-1');
  expect(asked).toHaveLength(1);
  session.watchPortrait();
  expect(asked).toHaveLength(2);
  expect(asked[1]!.spec.activation).toBe('hard-sigmoid');
});

test('while training one request at a time, of the newest weights, with a rest of ten times its cost', () => {
  const { session, asked, answer, train } = bench();
  session.watchPortrait();
  answer();
  session.train();
  train(1);
  train(2);
  train(3);
  expect(asked).toHaveLength(2);
  expect(asked[1]!.params[0]).toBeCloseTo(0.001);
  answer(100);
  expect(asked).toHaveLength(2);
  train(4);
  vi.advanceTimersByTime(900);
  expect(asked).toHaveLength(2);
  train(5);
  vi.advanceTimersByTime(200);
  expect(asked).toHaveLength(3);
  expect(asked[2]!.params[0]).toBeCloseTo(0.005);
  expect(asked[2]!.params).toHaveLength(20);
});

test('an automaton that is the same again keeps its identity', () => {
  const { session, answer, train } = bench();
  session.watchPortrait();
  answer();
  session.train();
  train(1);
  answer();
  const first = session.store.get().portrait!;
  train(2);
  vi.advanceTimersByTime(1000);
  answer();
  const second = session.store.get().portrait!;
  expect(second.plane).not.toBe(first.plane);
  expect(second.automaton).toBe(first.automaton);
});

test('another network is not made to wait', () => {
  const { session, asked, answer, train } = bench();
  session.watchPortrait();
  answer();
  session.train();
  train(1);
  answer(100);
  session.selectReplica(3);
  expect(asked).toHaveLength(3);
});

test('a failure is said in words, and the next network is asked for again', () => {
  const { session, asked, send } = bench();
  session.watchPortrait();
  send({ type: 'failed', requestId: asked[0]!.requestId, message: 'The portrait worker stopped.' });
  expect(session.store.get()).toMatchObject({
    portrait: null,
    portraitProblem: 'The portrait worker stopped.',
  });
  expect(asked).toHaveLength(1);
  session.applyPreset('openai-variable');
  expect(asked).toHaveLength(2);
});
