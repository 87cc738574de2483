import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import type { ProofCommand, ProofEvent } from '../proof/proof-protocol.ts';
import type { Verdict } from '../proof/verdict.ts';
import type { TrainerCommand, TrainerEvent } from '../training/protocol.ts';
import { createSession, type Session } from './session.ts';
import { parseLink } from './url.ts';
import { selectNetwork, type SessionState } from './state.ts';
import { countVerdicts, judgeReplica, judgeShown, type ShownVerdict } from './verdicts.ts';

type Decide = Extract<ProofCommand, { type: 'decide' }>;

interface Bench {
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

const certified: Verdict = { verdict: 'certified', boxes: 7, certificate: '{}\n' };
const wrong: Verdict = { verdict: 'wrong', bits: '1000', isShortest: true, rightUpTo: 3 };

beforeEach(() => void vi.useFakeTimers());
afterEach(() => void vi.useRealTimers());

function bench(preset: 'openai-variable' | 'notebook-1' = 'openai-variable'): Bench {
  const posted: TrainerCommand[] = [];
  const asked: ProofCommand[] = [];
  let train: (event: TrainerEvent) => void = () => {};
  let send: (event: ProofEvent) => void = () => {};
  const session = createSession(
    (onEvent) => {
      train = onEvent;
      return { post: (command) => void posted.push(command) };
    },
    (onEvent) => {
      send = onEvent;
      return { post: (command) => void asked.push(command) };
    },
  );
  session.applyPreset(preset);
  const state = session.store.get;
  const newest = (): Decide => asked.findLast((command) => command.type === 'decide')!;
  return {
    session,
    asked,
    state,
    newest,
    train: (event) => train(event),
    send: (event) => send(event),
    runId: () => posted.findLast(({ type }) => type === 'start')?.runId ?? 0,
    answer: (verdict, ms = 20) => send({ type: 'decided', requestId: newest().requestId, verdict, ms }),
    shown: () => judgeShown(state(), selectNetwork(state())).verdict,
  };
}

/** Every replica's weights are `100 replica + value`, or `frozen[replica]` where that is a number. */
function progress(b: Bench, update: number, solved: readonly (number | null)[]): TrainerEvent {
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

function training(preset: 'openai-variable' | 'notebook-1' = 'openai-variable'): Bench {
  const b = bench(preset);
  b.session.train();
  const weights = { update: 0, params: new Float32Array(8 * 20) };
  b.train({ type: 'started', runId: b.runId(), weights });
  return b;
}

test('before an evaluation a replica is pending, after one unsolved, and nothing is asked', () => {
  const b = training();
  expect(b.shown()).toBe('pending');
  b.train(progress(b, 10, []));
  expect(b.shown()).toBe('unsolved');
  expect(b.asked).toEqual([]);
});

test('a certificate that was kept goes along with the network, if it is of the run', () => {
  const b = training();
  const files = new Map([[3, 'a file']]);
  b.session.selectReplica(3);
  b.session.layDown({ claims: { runId: b.state().run!.id, files } });
  b.train(progress(b, 10, [null, null, null, 10]));
  expect(b.newest().claim).toBe('a file');
  b.answer(certified);
  b.session.layDown({ claims: { runId: 99, files } });
  b.session.prove();
  expect(b.newest()).not.toHaveProperty('claim');
});

test('the shown replica is decided as soon as it is solved, then the others', () => {
  const b = training();
  b.session.selectReplica(3);
  b.train(progress(b, 10, [10, null, null, 10]));
  expect(b.newest()).toMatchObject({ type: 'decide', spec: { hidden: 1 } });
  expect(b.newest().params[0]).toBe(310);
  expect(b.state().deciding).toBe(3);
  b.answer(certified);
  expect(b.shown()).toBe('certified');
  expect(b.asked).toHaveLength(1);
  vi.advanceTimersByTime(199);
  expect(b.asked).toHaveLength(1);
  vi.advanceTimersByTime(2);
  expect(b.newest().params[0]).toBe(10);
  b.answer(wrong);
  expect(countVerdicts(b.state().run, b.state().verdicts)).toEqual({
    solved: 2,
    wrong: 1,
    certified: 1,
    undecided: 0,
  });
  b.train(progress(b, 20, [10, null, null, 10]));
  vi.advanceTimersByTime(10_000);
  expect(b.asked).toHaveLength(2);
  expect(judgeReplica(b.state().run!, 0, b.state().verdicts).verdict).toBe('wrong');
});

test('once training has ended they follow each other at once', () => {
  const b = training();
  b.train(progress(b, 10, [10, 10, 10]));
  b.train({ type: 'ended', runId: b.runId(), ending: 'budget' });
  for (let k = 0; k < 3; k++) b.answer(certified, 500);
  expect(b.asked).toHaveLength(3);
  expect(countVerdicts(b.state().run, b.state().verdicts).certified).toBe(3);
});

test('where a solved replica trains on, its verdict ends with its weights and every replica has its turn', () => {
  const b = training('notebook-1');
  b.train(progress(b, 10, [10, 10]));
  b.train(progress(b, 20, [10, 10]));
  b.answer(certified);
  expect(b.shown()).toBe('pending');
  const { earlier } = judgeShown(b.state(), selectNetwork(b.state()));
  expect(earlier).toMatchObject({ update: 10, outcome: { verdict: 'certified' } });
  vi.advanceTimersByTime(201);
  expect(b.newest().params[0]).toBe(120);
  b.answer(certified);
  vi.advanceTimersByTime(201);
  expect(b.newest().params[0]).toBe(20);
  b.train({ type: 'ended', runId: b.runId(), ending: 'budget' });
  b.answer(certified);
  expect(b.shown()).toBe('certified');
});

test('Prove decides whatever is shown, in place of what is in progress', () => {
  const b = training();
  b.train(progress(b, 10, [10]));
  const first = b.newest().requestId;
  b.session.selectReplica(1);
  b.session.prove();
  expect(b.newest().params[0]).toBe(110);
  b.send({ type: 'decided', requestId: first, verdict: certified, ms: 1 });
  expect(b.state().verdicts.size).toBe(0);
  b.answer(wrong);
  expect(b.shown()).toBe('wrong');
  vi.advanceTimersByTime(1000);
  expect(b.newest().params[0]).toBe(10);
});

test('a network from a file is decided at once, and its verdict goes with it', () => {
  const b = bench();
  const spec = { hidden: 1, activation: 'sigmoid', head: 'softmax' } as const;
  const open = (value: number): void =>
    b.session.openFile({
      kind: 'weights',
      network: { spec, params: new Float32Array(20).fill(value), source: 'a.json' },
    });
  open(1);
  expect(b.shown()).toBe('pending');
  expect(b.asked.map(({ type }) => type)).toEqual(['decide']);
  b.answer(certified);
  expect(b.shown()).toBe('certified');
  open(2);
  expect(b.shown()).toBe('pending');
  expect(b.newest().params[0]).toBe(2);
  b.session.closeNetwork();
  b.answer(wrong);
  expect(b.shown()).toBe('pending');
});

test('so is one that comes with a link, and another in its place ends its search', () => {
  const b = bench();
  const open = (value: number): void =>
    b.session.applyLink(
      parseLink(`#v=1&preset=openai-variable&weights=${Array.from({ length: 20 }, () => value).join(',')}`)
        .state,
      [],
    );
  open(1);
  const { requestId } = b.newest();
  expect(b.newest().params[0]).toBe(1);
  open(2);
  expect(b.newest().params[0]).toBe(2);
  b.send({ type: 'decided', requestId, verdict: certified, ms: 1 });
  expect(b.shown()).toBe('pending');
  b.answer(wrong);
  expect(b.shown()).toBe('wrong');
  expect(b.asked.filter(({ type }) => type === 'decide')).toHaveLength(2);
});

test('a reset stops the search, and late answers change nothing', () => {
  const b = training();
  b.train(progress(b, 10, [10]));
  const { requestId } = b.newest();
  b.session.reset();
  expect(b.asked.at(-1)).toEqual({ type: 'stop', requestId });
  expect(b.state().deciding).toBeNull();
  b.answer(wrong);
  expect(b.shown()).toBe('pending');
  expect(b.state().verdicts.size).toBe(0);
});

test('a search for an opened network makes way when its place is taken by a run', () => {
  const b = training();
  b.session.pause();
  const spec = { hidden: 1, activation: 'sigmoid', head: 'softmax' } as const;
  const network = { spec, params: new Float32Array(20), source: 'a.json' };
  b.session.openFile({ kind: 'weights', network });
  b.session.prove();
  const { requestId } = b.newest();
  b.train(progress(b, 10, [10]));
  expect(b.newest().requestId).toBe(requestId);
  b.session.closeNetwork();
  expect(b.asked.slice(-2).map(({ type }) => type)).toEqual(['stop', 'decide']);
  expect(b.newest().params[0]).toBe(10);
});

test('a search that breaks down is said, not repeated by itself, and can be asked for again', () => {
  const b = training();
  b.train(progress(b, 10, [10]));
  b.send({ type: 'failed', requestId: b.newest().requestId, message: 'out of memory' });
  expect(b.shown()).toBe('undecided');
  expect(b.state()).toMatchObject({ status: 'training', deciding: null });
  vi.advanceTimersByTime(60_000);
  expect(b.asked).toHaveLength(1);
  b.session.prove();
  b.answer(certified);
  expect(b.shown()).toBe('certified');
});

test('a run that comes out as the one before it keeps what was found out of that', () => {
  const b = training();
  b.train(progress(b, 10, [10, 10]));
  b.answer(wrong);
  expect(b.shown()).toBe('wrong');
  b.train({ type: 'ended', runId: b.runId(), ending: 'budget' });
  b.session.train();
  b.train(progress(b, 10, [10, 10]));
  expect(b.shown()).toBe('wrong');
  // the other's decision does not end it
  expect(b.newest().params[0]).toBe(110);
  b.answer(certified);
  expect(b.shown()).toBe('wrong');
});
