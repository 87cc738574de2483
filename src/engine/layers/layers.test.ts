/** The plain model's loss and gradient against stock tf.layers, which nobody here wrote; and the rival's manners. */
import { beforeAll, describe, expect, test } from 'vitest';
import { lossAndGradient } from '../../lstm/backward.ts';
import type { ModelSpec, Supervision } from '../../lstm/params.ts';
import type { Engine, RunPlan } from '../engine.ts';
import { plainBatch } from '../plain-run.ts';
import { freshState } from '../state.ts';
import { createCpuEngine } from '../cpu/cpu-engine.ts';
import { createLayersEngine } from './layers-engine.ts';
import { layersLossAndGradient } from './layers-model.ts';

interface Case extends ModelSpec {
  readonly supervision: Supervision;
  readonly lengths: 'fixed' | 'variable';
  readonly batch: number;
  readonly max: number;
}

const planOf = ({ hidden, activation, head, supervision, lengths, max, batch }: Case): RunPlan => ({
  model: { hidden, activation, head },
  supervision,
  dataset: { lengths, max, strings: 300, sparse: 0 },
  batch,
  repeats: 1,
  seeds: [3],
  tallyEvery: 1000,
});

/** Every pair of two options' values is in some row. */
const PAIRS: readonly Case[] = (
  [
    [1, 's', 1, 'every', 'fixed', 1],
    [1, 'h', 2, 'last', 'variable', 7],
    [1, 's', 2, 'every', 'variable', 128],
    [2, 'h', 1, 'every', 'variable', 1],
    [2, 's', 2, 'last', 'fixed', 7],
    [2, 'h', 1, 'last', 'fixed', 128],
    [3, 's', 2, 'last', 'variable', 1],
    [3, 'h', 1, 'every', 'fixed', 7],
    [3, 's', 1, 'every', 'fixed', 128],
    [4, 'h', 2, 'last', 'fixed', 1],
    [4, 's', 1, 'every', 'variable', 7],
    [4, 'h', 2, 'every', 'variable', 128],
    [8, 's', 1, 'last', 'variable', 1],
    [8, 'h', 2, 'every', 'fixed', 7],
    [8, 's', 1, 'last', 'fixed', 128],
  ] as const
).map(([hidden, activation, softmaxes, supervision, lengths, batch]) => ({
  hidden,
  activation: activation === 's' ? 'sigmoid' : 'hard-sigmoid',
  head: softmaxes === 1 ? 'softmax' : 'double-softmax',
  supervision,
  lengths,
  batch,
  max: 20,
}));

const norm = (values: ArrayLike<number>): number => Math.hypot(...Array.from(values));

let rival: Engine;
beforeAll(async () => {
  rival = await createLayersEngine('cpu');
});

describe('the plain model agrees with stock tf.layers', () => {
  test('the cases cover every pair of options', () => {
    const keys = ['hidden', 'activation', 'head', 'supervision', 'lengths', 'batch'] as const;
    const values = (key: keyof Case): unknown[] => [...new Set(PAIRS.map((each) => each[key]))];
    const missing = keys.flatMap((a, k) =>
      keys.slice(k + 1).flatMap((b) =>
        values(a).flatMap((x) =>
          values(b)
            .filter((y) => !PAIRS.some((each) => each[a] === x && each[b] === y))
            .map((y) => ({ [a]: x, [b]: y })),
        ),
      ),
    );
    expect(missing).toEqual([]);
  });

  test.each(PAIRS)('%j', (options) => {
    const plan = planOf(options);
    // fresh weights, enlarged so that gates saturate too
    const params = freshState(plan, 'glorot-normal').params.map((w) => 2 * w);
    const batch = plainBatch(plan, 0, 0);
    const plain = lossAndGradient(plan.model, params, batch, plan.supervision);
    const layers = layersLossAndGradient(plan.model, params, batch, plan.supervision);
    const difference = plain.gradient.map((g, k) => g - layers.gradient[k]);
    // 2.9e-7 and 1.1e-7 are the worst seen: tfjs computes in float32
    expect(norm(difference) / norm(plain.gradient)).toBeLessThan(1e-5);
    expect(Math.abs(layers.loss / plain.loss - 1)).toBeLessThan(1e-5);
  });
});

