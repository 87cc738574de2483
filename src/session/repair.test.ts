import { expect, test } from 'vitest';
import type { Verdict } from '../proof/verdict.ts';
import type { TrainerEvent } from '../training/protocol.ts';
import { parseFile } from './files.ts';
import { runFile } from './run-file.ts';
import { epochEnd, repairBench, type RepairBench } from './repair-bench.fixture.ts';
import { repairRefusal } from './repair.ts';
import { selectMissingTest, shownTest } from './shown-test.ts';
import { selectStanding } from './standing.ts';
import { selectNetwork } from './state.ts';
import { countVerdicts, judgeShown } from './verdicts.ts';

const wrong: Verdict = { verdict: 'wrong', bits: '1000000000', isShortest: true, rightUpTo: 9 };
const certified: Verdict = { verdict: 'certified', boxes: 187, certificate: '{}\n' };

/** A run of two seeds that has ended, the first found wrong and the second certified. */
function broken(): RepairBench {
  const b = repairBench();
  b.session.applyPreset('openai-variable');
  b.session.setField('replicas', '2');
  b.session.train();
  b.finish(0, 1, true);
  b.answer(wrong);
  b.answer(certified);
  expect(b.state().status).toBe('solved');
  return b;
}

const weightsOf = (b: RepairBench, replica: number): number => b.state().run!.weights!.params[20 * replica]!;

test('the shown replica alone trains on from its weights, until it is certified', () => {
  const b = broken();
  b.session.repair();
  expect(b.newest(1)).toMatchObject({ config: { replicas: 1, seed: 1, sparse: 0.5 }, engine: 'auto' });
  expect(b.newest(1).from).toEqual(new Float32Array(20).fill(1));
  b.finish(1, 2, true);
  expect(b.state().repair).toMatchObject({ phase: 'proving', found: wrong });
  b.answer(wrong);
  expect(b.newest(1).from).not.toEqual(new Float32Array(20).fill(2));
  b.finish(1, 3, true);
  b.answer(certified);
  expect(b.state().repair).toMatchObject({ phase: 'ended', ending: 'certified' });
  expect(b.state().repair!.rounds.map(({ finding }) => finding.verdict)).toEqual(['wrong', 'certified']);
  expect([weightsOf(b, 0), weightsOf(b, 1)]).toEqual([3, 1]);
  const { replicas, solvedAt } = b.state().run!;
  expect(replicas.map(({ history }) => history.map(({ update }) => update))).toEqual([
    [782, 1564, 2346],
    [782],
  ]);
  expect(solvedAt).toEqual([782, 782]);
  expect(repairRefusal(b.state())).toContain('every length');
});

test('a repair is in one phase after the other, and what has come of an epoch is there with the next', () => {
  const b = broken();
  const phases: string[] = [];
  b.session.store.watch(
    ({ repair }) => repair && `${repair.phase} ${repair.rounds.length} ${repair.step ? 'step' : '-'}`,
    (phase) => void phases.push(phase ?? 'none'),
  );
  const askedBefore = b.asked.length;
  b.session.repair();
  b.finish(1, 2, true);
  b.answer(wrong);
  b.finish(1, 3, false);
  b.finish(1, 4, true);
  b.answer(certified);
  expect(phases).toEqual([
    'proving 0 -',
    'training 0 step',
    'proving 0 step',
    'training 1 step',
    'training 2 step',
    'proving 2 step',
    'ended 3 -',
  ]);
  expect(b.asked.slice(askedBefore).map(({ type }) => type)).toEqual(['decide', 'decide']);
});

test('an epoch that is not solved is not decided', () => {
  const b = broken();
  b.session.repair();
  b.finish(1, 2, false);
  expect(b.state().repair!.rounds).toMatchObject([{ finding: { verdict: 'unsolved' } }]);
  expect(b.state().repair!.phase).toBe('training');
  expect(b.state().run!.solvedAt).toEqual([null, 782]);
});

test('ten epochs are the most', () => {
  const b = broken();
  b.session.repair();
  for (let epoch = 0; epoch < 10; epoch++) b.finish(1, epoch, false);
  expect(b.state().repair).toMatchObject({ phase: 'ended', ending: 'budget' });
  expect(b.posted[1].filter(({ type }) => type === 'start')).toHaveLength(10);
});

test('stopping ends the epoch and keeps what there is; undoing brings all of it back', () => {
  const b = broken();
  b.session.repair();
  const { runId } = b.newest(1);
  b.send(1, epochEnd(runId, 1, 5, false));
  b.session.stopRepair();
  expect(b.posted[1].at(-1)).toEqual({ type: 'reset', runId });
  expect(b.state().repair).toMatchObject({ phase: 'ended', ending: 'stopped' });
  expect(weightsOf(b, 0)).toBe(5);
  b.send(1, epochEnd(runId, 1, 6, true));
  expect(weightsOf(b, 0)).toBe(5);
  b.session.undoRepair();
  expect(weightsOf(b, 0)).toBe(1);
  expect(b.state().run!.replicas[0]!.history).toHaveLength(1);
  expect(b.state().run!).toMatchObject({ solvedAt: [782, 782], repairs: [] });
  expect(b.state().repair).toBeNull();
});

test('a failure is told, and the run stays', () => {
  const b = broken();
  b.session.repair();
  b.send(1, { type: 'failed', runId: b.newest(1).runId, message: 'The GPU was lost.' });
  expect(b.state().repair).toMatchObject({ ending: 'failed', message: 'The GPU was lost.' });
  expect(b.state().status).toBe('solved');
});

