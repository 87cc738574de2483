/** The CPU engine against the plain model, and what every engine promises about chunks and replicas. */
import { describe, expect, test } from 'vitest';
import { traceString } from '../../lstm/forward.ts';
import { marginLoss } from '../../lstm/loss.ts';
import { paramCount } from '../../lstm/params.ts';
import { prefixParities, unpackBits } from '../../parity/bits.ts';
import { heldOutStrings } from '../../parity/dataset.ts';
import type {
  Chunk,
  Engine,
  EngineRun,
  OptimizerState,
  RunPlan,
  RunStart,
  TrainingTally,
} from '../engine.ts';
import { compareWithPlainModel, plainBatch, plainTrainings } from '../plain-run.ts';
import { freshState } from '../state.ts';
import { createCpuEngine } from './cpu-engine.ts';
import { availableKernel, CPU_KERNELS } from './cpu-kernels.ts';

const learningRate = 0.01;

/** What a test says of a plan; the rest is the notebook's, made short. */
type PlanChange = Partial<Omit<RunPlan, 'model' | 'dataset'>> &
  Partial<RunPlan['model']> &
  Partial<RunPlan['dataset']>;

function planOf(change: PlanChange): RunPlan {
  const { hidden = 1, activation = 'sigmoid', head = 'double-softmax' } = change;
  const { lengths = 'fixed', max = 12, strings = 300, sparse = 0 } = change;
  const { supervision = 'every', batch = 16, repeats = 1, seeds = [5], tallyEvery = 1000 } = change;
  return {
    model: { hidden, activation, head },
    dataset: { lengths, max, strings, sparse },
    supervision,
    batch,
    repeats,
    seeds,
    tallyEvery,
  };
}

/** Node 20 has no relaxed SIMD; `engines.e2e.ts` tests `cpu-fma` where a browser has it. */
const KERNELS = CPU_KERNELS.filter((kernel) => availableKernel(kernel) === kernel);
type Kernel = (typeof CPU_KERNELS)[number];
const engines = new Map<Kernel, Engine>();
for (const kernel of KERNELS) engines.set(kernel, await createCpuEngine(kernel));
/** tfjs counts tensors for all files that a process tests. */
const unstarted = [...engines.values()].map((engine) => engine.memory())[0];

async function withRun<Result>(
  kernel: Kernel,
  plan: RunPlan,
  state: RunStart,
  during: (run: EngineRun) => Promise<Result>,
): Promise<Result> {
  const run = await engines.get(kernel)!.start(plan, state);
  const result = await during(run);
  run.dispose();
  return result;
}

/** State and last tallies after some chunks. */
const trained = (
  kernel: Kernel,
  plan: RunPlan,
  chunks: readonly Chunk[],
  state: RunStart = freshState(plan, 'glorot-normal'),
): Promise<{ state: OptimizerState; tallies: readonly TrainingTally[] }> =>
  withRun(kernel, plan, state, async (run) => {
    let tallies: readonly TrainingTally[] = [];
    for (const chunk of chunks) tallies = await run.train(chunk);
    return { state: await run.read(), tallies };
  });

const CASES: readonly PlanChange[] = [
  { hidden: 1 },
  { hidden: 2, activation: 'hard-sigmoid', head: 'softmax', supervision: 'last', lengths: 'variable' },
  { hidden: 3, head: 'softmax', lengths: 'variable', batch: 7, sparse: 0.5 },
  { hidden: 4, activation: 'hard-sigmoid', batch: 129 },
  { hidden: 8, supervision: 'last', batch: 1, repeats: 3 },
  { hidden: 5, head: 'softmax', seeds: [9, 10], strings: 40 },
  { hidden: 64, max: 3, batch: 5 },
  { max: 4, batch: 1024, strings: 1500, activation: 'hard-sigmoid' },
  { max: 1 },
  { max: 2, hidden: 2, lengths: 'variable', batch: 1 },
  { max: 31, hidden: 2, supervision: 'last' },
  { max: 32, lengths: 'variable', batch: 129, strings: 129 },
  { max: 33, hidden: 2, sparse: 0.3 },
  { max: 63, lengths: 'variable', head: 'softmax', batch: 7 },
  { max: 64, supervision: 'last', activation: 'hard-sigmoid', batch: 7 },
  { max: 65, hidden: 3, batch: 7 },
  { max: 128, lengths: 'variable', hidden: 2, batch: 7, sparse: 1 },
];