describe('the rival', () => {
  const plan: RunPlan = {
    ...planOf({ ...PAIRS[2], batch: 16, max: 6 }),
    seeds: [3, 4],
    tallyEvery: 3,
  };
  const state = freshState(plan, 'glorot-normal');
  const chunk = { first: 0, count: 5, learningRate: 0.01 };
  const closeTo = (a: ArrayLike<number>, b: ArrayLike<number>): number =>
    norm(Array.from(a, (x, k) => x - b[k])) / norm(b);

  test('counts, takes its gradient and judges as the fused engine does', async () => {
    const fused = await (await createCpuEngine()).start(plan, state);
    const layers = await rival.start(plan, state);
    const one = { ...chunk, count: 1 };
    const [ours, theirs] = [await fused.train(one), await layers.train(one)];
    for (const [replica, tally] of theirs.entries()) {
      expect(tally.lossSum / ours[replica].lossSum).toBeCloseTo(1, 5);
      expect({ ...tally, lossSum: 0 }).toEqual({ ...ours[replica], lossSum: 0 });
    }
    expect(closeTo((await layers.read()).m, (await fused.read()).m)).toBeLessThan(1e-5);
    // from equal weights: tfjs' Adam is another one at the first updates
    const judged = await rival.start(plan, await fused.read());
    const [mine, his] = [await fused.evaluate(), await judged.evaluate()];
    for (const [replica, metrics] of his.entries()) {
      expect(metrics.loss).toBeCloseTo(mine[replica].loss, 6);
      expect({ ...metrics, loss: 0 }).toEqual({ ...mine[replica], loss: 0 });
    }
    for (const run of [fused, layers, judged]) run.dispose();
  });

  test('goes on from a state as if it had never stopped, bit for bit', async () => {
    const whole = await rival.start(plan, state);
    const counted = await whole.train({ ...chunk, count: 7 });
    const half = await rival.start(plan, state);
    const tallies = await half.train({ ...chunk, count: 5 });
    const resumed = await rival.start(plan, { ...(await half.read()), tallies });
    expect(await resumed.train({ ...chunk, first: 5, count: 2 })).toEqual(counted);
    expect(await resumed.read()).toEqual(await whole.read());
    for (const run of [whole, half, resumed]) run.dispose();
  });

  test('restarts its tally, obeys the learning rate and lets frozen replicas be', async () => {
    const run = await rival.start(plan, state);
    const [tally] = await run.train({ ...chunk, count: 4 });
    expect(tally.strings).toBe(16);
    const before = await run.read();
    await run.train({ first: 4, count: 1, learningRate: 0 });
    expect((await run.read()).params).toEqual(before.params);
    run.setActive([false, true]);
    await run.train({ ...chunk, first: 5, count: 1 });
    const size = before.params.length / 2;
    const after = await run.read();
    expect(after.params.slice(0, size)).toEqual(before.params.slice(0, size));
    expect(after.params.slice(size)).not.toEqual(before.params.slice(size));
    run.dispose();
  });

  test('holds no more tensors after more updates, and none when disposed', async () => {
    const atFirst = rival.memory().tensors;
    // judging takes the time, and longer strings hold no more tensors
    const short = { ...plan, dataset: { ...plan.dataset, max: 2 } };
    const run = await rival.start(short, state);
    await run.train({ ...chunk, count: 1 });
    await run.evaluate();
    await run.read();
    const { tensors } = rival.memory();
    await run.train({ ...chunk, first: 1 });
    await run.evaluate();
    await run.read();
    expect(rival.memory().tensors).toBe(tensors);
    run.dispose();
    expect(rival.memory().tensors).toBe(atFirst);
  });
});
