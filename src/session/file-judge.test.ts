import { describe, expect, test } from 'vitest';
import { HAND_BUILT_PARAMS, HAND_BUILT_SPEC } from '../lstm/hand-built.ts';
import { paramCount } from '../lstm/params.ts';
import { planOf } from '../training/schedule.ts';
import { plainEvaluate } from '../engine/plain-run.ts';
import type { RunConfig } from '../training/config.ts';
import { PRESETS } from '../training/presets.ts';
import { parseFile } from './files.ts';
import { runFile } from './run-file.ts';
import { judgeRun, type JudgedRun } from './file-judge.ts';
import { createRun, solvedUpdates, type RunRecord } from './run-record.ts';

const config: RunConfig = {
  ...PRESETS['openai-variable'].config,
  ...HAND_BUILT_SPEC,
  max: 12,
  replicas: 2,
  strings: 1000,
};
const right = { loss: 0.0001, bitAccuracy: 1, lastBitAccuracy: 1, stringAccuracy: 1, wrongByLength: [] };
type HeldOut = typeof right;

/** A run whose replicas have the given weights, each with one evaluation, or another training point behind it. */
function runOf(weights: readonly Float32Array[], heldOut: HeldOut, isOlder = false, of = config): RunRecord {
  const run = createRun(1, { ...of, replicas: weights.length }, 'auto');
  const place = { epoch: 1, strings: 1000, bits: 6000, seconds: 1 };
  for (const { history } of run.replicas) {
    history.push({ update: 8, ...place, ...right, heldOut });
    if (isOlder) history.push({ update: 9, ...place, ...right, heldOut: null });
  }
  const size = paramCount(of.hidden);
  const params = new Float32Array(size * weights.length);
  for (const [k, row] of weights.entries()) params.set(row, k * size);
  return {
    ...run,
    solvedAt: solvedUpdates(config, run.replicas),
    weights: { update: isOlder ? 9 : 8, params },
  };
}

function judge(run: RunRecord, budgetNs?: number): JudgedRun {
  const judging = judgeRun(run, budgetNs);
  for (;;) {
    const step = judging.next();
    if (step.done) return step.value;
  }
}

const shown = ({ run }: JudgedRun, replica: number) => run.replicas[replica]!.history.at(-1)!;
const perfect = Float32Array.from(HAND_BUILT_PARAMS);
const zeros = new Float32Array(paramCount(1));
const truth = (params: Float32Array, of = config): HeldOut =>
  plainEvaluate(planOf({ ...of, replicas: 1 }), params, 0) as HeldOut;

