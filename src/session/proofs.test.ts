import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import { certified, proofsBench, proofsProgress, provedTraining, wrong } from './proofs-bench.fixture.ts';
import { parseLink } from './url.ts';
import { selectNetwork } from './state.ts';
import { countVerdicts, judgeReplica, judgeShown } from './verdicts.ts';

beforeEach(() => void vi.useFakeTimers());
afterEach(() => void vi.useRealTimers());

test('before an evaluation a replica is pending, after one unsolved, and nothing is asked', () => {
  const b = provedTraining();
  expect(b.shown()).toBe('pending');
  b.train(proofsProgress(b, 10, []));
  expect(b.shown()).toBe('unsolved');
  expect(b.asked).toEqual([]);
});

test('a certificate that was kept goes along with the network, if it is of the run', () => {
  const b = provedTraining();
  const files = new Map([[3, 'a file']]);
  b.session.selectReplica(3);
  b.session.layDown({ claims: { runId: b.state().run!.id, files } });
  b.train(proofsProgress(b, 10, [null, null, null, 10]));
  expect(b.newest().claim).toBe('a file');
  b.answer(certified);
  b.session.layDown({ claims: { runId: 99, files } });
  b.session.prove();
  expect(b.newest()).not.toHaveProperty('claim');
});

test('the shown replica is decided as soon as it is solved, then the others', () => {
  const b = provedTraining();
  b.session.selectReplica(3);
  b.train(proofsProgress(b, 10, [10, null, null, 10]));
  expect(b.newest()).toMatchObject({ type: 'decide', spec: { hidden: 1 } });
  expect(b.newest().params[0]).toBe(310);
  expect([...b.state().deciding]).toEqual([3]);
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
  b.train(proofsProgress(b, 20, [10, null, null, 10]));
  vi.advanceTimersByTime(10_000);
  expect(b.asked).toHaveLength(2);
  expect(judgeReplica(b.state().run!, 0, b.state().verdicts).verdict).toBe('wrong');
});

test('once training has ended they follow each other at once', () => {
  const b = provedTraining();
  b.train(proofsProgress(b, 10, [10, 10, 10]));
  b.train({ type: 'ended', runId: b.runId(), ending: 'budget' });
  for (let k = 0; k < 3; k++) b.answer(certified, 500);
  expect(b.asked).toHaveLength(3);
  expect(countVerdicts(b.state().run, b.state().verdicts).certified).toBe(3);
});

test('where a solved replica trains on, its verdict ends with its weights and every replica has its turn', () => {
  const b = provedTraining('notebook-1');
  b.train(proofsProgress(b, 10, [10, 10]));
  b.train(proofsProgress(b, 20, [10, 10]));
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
  const b = provedTraining();
  b.train(proofsProgress(b, 10, [10]));
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
  const b = proofsBench();
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
  const b = proofsBench();
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
  const b = provedTraining();
  b.train(proofsProgress(b, 10, [10]));
  const { requestId } = b.newest();
  b.session.reset();
  expect(b.asked.at(-1)).toEqual({ type: 'stop', requestId });
  expect(b.state().deciding.size).toBe(0);
  b.answer(wrong);
  expect(b.shown()).toBe('pending');
  expect(b.state().verdicts.size).toBe(0);
});

test('a search for an opened network makes way when its place is taken by a run', () => {
  const b = provedTraining();
  b.session.pause();
  const spec = { hidden: 1, activation: 'sigmoid', head: 'softmax' } as const;
  const network = { spec, params: new Float32Array(20), source: 'a.json' };
  b.session.openFile({ kind: 'weights', network });
  b.session.prove();
  const { requestId } = b.newest();
  b.train(proofsProgress(b, 10, [10]));
  expect(b.newest().requestId).toBe(requestId);
  b.session.closeNetwork();
  expect(b.asked.slice(-2).map(({ type }) => type)).toEqual(['stop', 'decide']);
  expect(b.newest().params[0]).toBe(10);
});

test('a search that breaks down is said, not repeated by itself, and can be asked for again', () => {
  const b = provedTraining();
  b.train(proofsProgress(b, 10, [10]));
  b.send({ type: 'failed', requestId: b.newest().requestId, message: 'out of memory' });
  expect(b.shown()).toBe('undecided');
  expect(b.state().status).toBe('training');
  expect(b.state().deciding.size).toBe(0);
  vi.advanceTimersByTime(60_000);
  expect(b.asked).toHaveLength(1);
  b.session.prove();
  b.answer(certified);
  expect(b.shown()).toBe('certified');
});

test('a run that comes out as the one before it keeps what was found out of that', () => {
  const b = provedTraining();
  b.train(proofsProgress(b, 10, [10, 10]));
  b.answer(wrong);
  expect(b.shown()).toBe('wrong');
  b.train({ type: 'ended', runId: b.runId(), ending: 'budget' });
  b.session.train();
  b.train(proofsProgress(b, 10, [10, 10]));
  expect(b.shown()).toBe('wrong');
  // the other's decision does not end it
  expect(b.newest().params[0]).toBe(110);
  b.answer(certified);
  expect(b.shown()).toBe('wrong');
});
