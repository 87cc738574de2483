/**
 * What an engine must show before it is believed: this browser, that its arithmetic is right; a kernel, that it trains
 * and judges as the plain model does; a run, that its first batch comes out right in the very shapes that it has.
 */
import { ADAM } from '../lstm/adam.ts';
import { lossAndGradient, type LabelledString } from '../lstm/backward.ts';
import { traceString } from '../lstm/forward.ts';
import { marginLoss } from '../lstm/loss.ts';
import { paramCount, type ModelSpec, type ParamVector } from '../lstm/params.ts';
import { prefixParities, unpackBits, WORDS_PER_STRING } from '../parity/bits.ts';
import { emptyStrings, HELD_OUT_STRINGS, heldOutStrings, type PackedStrings } from '../parity/dataset.ts';
import type { HeldOutMetrics } from '../parity/metrics.ts';
import {
  EngineError,
  type EngineRun,
  type OptimizerState,
  type RunPlan,
  type TrainingTally,
} from './engine.ts';
import { nudgedWeights } from './plain-answers.ts';
import { compareWithPlainModel, plainBatch, relativeDistance } from './plain-run.ts';
import { freshState } from './state.ts';

/** Largest disagreement with the plain model that a kernel may start with (float32 gives about 1e-6). */
const KERNEL_LIMITS = { gradient: 1e-4, weight: 1e-4, loss: 1e-3 };
/** The same for a run's first batch, whose sums are longer, beside what rounding can do. */
const BATCH_LIMIT = 1e-3;

/** Values that the plain model rests on, to 15 digits. */
const KNOWN: readonly (readonly [found: () => number, known: number])[] = [
  [() => Math.exp(2), 7.38905609893065],
  [() => Math.exp(-2.5), 0.0820849986238988],
  [() => Math.tanh(0.5), 0.462117157260009],
  [() => Math.log(3), 1.09861228866811],
  [() => Math.log1p(0.5), 0.405465108108164],
];

/** Throws an EngineError where this browser computes wrongly what everything is compared with. */
export function checkArithmetic(): void {
  const isRight = KNOWN.every(([found, known]) => Math.abs(found() / known - 1) < 1e-12);
  if (!isRight)
    throw new EngineError('This browser computes exp, tanh or log wrongly, so nothing here can be trusted.');
}

/** Strings in the kernel test's judged set: a prime, so that the sample meets all of them. */
const DIFFERENT_STRINGS = 37;
/** Bits of its strings: more than one word holds, in several segments. */
const TEST_BITS = 40;
/** Beyond, one replica must do: its shapes are those of many strings. */
const NARROW = 8;
/** Beyond, strings cost the plain model tens of milliseconds each. */
export const WIDE = 16;

interface KernelTest {
  /** Strings per update; absent: as many as lie in two tile columns. */
  readonly batch?: number;
  /** Absent: it also judges. */
  readonly judges?: boolean;
  /** Begins the error's words. */
  readonly who: string;
}

type Start = (plan: RunPlan, state: OptimizerState) => Promise<EngineRun>;

/**
 * Trains three updates and judges a set of strings beside the plain model. Rejects with an EngineError when they
 * disagree.
 */
export async function checkKernel(
  model: ModelSpec,
  { batch = model.hidden > WIDE ? 9 : 24, judges = true, who }: KernelTest,
  start: Start,
): Promise<void> {
  const judged = repeatedStrings();
  const plan: RunPlan = {
    model,
    supervision: 'every',
    dataset: { lengths: 'variable', max: TEST_BITS, strings: 96, sparse: 0.5 },
    judged,
    batch,
    repeats: 1,
    seeds: model.hidden > NARROW ? [11] : [11, 12],
    tallyEvery: 1,
  };
  const state = freshState(plan, 'glorot-normal');
  const run = await start(plan, state);
  try {
    const { gradient, weight } = await compareWithPlainModel(run, state, { updates: 3, learningRate: 0.01 });
    if (!(gradient < KERNEL_LIMITS.gradient && weight < KERNEL_LIMITS.weight))
      throw disagreement(
        who,
        `gradient of ${paramCount(model.hidden)} parameters off by ${gradient.toExponential(1)}`,
      );
    if (!judges) return;
    const found = await run.evaluate();
    const params = await run.readParams();
    const size = paramCount(model.hidden);
    for (const [replica, metrics] of found.entries()) {
      const weights = params.subarray(replica * size, (replica + 1) * size);
      const off = judgementDistance(metrics, plainJudgement(model, weights, judged));
      if (!(off < KERNEL_LIMITS.loss))
        throw disagreement(who, `judges strings off by ${off.toExponential(1)}`);
    }
  } finally {
    run.dispose();
  }
}

