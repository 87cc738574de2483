/**
 * The read-out's loss as a function of its margin `d = logit[odd] - logit[even]`.
 *
 * Binary cross entropy over both outputs, averaged over them, is `-ln p[label]` because p[0] = 1 - p[1]. Keras
 * clips probabilities to [1e-7, 1 - 1e-7], so the loss is flat, and its gradient 0, beyond that.
 */
import { sigmoid, softplus } from './activations.ts';
import type { Head } from './params.ts';

/** Keras' `epsilon()`: probabilities are clipped to [1e-7, 1 - 1e-7] before the logarithm. */
export const PROBABILITY_CLIP = 1e-7;

/** The margin at which a probability reaches the clip: `ln((1 - 1e-7) / 1e-7)`. */
export const MARGIN_CLIP = Math.log((1 - PROBABILITY_CLIP) / PROBABILITY_CLIP);

/** Probability of "odd". `double-softmax` sends softmax(logits) through a second softmax: within [0.269, 0.731]. */
export function oddProbability(margin: number, head: Head): number {
  const p = sigmoid(margin);
  return head === 'softmax' ? p : sigmoid(2 * p - 1);
}

/** `-ln p[label]` and its derivative with respect to the margin. */
export interface MarginLoss {
  readonly loss: number;
  readonly slope: number;
}

/** Loss of one answer at the given margin; `label` 1 is "odd". */
export function marginLoss(margin: number, label: number, head: Head): MarginLoss {
  const sign = label === 1 ? 1 : -1;
  if (head === 'softmax') return clippedCrossEntropy(sign * margin, sign);
  const p = sigmoid(margin);
  const inner = clippedCrossEntropy(sign * (2 * p - 1), sign);
  return { loss: inner.loss, slope: inner.slope * 2 * p * (1 - p) };
}

/** `softplus(-x)`, where x is the margin in favour of the label; the slope is with respect to `sign * x`. */
function clippedCrossEntropy(x: number, sign: number): MarginLoss {
  if (x > MARGIN_CLIP) return { loss: -Math.log1p(-PROBABILITY_CLIP), slope: 0 };
  if (x < -MARGIN_CLIP) return { loss: -Math.log(PROBABILITY_CLIP), slope: 0 };
  return { loss: softplus(-x), slope: -sign * sigmoid(-x) };
}

/** Lowest loss that a head can reach: `ln(1 + 1/e)` = 0.31326 for the double softmax, 0 for a single one. */
export const lossFloor = (head: Head): number => (head === 'softmax' ? 0 : Math.log1p(Math.exp(-1)));

/** The loss of answering at random: ln 2. */
export const COIN_LOSS = Math.LN2;