/** The worst seen are 1.4e-6 and 6.4e-7 in float32; in float64 7.1e-8, and 3.9e-7 as weights are kept in float32. */
const limitsOf = (kernel: Kernel): { readonly gradient: number; readonly weight: number } => ({
  gradient: kernel === 'cpu-batched' ? 1e-6 : 5e-6,
  weight: 2e-6,
});

const COURSE = { updates: 20, learningRate };

/** Worked out when it is first asked for. */
function once<Value>(work: () => Value): () => Value {
  let found: { readonly value: Value } | null = null;
  return () => (found ??= { value: work() }).value;
}

/** The plain model takes most of the time, and says the same to every kernel. */
const TRAININGS = CASES.map((change) => {
  const plan = planOf(change);
  const state = freshState(plan, 'glorot-normal');
  return {
    name: JSON.stringify(change),
    plan,
    state,
    plain: once(() => plainTrainings(plan, state, COURSE)),
    tallies: once(() => plan.seeds.map((_, replica) => plainTally(plan, replica, state.params))),
  };
});

const EVALUATIONS = (
  [
    { hidden: 1, max: 50 },
    { hidden: 3, max: 33, head: 'softmax', activation: 'hard-sigmoid', supervision: 'last' },
    { hidden: 2, max: 5, lengths: 'variable' },
  ] satisfies PlanChange[]
).map((change) => {
  const plan = planOf(change);
  const [{ adam }] = plainTrainings(plan, freshState(plan, 'glorot-normal'), { ...COURSE, updates: 200 });
  const params = Float32Array.from(adam.params);
  return { name: JSON.stringify(change), plan, params, plain: once(() => plainEvaluation(plan, params)) };
});

describe.each(KERNELS)('%s compared with the plain model', (kernel) => {
  test.each(TRAININGS)('gradient and weights: $name', async ({ plan, state, plain }) => {
    const worst = await withRun(kernel, plan, state, (run) =>
      compareWithPlainModel(run, state, COURSE, plain()),
    );
    expect(worst.gradient).toBeLessThan(limitsOf(kernel).gradient);
    expect(worst.weight).toBeLessThan(limitsOf(kernel).weight);
  });

  test.each(TRAININGS)('tally: $name', async ({ plan, tallies: wanted }) => {
    const { tallies } = await trained(kernel, plan, [{ first: 0, count: 1, learningRate }]);
    expect(tallies).toHaveLength(plan.seeds.length);
    for (const [replica, tally] of tallies.entries()) {
      const expected = wanted()[replica]!;
      expect(Math.abs(tally.lossSum / expected.lossSum - 1)).toBeLessThan(1e-6);
      expect({ ...tally, lossSum: 0 }).toEqual({ ...expected, lossSum: 0 });
    }
  });

  test.each(EVALUATIONS)('evaluation: $name', async ({ plan, params, plain }) => {
    const state = { ...freshState(plan, 'glorot-normal'), params };
    const [ours] = await withRun(kernel, plan, state, (run) => run.evaluate());
    const expected = plain();
    expect(ours.wrongByLength).toEqual(expected.wrongByLength);
    expect(ours.stringAccuracy).toBe(1 - expected.wrongStrings / 10_000);
    expect(Math.abs(ours.loss - expected.loss)).toBeLessThan(1e-6);
  });
});