const disagreement = (who: string, how: string): EngineError =>
  new EngineError(`${who} computes something else than the plain model (${how}).`);

/** A held-out set of a few strings, each many times: cheap for the plain model. */
function repeatedStrings(): PackedStrings {
  const few = heldOutStrings(
    { seed: 11, lengths: 'fixed', max: TEST_BITS, strings: 1, sparse: 0 },
    DIFFERENT_STRINGS,
  );
  const strings = emptyStrings(HELD_OUT_STRINGS);
  strings.lengths.fill(TEST_BITS);
  for (let index = 0; index < HELD_OUT_STRINGS; index++) {
    const from = WORDS_PER_STRING * (index % DIFFERENT_STRINGS);
    strings.words.set(few.words.subarray(from, from + WORDS_PER_STRING), WORDS_PER_STRING * index);
  }
  return strings;
}

/** Wrong answers of the repeated strings after every number of bits, and the mean loss. */
interface PlainJudgement {
  readonly wrongByLength: readonly number[];
  readonly loss: number;
}

function plainJudgement(model: ModelSpec, weights: ParamVector, judged: PackedStrings): PlainJudgement {
  const wrongByLength = Array.from({ length: TEST_BITS }, () => 0);
  let loss = 0;
  for (let k = 0; k < DIFFERENT_STRINGS; k++) {
    const times = Math.ceil((HELD_OUT_STRINGS - k) / DIFFERENT_STRINGS);
    const bits = unpackBits(judged.words, k, TEST_BITS);
    const labels = prefixParities(bits);
    for (const [t, margin] of traceString(model, weights, bits).margin.entries()) {
      loss += (times * marginLoss(margin, labels[t], model.head).loss) / (HELD_OUT_STRINGS * TEST_BITS);
      if (margin > 0 !== (labels[t] === 1)) wrongByLength[t] += times;
    }
  }
  return { wrongByLength, loss };
}

/** Of the loss, relative; 1 where answers differ in more than one string, which may lie within rounding of a tie. */
function judgementDistance(found: HeldOutMetrics, plain: PlainJudgement): number {
  const most = 2 * Math.ceil(HELD_OUT_STRINGS / DIFFERENT_STRINGS);
  const differs = plain.wrongByLength.some((wrong, t) => !(Math.abs(wrong - found.wrongByLength[t]) < most));
  return differs ? 1 : Math.abs(found.loss / plain.loss - 1);
}

/** Most products of a hidden value and a weight for which the plain model also computes a first batch's loss, and gradient. */
const MOST_LOSS_PRODUCTS = 30_000_000;
const MOST_GRADIENT_PRODUCTS = 2_000_000;

/** The first batch of one replica, of no more strings than tell: what an engine without shapes of its own is tried on. */
export function trialOf(plan: RunPlan, { params, m, v }: OptimizerState): [RunPlan, OptimizerState] {
  const size = paramCount(plan.model.hidden);
  const last = (values: Float32Array): Float32Array => values.slice(-size);
  return [
    { ...plan, seeds: plan.seeds.slice(-1), batch: Math.min(plan.batch, MOST_TRIED) },
    { params: last(params), m: last(m), v: last(v) },
  ];
}

const MOST_TRIED = 32;

/**
 * Where answers are as sure as this, or weights as large, 32-bit floats leave no digits of how far a probability or a gate
 * is from 1, and so none of the gradient: guessed weights are such, and networks trained for long.
 */
