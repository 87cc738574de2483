/** Losses and wrong answers of one step of a block. */
import { MARGIN_CLIP, PROBABILITY_CLIP } from '../../lstm/loss.ts';
import { LANES } from './lanes.ts';
import { SIGMOID, squash } from './squash.ts';
import type { Workspace } from './workspace.ts';

/** Lanes `from .. to - 1` of step `t`. */
export interface LaneRange {
  readonly t: number;
  readonly from: number;
  readonly to: number;
}

/** Counts the wrong answers, in each lane too, and returns their number. */
export function countWrong({ block, margins, wrongInLane }: Workspace, { t, from, to }: LaneRange): number {
  const { labels } = block;
  const row = t * LANES;
  let wrong = 0;
  for (let lane = from; lane < to; lane++) {
    const isWrong = (margins[lane] > 0 ? 1 : 0) ^ labels[row + lane];
    wrongInLane[lane] += isWrong;
    wrong += isWrong;
  }
  return wrong;
}

/** Sum of `-ln p[label]`; writes d loss / d margin, times `scale`, to `slopes`. */
export function answerLosses(workspace: Workspace, lanes: LaneRange, scale: number): number {
  if (workspace.spec.head === 'softmax') singleSoftmax(workspace, lanes, scale);
  else doubleSoftmax(workspace, lanes, scale);
  return -sumOfLogs(workspace.right, lanes.from, lanes.to);
}

function singleSoftmax(workspace: Workspace, { t, from, to }: LaneRange, scale: number): void {
  const { block, margins, right, slopes } = workspace;
  const { labels } = block;
  const row = t * LANES;
  for (let lane = from; lane < to; lane++) right[lane] = (2 * labels[row + lane] - 1) * margins[lane];
  squash(right, from, to, SIGMOID);
  for (let lane = from; lane < to; lane++) {
    const at = row + lane;
    const margin = margins[lane];
    slopes[at] = (2 * labels[at] - 1) * (right[lane] - 1) * scale;
    // flat beyond Keras' clip
    if (margin > MARGIN_CLIP || margin < -MARGIN_CLIP) {
      right[lane] = right[lane] > 0.5 ? 1 - PROBABILITY_CLIP : PROBABILITY_CLIP;
      slopes[at] = 0;
    }
  }
}

function doubleSoftmax(workspace: Workspace, { t, from, to }: LaneRange, scale: number): void {
  const { block, margins, odd, right, slopes } = workspace;
  const { labels } = block;
  const row = t * LANES;
  for (let lane = from; lane < to; lane++) odd[lane] = margins[lane];
  squash(odd, from, to, SIGMOID);
  for (let lane = from; lane < to; lane++) right[lane] = (2 * labels[row + lane] - 1) * (2 * odd[lane] - 1);
  squash(right, from, to, SIGMOID);
  for (let lane = from; lane < to; lane++) {
    const at = row + lane;
    const p = odd[lane];
    slopes[at] = (2 * labels[at] - 1) * (right[lane] - 1) * 2 * p * (1 - p) * scale;
  }
}

/** Numbers that are multiplied before one logarithm is taken: 1e-7 to this power is a normal float64. */
const NUMBERS_PER_LOG = 32;

function sumOfLogs(values: Float64Array, from: number, to: number): number {
  let sum = 0;
  for (let start = from; start < to; start += NUMBERS_PER_LOG) {
    const end = Math.min(start + NUMBERS_PER_LOG, to);
    let product = 1;
    for (let at = start; at < end; at++) product *= values[at];
    sum += Math.log(product);
  }
  return sum;
}