test('a lost GPU is told, and the epoch goes on by itself', () => {
  const b = broken();
  b.session.repair();
  const { runId } = b.newest(1);
  b.send(1, { type: 'lost', runId, message: 'The GPU has gone.', update: 0, isMoved: false });
  const title = 'The repair goes on by itself';
  expect(b.state().notices).toMatchObject([{ kind: 'lost', title }]);
  b.finish(1, 2, true);
  expect(b.state().repair?.phase).toBe('proving');
});

test('a new run ends a repair, and no late event of it does anything', () => {
  const b = broken();
  b.session.repair();
  const { runId } = b.newest(1);
  b.session.train();
  expect(b.posted[1].at(-1)).toEqual({ type: 'reset', runId });
  b.send(1, epochEnd(runId, 1, 9, true));
  expect(b.state().run!.replicas[0]!.history).toEqual([]);
});

test('while it is repaired, nothing that was found out of the old weights is said of the new ones', () => {
  const b = broken();
  b.session.repair();
  const { runId } = b.newest(1);
  const epoch = epochEnd(runId, 1, 5, true) as Extract<TrainerEvent, { type: 'progress' }>;
  const onTheWay = {
    ...epoch,
    update: 300,
    solvedAt: [null],
    points: epoch.points.map(({ replica, point }) => ({
      replica,
      point: { ...point, update: 300, heldOut: null },
    })),
  };
  b.send(1, onTheWay);
  const { run, opened, replica } = b.state();
  expect(shownTest(run, replica, opened && { openedTest: null })).toMatchObject({
    heldOut: null,
    wrongByLength: null,
  });
  expect(selectMissingTest(b.state())).toBe('repair');
  expect(selectStanding(b.state())).toBe('unknown');
  expect(judgeShown(b.state(), selectNetwork(b.state()))).toMatchObject({
    verdict: 'pending',
    earlier: null,
  });
  expect(countVerdicts(run, b.state().verdicts).solved).toBe(1);
  // stopped here, nobody has tested it: the proof is asked
  b.session.stopRepair();
  expect(selectMissingTest(b.state())).toBe('changed');
  b.answer(wrong);
  expect(judgeShown(b.state(), selectNetwork(b.state())).verdict).toBe('wrong');
  b.session.undoRepair();
  expect(selectStanding(b.state())).toBe('passed');
});

test('an opened network is repaired by itself', () => {
  const b = repairBench();
  const spec = { hidden: 1, activation: 'sigmoid', head: 'softmax' } as const;
  const network = { spec, params: new Float32Array(20).fill(4), source: 'leak.json' };
  b.session.openFile({ kind: 'weights', network });
  b.session.repair();
  expect(b.state().repair).toMatchObject({ phase: 'proving', found: null });
  b.answer(wrong);
  expect(b.newest(1).config.seed).toBe(1);
  b.send(1, epochEnd(b.newest(1).runId, 1, 5, true));
  expect(b.state().opened!.source).toBe('leak.json, under repair');
  b.finish(1, 6, true);
  b.answer(certified);
  expect(b.state().repair!.ending).toBe('certified');
  expect(b.state().opened).toMatchObject({ source: 'leak.json, repaired' });
  expect(b.state().opened!.params[0]).toBe(6);
  b.session.undoRepair();
  expect(b.state().opened).toMatchObject({ source: 'leak.json', params: network.params });
});

test('one whose weights were redrawn on the way says so in its name', () => {
  const b = repairBench();
  const spec = { hidden: 1, activation: 'sigmoid', head: 'softmax' } as const;
  b.session.openFile({
    kind: 'weights',
    network: { spec, params: new Float32Array(20).fill(4), source: 'leak.json' },
  });
  b.session.repair();
  b.answer(wrong);
  b.finish(1, 5, true);
  b.answer(wrong);
  b.finish(1, 6, true);
  b.answer(certified);
  expect(b.state().opened!.source).toBe('leak.json, repaired with weights drawn afresh');
});

test('there is nothing to repair before training, nor while it goes on', () => {
  const b = repairBench();
  expect(repairRefusal(b.state())).toContain('train first');
  b.session.train();
  b.send(0, {
    type: 'started',
    runId: b.newest(0).runId,
    weights: { update: 0, params: new Float32Array(160) },
  });
  expect(repairRefusal(b.state())).toContain('until training has ended');
  b.session.repair();
  expect(b.state().repair).toBeNull();
});

test('the run file tells the repair, and is read back', () => {
  const b = broken();
  b.session.repair();
  b.finish(1, 2, true);
  b.answer(certified);
  const text = JSON.stringify(runFile(b.state().run!));
  const result = parseFile(text, 'run.json');
  if (!result.ok || result.file.kind !== 'run') throw new Error('not a run');
  const { repairs, weights } = result.file.run;
  expect(repairs).toMatchObject([
    { replica: 0, seed: 1, update: 1564, ending: 'certified', found: { verdict: 'wrong', bits: wrong.bits } },
  ]);
  expect(repairs[0]!.before).toEqual(new Float32Array(20).fill(1));
  expect(weights!.params[0]).toBe(2);
  const spoilt = text.replace('"keep":1', '"keep":2');
  expect(parseFile(spoilt, 'run.json')).toMatchObject({ ok: false });
});

test('a worker that says nothing ends the repair, but not while it is at what it has announced', () => {
  const b = broken();
  b.session.repair();
  const silence = { type: 'silence', runId: b.newest(1).runId, message: 'One update takes long.' } as const;
  b.send(1, { ...silence, isHopeless: false });
  expect(b.state().repair).toMatchObject({ phase: 'training', ending: null });
  b.send(1, { ...silence, isHopeless: true });
  expect(b.state().repair).toMatchObject({
    phase: 'ended',
    ending: 'failed',
    message: 'One update takes long.',
  });
});