const LEAST_SLOPE = 0.01;
const LARGE_WEIGHT = 30;

/**
 * Trains the first update of a run on trial beside the plain model, one replica of it. Rejects with an EngineError when
 * they disagree by more than rounding can make.
 */
export async function checkFirstBatch(run: EngineRun, state: OptimizerState): Promise<void> {
  const { plan } = run;
  const { hidden } = plan.model;
  const size = paramCount(hidden);
  const replica = plan.seeds.length - 1;
  const tally = (await run.train({ first: 0, count: 1, learningRate: 0 }))[replica];
  const batch = plainBatch(plan, replica, 0);
  const weights = state.params.subarray(replica * size, (replica + 1) * size);
  const expected = countsOf(plan, batch);
  const isCounted = COUNTS.every((name) => tally[name] === expected[name]);
  if (!isCounted) throw disagreement('The engine', 'the first batch is of other strings');
  const products = expected.bits * hidden * (hidden + 3);
  if (products > MOST_LOSS_PRODUCTS) return;
  const plain = plainLoss(plan, weights, batch);
  const moved = (): number =>
    Math.max(
      ...nudgedWeights(weights).map((near) => Math.abs(plainLoss(plan, near, batch).loss - plain.loss)),
    );
  const off = Math.abs(tally.lossSum - plain.loss);
  const allowed = BATCH_LIMIT * plain.loss + 1e-6 * expected.answers;
  if (!(off <= allowed || off <= allowed + 8 * moved()))
    throw disagreement('The engine', `loss of the first batch ${tally.lossSum}, not ${plain.loss}`);
  const isSaturated =
    plain.slope < LEAST_SLOPE * expected.answers || weights.some((weight) => Math.abs(weight) > LARGE_WEIGHT);
  if (products > MOST_GRADIENT_PRODUCTS || isSaturated) return;
  const { m } = await run.read();
  const before = state.m.subarray(replica * size, (replica + 1) * size);
  const gradient = before.map(
    (moment, k) => (m[replica * size + k] - ADAM.beta1 * moment) / (1 - ADAM.beta1),
  );
  const gradientAt = (at: ParamVector): Float64Array =>
    lossAndGradient(plan.model, at, batch, plan.supervision).gradient;
  const own = gradientAt(weights);
  const distance = relativeDistance(gradient, own);
  // beside moments of an earlier run, or without a gradient, there is nothing exact to compare
  const isTiny = !own.some((slope, k) => Math.abs(slope) > 1e-6 + 1e-4 * Math.abs(before[k]));
  if (distance <= BATCH_LIMIT || isTiny) return;
  const sway = Math.max(...nudgedWeights(weights).map((near) => relativeDistance(gradientAt(near), own)));
  if (!(distance <= BATCH_LIMIT + 8 * sway))
    throw disagreement('The engine', `gradient of the first batch off by ${distance.toExponential(1)}`);
}

const COUNTS = ['answers', 'strings', 'bits'] as const;

function countsOf(
  plan: RunPlan,
  batch: readonly LabelledString[],
): Pick<TrainingTally, (typeof COUNTS)[number]> {
  const bits = batch.reduce((sum, string) => sum + string.bits.length, 0);
  return { strings: batch.length, bits, answers: plan.supervision === 'every' ? bits : batch.length };
}

/** The loss of a batch, and how steep it is in the margins: both summed over all answers. */
function plainLoss(
  plan: RunPlan,
  weights: ParamVector,
  batch: readonly LabelledString[],
): { readonly loss: number; readonly slope: number } {
  const sum = { loss: 0, slope: 0 };
  for (const { bits, labels } of batch) {
    const { margin } = traceString(plan.model, weights, bits);
    for (let t = plan.supervision === 'every' ? 0 : bits.length - 1; t < bits.length; t++) {
      const { loss, slope } = marginLoss(margin[t], labels[t], plan.model.head);
      sum.loss += loss;
      sum.slope += Math.abs(slope);
    }
  }
  return sum;
}