describe.each(KERNELS)('%s, reproducible to the bit:', (kernel) => {
  const plan = planOf({
    hidden: 2,
    lengths: 'variable',
    sparse: 0.2,
    repeats: 2,
    seeds: [7, 8, 9],
    batch: 70,
  });
  const whole: Chunk = { first: 0, count: 23, learningRate };

  test('however the updates are cut into chunks', async () => {
    const cuts = [0, 1, 2, 9, 10, 20, 23];
    const chunks = cuts
      .slice(1)
      .map((end, k) => ({ first: cuts[k], count: end - cuts[k], learningRate }) satisfies Chunk);
    expect(await trained(kernel, plan, chunks)).toEqual(await trained(kernel, plan, [whole]));
  });

  test('however a run is interrupted and resumed from its state', async () => {
    const { state, tallies } = await trained(kernel, plan, [{ ...whole, count: 11 }]);
    const resumed = await trained(kernel, plan, [{ ...whole, first: 11, count: 12 }], { ...state, tallies });
    // what is counted as well
    expect(resumed).toEqual(await trained(kernel, plan, [whole]));
  });

  test('each replica as by itself', async () => {
    const together = await trained(kernel, plan, [whole]);
    const size = paramCount(2);
    for (const [replica, seed] of plan.seeds.entries()) {
      const alone = await trained(kernel, { ...plan, seeds: [seed] }, [whole]);
      expect(together.state.params.slice(replica * size, (replica + 1) * size)).toEqual(alone.state.params);
      expect(together.tallies[replica]).toEqual(alone.tallies[0]);
    }
  });

  test('a frozen replica stays as it is, and the others train on', async () => {
    const size = paramCount(2);
    await withRun(kernel, plan, freshState(plan, 'glorot-normal'), async (run) => {
      const [, tallyBefore] = await run.train({ ...whole, count: 11 });
      const before = await run.read();
      run.setActive([true, false, true]);
      const [, tallyAfter] = await run.train({ ...whole, first: 11, count: 12 });
      const after = await run.read();
      expect(tallyAfter).toEqual(tallyBefore);
      for (const name of ['params', 'm', 'v'] as const)
        expect(after[name].slice(size, 2 * size)).toEqual(before[name].slice(size, 2 * size));
      expect(after.params.slice(0, size)).toEqual(
        (await trained(kernel, plan, [whole])).state.params.slice(0, size),
      );
    });
  });
});

test.each(KERNELS)(
  '%s: a tally starts afresh with every update whose index is a multiple of tallyEvery',
  async (kernel) => {
    const plan = planOf({ tallyEvery: 4, batch: 7 });
    const tallies = async (count: number): Promise<number> =>
      (await trained(kernel, plan, [{ first: 0, count, learningRate }])).tallies[0].strings;
    expect(await Promise.all([tallies(1), tallies(4), tallies(5), tallies(8), tallies(9)])).toEqual(
      [1, 4, 1, 4, 1].map((updates) => 7 * updates),
    );
  },
);

test.each(KERNELS)('%s: no tensor outlives its run', (kernel) => {
  expect(engines.get(kernel)!.memory()).toEqual(unstarted);
});

/** A batch's tally on the plain model. */
function plainTally(plan: RunPlan, replica: number, allParams: Float32Array): TrainingTally {
  const size = paramCount(plan.model.hidden);
  const params = allParams.subarray(replica * size, (replica + 1) * size);
  const tally = {
    lossSum: 0,
    answers: 0,
    strings: 0,
    bits: 0,
    wrongBits: 0,
    wrongLastBits: 0,
    wrongStrings: 0,
  };
  for (const { bits, labels } of plainBatch(plan, replica, 0)) {
    const { margin, prediction } = traceString(plan.model, params, bits);
    const losses = Array.from(margin, (d, t) => marginLoss(d, labels[t], plan.model.head).loss);
    const counted = plan.supervision === 'every' ? losses : losses.slice(-1);
    const wrong = Array.from(prediction).filter((odd, t) => odd !== labels[t]).length;
    tally.lossSum += counted.reduce((sum, loss) => sum + loss, 0);
    tally.answers += counted.length;
    tally.strings++;
    tally.bits += bits.length;
    tally.wrongBits += wrong;
    tally.wrongLastBits += prediction.at(-1) === labels[bits.length - 1] ? 0 : 1;
    tally.wrongStrings += wrong > 0 ? 1 : 0;
  }
  return tally;
}

/** The held-out set judged string by string. */
function plainEvaluation(
  plan: RunPlan,
  params: Float32Array,
): { wrongByLength: number[]; wrongStrings: number; loss: number } {
  const { max } = plan.dataset;
  const heldOut = heldOutStrings({ ...plan.dataset, seed: plan.seeds[0] });
  const strings = heldOut.lengths.length;
  const wrongByLength = Array.from({ length: max }, () => 0);
  let wrongStrings = 0;
  let loss = 0;
  for (let index = 0; index < strings; index++) {
    const bits = unpackBits(heldOut.words, index, max);
    const labels = prefixParities(bits);
    const { margin, prediction } = traceString(plan.model, params, bits);
    let isWrong = false;
    for (let t = 0; t < max; t++) {
      if (prediction[t] !== labels[t]) {
        wrongByLength[t]++;
        isWrong = true;
      }
      const answer = marginLoss(margin[t], labels[t], plan.model.head).loss;
      if (plan.supervision === 'every') loss += answer / (strings * max);
      else if (t === max - 1) loss += answer / strings;
    }
    if (isWrong) wrongStrings++;
  }
  return { wrongByLength, wrongStrings, loss };
}
