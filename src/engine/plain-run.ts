/** The oracle: the same run in the plain float64 model, one string after the other. Slow, and written for reading. */
import { adamUpdate, freshAdam, type AdamState } from '../lstm/adam.ts';
import { lossAndGradient, type LabelledString } from '../lstm/backward.ts';
import { traceString } from '../lstm/forward.ts';
import { marginLoss } from '../lstm/loss.ts';
import { paramCount, type ParamVector } from '../lstm/params.ts';
import { prefixParities, unpackBits } from '../parity/bits.ts';
import { emptyStrings, heldOutStrings, writeTrainingString } from '../parity/dataset.ts';
import type { HeldOutMetrics } from '../parity/metrics.ts';
import { epochPermutation } from '../parity/random.ts';
import { heldOutMetrics } from './fused-run.ts';
import { batchOfUpdate, type EngineRun, type OptimizerState, type RunPlan } from './engine.ts';

/** The strings of update index `update` of one replica, with their labels. */
export function plainBatch(plan: RunPlan, replica: number, update: number): LabelledString[] {
  const { epoch, start, end } = batchOfUpdate(plan, update);
  const spec = { ...plan.dataset, seed: plan.seeds[replica] };
  const order = epochPermutation(spec.seed, epoch, spec.strings);
  const packed = emptyStrings(1);
  return Array.from({ length: end - start }, (_, k) => {
    writeTrainingString(spec, order(start + k), packed, 0);
    const bits = unpackBits(packed.words, 0, packed.lengths[0]);
    return { bits, labels: prefixParities(bits) };
  });
}

/** What the plain model makes of one replica: its optimiser's state in the end, and the gradient of its first batch. */
export interface PlainTraining {
  readonly adam: AdamState;
  readonly firstGradient: Float64Array;
}

/** One replica's optimiser state after `count` updates from `first`, in float64, with the first gradient. */
export function plainTrain(
  plan: RunPlan,
  state: OptimizerState,
  options: { readonly replica: number; readonly count: number; readonly learningRate: number },
): PlainTraining {
  const size = paramCount(plan.model.hidden);
  const start = options.replica * size;
  const adam = freshAdam(Float64Array.from(state.params.subarray(start, start + size)));
  let firstGradient = new Float64Array(size);
  for (let update = 0; update < options.count; update++) {
    const batch = plainBatch(plan, options.replica, update);
    const { gradient } = lossAndGradient(plan.model, adam.params, batch, plan.supervision);
    if (update === 0) firstGradient = gradient as Float64Array<ArrayBuffer>;
    adamUpdate(adam, gradient, options.learningRate, update + 1);
  }
  return { adam, firstGradient };
}

/** One replica's weights judged on its held-out strings. */
export function plainEvaluate(plan: RunPlan, params: ParamVector, replica: number): HeldOutMetrics {
  const { max } = plan.dataset;
  const heldOut = heldOutStrings({ ...plan.dataset, seed: plan.seeds[replica] });
  const wrongByLength = Array.from({ length: max }, () => 0);
  const counts = { wrongByLength, everyLoss: 0, lastLoss: 0, wrongStrings: 0 };
  for (let index = 0; index < heldOut.lengths.length; index++) {
    const bits = unpackBits(heldOut.words, index, max);
    const labels = prefixParities(bits);
    const { margin, prediction } = traceString(plan.model, params, bits);
    const losses = Array.from(margin, (d, t) => marginLoss(d, labels[t], plan.model.head).loss);
    for (let t = 0; t < max; t++) if (prediction[t] !== labels[t]) wrongByLength[t]++;
    if (labels.some((label, t) => label !== prediction[t])) counts.wrongStrings++;
    counts.everyLoss += losses.reduce((sum, loss) => sum + loss, 0);
    counts.lastLoss += losses[max - 1];
  }
  return heldOutMetrics(plan, counts);
}

/** How far an engine is from the plain model, as the worst of all replicas. */
export interface Disagreement {
  /** Norm of the difference of the first gradient over its norm. */
  readonly gradient: number;
  /** Largest difference of any weight after all updates. */
  readonly weight: number;
}

interface Course {
  readonly updates: number;
  readonly learningRate: number;
}

/** Every replica in the plain model. */
export const plainTrainings = (plan: RunPlan, state: OptimizerState, course: Course): PlainTraining[] =>
  plan.seeds.map((_, replica) =>
    plainTrain(plan, state, { replica, count: course.updates, learningRate: course.learningRate }),
  );

/**
 * Trains a fresh run for `updates` updates beside the plain model, from the same weights; `plain`: what that makes of
 * them, where several engines are compared. The engine's first gradient is read from Adam's first moment, which is
 * `(1 - beta1) g` after one update.
 */
export async function compareWithPlainModel(
  run: EngineRun,
  state: OptimizerState,
  course: Course,
  plain: readonly PlainTraining[] = plainTrainings(run.plan, state, course),
): Promise<Disagreement> {
  const { updates, learningRate } = course;
  await run.train({ first: 0, count: 1, learningRate });
  const afterOne = await run.read();
  if (updates > 1) await run.train({ first: 1, count: updates - 1, learningRate });
  const afterAll = await run.read();
  const size = paramCount(run.plan.model.hidden);
  let worst: Disagreement = { gradient: 0, weight: 0 };
  for (const [replica, { adam, firstGradient }] of plain.entries()) {
    const range = [replica * size, (replica + 1) * size] as const;
    const gradient = afterOne.m.subarray(...range).map((m) => m / 0.1);
    worst = {
      gradient: worse(worst.gradient, relativeDistance(gradient, firstGradient)),
      weight: worse(worst.weight, largestDifference(afterAll.params.subarray(...range), adam.params)),
    };
  }
  return worst;
}

/** The larger of the two; a NaN is worse than anything. */
const worse = (a: number, b: number): number => (Number.isNaN(a) || b <= a ? a : b);

/** Norm of the difference over the norm of `b`. */
export function relativeDistance(a: ArrayLike<number>, b: ArrayLike<number>): number {
  let difference = 0;
  let norm = 0;
  for (let k = 0; k < b.length; k++) {
    difference += (a[k] - b[k]) ** 2;
    norm += b[k] ** 2;
  }
  return Math.sqrt(difference / norm);
}

function largestDifference(a: ArrayLike<number>, b: ArrayLike<number>): number {
  let largest = 0;
  for (let k = 0; k < b.length; k++) largest = worse(largest, Math.abs(a[k] - b[k]));
  return largest;
}
