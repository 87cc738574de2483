/** Losses and wrong answers of one step of a block. */
import { PROBABILITY_CLIP, MARGIN_CLIP } from '../../lstm/loss.ts';
import { fastSigmoid } from './fast-sigmoid.ts';
import { LANES } from './lanes.ts';
import type { Workspace } from './workspace.ts';

/** Counts the wrong answers of lanes `from .. to - 1`, in each lane too, and returns their number. */
export function countWrong(
  { block, margins, wrongInLane }: Workspace,
  t: number,
  from: number,
  to: number,
): number {
  const { labels } = block;
  let wrong = 0;
  for (let lane = from; lane < to; lane++) {
    const isWrong = (margins[lane] > 0 ? 1 : 0) ^ labels[t * LANES + lane];
    wrongInLane[lane] += isWrong;
    wrong += isWrong;
  }
  return wrong;
}

/** Answers that are multiplied before one logarithm is taken: 1e-7 to this power is a normal float64. */
const ANSWERS_PER_LOG = 32;

/**
 * Sum of `-ln p[label]` over lanes `from .. to - 1` of step `t`; writes d loss / d margin, times `scale`, to
 * `slopes`. A product of probabilities spares a logarithm per answer.
 */
export function answerLosses(
  { spec, block, margins, slopes }: Workspace,
  t: number,
  lanes: { readonly from: number; readonly to: number },
  scale: number,
): number {
  const { labels } = block;
  const isDouble = spec.head === 'double-softmax';
  let logSum = 0;
  let product = 1;
  for (let lane = lanes.from; lane < lanes.to; lane++) {
    const sign = 2 * labels[t * LANES + lane] - 1;
    const margin = margins[lane];
    let probability: number; // of the label
    let slope = 0;
    if (isDouble) {
      const p = fastSigmoid(margin);
      probability = fastSigmoid(sign * (2 * p - 1));
      slope = sign * (probability - 1) * 2 * p * (1 - p);
    } else {
      const x = sign * margin;
      probability = fastSigmoid(x);
      if (x > MARGIN_CLIP) probability = 1 - PROBABILITY_CLIP;
      else if (x < -MARGIN_CLIP) probability = PROBABILITY_CLIP;
      else slope = sign * (probability - 1);
    }
    slopes[t * LANES + lane] = slope * scale;
    product *= probability;
    if ((lane & (ANSWERS_PER_LOG - 1)) === 0) {
      logSum += Math.log(product);
      product = 1;
    }
  }
  return -(logSum + Math.log(product));
}