describe('what a file says of its networks', () => {
  test('stays where the weights bear it out', () => {
    const run = runOf([perfect, perfect], { ...truth(perfect), wrongByLength: [] });
    const judged = judge(run);
    expect(judged.remarks).toEqual([]);
    expect(judged.run).toEqual(run);
    expect(judged.run.solvedAt).toEqual([8, 8]);
  });

  test('is replaced where solved weights are wrong', () => {
    const judged = judge(runOf([perfect, zeros], { ...truth(perfect), wrongByLength: [] }));
    expect(judged.run.solvedAt).toEqual([8, null]);
    expect(judged.remarks).toEqual([
      expect.stringMatching(/^Seed 2: the file says 100\.00 % of .*on 10,000 held-out strings\.$/u),
    ]);
    const { heldOut } = shown(judged, 1);
    const { seed } = config;
    expect(heldOut).toMatchObject({
      lastBitAccuracy: truth(zeros, { ...config, seed: seed + 1 }).lastBitAccuracy,
      wrongByLength: [],
    });
    expect(judged.run.replicas[1]!.wrongByLength).toHaveLength(12);
    expect(shown(judged, 0).heldOut).toEqual({ ...truth(perfect), wrongByLength: [] });
    expect(judged.notes).toEqual([]);
  });

  describe('of earlier weights', () => {
    const solved = { ...truth(perfect), wrongByLength: [] };

    test('stays where the weights have moved on, and only what they are now is judged', () => {
      const run = runOf([perfect, zeros], solved, true);
      const judged = judge(run);
      expect(judged.remarks).toEqual([]);
      expect(judged.run).toEqual({ ...run, solvedAt: [8, null] });
      expect(judged.notes).toEqual([
        expect.stringMatching(
          /^Seed 2: its weights have moved on since update 8, .* 10,000 held-out strings,/u,
        ),
      ]);
    });

    test('is told from one of the newest by what the file says of its weights', () => {
      expect(runFile(runOf([zeros], solved))).not.toHaveProperty('update');
      const run = runOf([zeros], solved);
      expect(runFile({ ...run, weights: { ...run.weights!, update: 9 } })).toMatchObject({ update: 9 });
    });

    test('stays, too, where a run that went on was saved between two points', () => {
      const file = runFile(runOf([zeros], solved, false, { ...config, stop: 'budget' }));
      const opened = (update: number): JudgedRun => {
        const result = parseFile(JSON.stringify({ ...file, update }), 'run.json');
        if (!result.ok || result.file.kind !== 'run') throw new Error('It was not opened.');
        return judge(result.file.run);
      };
      expect(opened(8)).toMatchObject({ remarks: [expect.stringContaining('Seed 1')], notes: [] });
      const judged = opened(9);
      expect(judged).toMatchObject({ remarks: [], notes: [expect.stringContaining('moved on')] });
      expect(shown(judged, 0).heldOut).toEqual(solved);
    });
  });

  test('is not held against strings that may be training strings, where looking for them takes too long', () => {
    const many = { ...config, max: 25, strings: 1_000_000, replicas: 3 };
    const run = runOf(
      [perfect, perfect, zeros],
      { ...truth(perfect, { ...many, strings: 0 }), wrongByLength: [] },
      false,
      many,
    );
    const judging = judgeRun(run);
    let yields = 0;
    let step = judging.next();
    for (; !step.done; step = judging.next()) yields += 1;
    // one for each string, and none for training strings
    expect(yields).toBe(30_000);
    expect(step.value.run.solvedAt).toEqual([8, 8, null]);
    expect(step.value.remarks).toHaveLength(1);
  });

  test('yields while held-out strings are looked for among the training strings', () => {
    const some = { ...config, lengths: 'fixed', max: 25, strings: 100_000 } as const;
    const judging = judgeRun(runOf([zeros], right, false, some));
    let yields = 0;
    while (!judging.next().done) yields += 1;
    // a judged string each, and a slice of training strings each
    expect(yields).toBeGreaterThan(10_000 + 100_000 / 16_384);
  });

  test.each([
    { lastBitAccuracy: 0.9 },
    { bitAccuracy: 0.99 },
    { stringAccuracy: 0.5 },
    { loss: 0 },
    { loss: 3 },
  ])('is replaced where any figure is another: %j', (forged) => {
    const honest = truth(zeros);
    expect(judge(runOf([zeros], { ...honest, wrongByLength: [] })).remarks).toEqual([]);
    const judged = judge(runOf([zeros], { ...honest, ...forged, wrongByLength: [] }));
    expect(judged.remarks).toHaveLength(1);
    expect(shown(judged, 0).heldOut).toEqual({ ...honest, wrongByLength: [] });
  });

  test('is judged on fewer strings where networks are large, and that is kept with it', () => {
    const wide = { ...config, hidden: 16, max: 30 };
    const weights = Array.from({ length: 2 }, () => new Float32Array(paramCount(16)));
    const judged = judge(runOf(weights, right, false, wide), 3e7);
    expect(judged.run.solvedAt).toEqual([null, null]);
    const strings = judged.run.replicas[0]!.judgedStrings!;
    expect(strings).toBeGreaterThanOrEqual(64);
    expect(strings).toBeLessThan(10_000);
    expect(judged.remarks[0]).toContain(`on ${strings.toLocaleString('en')} held-out strings`);
  });

  test('cannot be judged without weights: nothing counts as solved, and that is said', () => {
    const judged = judge({ ...runOf([zeros], right), weights: null });
    expect(judged.run.solvedAt).toEqual([null]);
    expect(judged.remarks).toHaveLength(1);
  });

  test('needs no judging before the first evaluation', () => {
    const run = runOf([zeros], right);
    run.replicas[0]!.history[0] = { ...run.replicas[0]!.history[0]!, heldOut: null };
    expect(judge(run)).toMatchObject({ remarks: [] });
  });

  test('of weights that are no numbers any more is still a finite figure', () => {
    const huge = new Float32Array(paramCount(1)).fill(3.4e38);
    const { heldOut } = shown(judge(runOf([huge], right)), 0);
    expect(Object.values({ ...heldOut, wrongByLength: 0 }).every(Number.isFinite)).toBe(true);
    expect(heldOut!.lastBitAccuracy).toBeLessThan(0.6);
  });
});
