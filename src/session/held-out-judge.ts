/** Judges a network's answers to held-out strings by the plain model, string by string: it yields after each. */
import { marginLoss, PROBABILITY_CLIP } from '../lstm/loss.ts';
import type { ModelSpec } from '../lstm/params.ts';
import { bitAt } from '../parity/bits.ts';
import { HELD_OUT_STRINGS } from '../parity/dataset.ts';
import { metricsOf, type HeldOutMetrics } from '../parity/metrics.ts';
import { createWalker } from '../proof/walker.ts';
import type { RunConfig } from '../training/config.ts';

export interface Judged {
  readonly metrics: HeldOutMetrics;
  readonly strings: number;
  /** Strings with a wrong answer that no rounding explains. */
  readonly clearlyWrong: number;
  /** Share of answers so close to the line that another rounding may turn them. */
  readonly unsure: number;
  /** Standard deviation of a string's loss. */
  readonly lossSpread: number;
}

/** Answers this close to the line may differ from device to device; on it they do not. */
const UNSURE_MARGIN = 0.001;
/** Fewest strings that tell a network that knows parity from one that does not. */
const LEAST_STRINGS = 64;

/** Strings of `max` bits, packed: as many as `stringsToJudge` says. */
export interface AskedStrings {
  readonly words: Uint32Array;
  readonly total: number;
}

export function* judgeNetwork(
  { spec, params }: { readonly spec: ModelSpec; readonly params: Float32Array },
  { words, total }: AskedStrings,
  config: Pick<RunConfig, 'lengths' | 'max' | 'supervision'>,
): Generator<void, Judged> {
  const { max, supervision } = config;
  const walker = createWalker(spec, params);
  const counts = { wrongBits: 0, wrongLastBits: 0, wrongStrings: 0, clearlyWrong: 0, unsure: 0 };
  const wrongByLength = Array.from({ length: max }, () => 0);
  let [lossSum, squares] = [0, 0];
  for (let index = 0; index < total; index++) {
    const state = new Float64Array(2 * spec.hidden);
    let [parity, wrong, isClear, stringLoss] = [0, 0, false, 0];
    for (let t = 0; t < max; t++) {
      const bit = bitAt(words, index, t);
      parity ^= bit;
      const margin = walker.step(state, bit);
      const isWrong = margin > 0 !== (parity === 1);
      const isUnsure = margin !== 0 && Math.abs(margin) < UNSURE_MARGIN;
      if (isUnsure) counts.unsure += 1;
      if (isWrong) {
        wrong += 1;
        wrongByLength[t]! += 1;
        isClear ||= !isUnsure && (isEveryBit(config) || t === max - 1);
      }
      if (supervision === 'every' || t === max - 1) stringLoss += lossOf(margin, parity, spec);
      if (t === max - 1 && isWrong) counts.wrongLastBits += 1;
    }
    stringLoss /= supervision === 'every' ? max : 1;
    lossSum += stringLoss;
    squares += stringLoss * stringLoss;
    counts.wrongBits += wrong;
    if (wrong > 0) counts.wrongStrings += 1;
    if (isClear) counts.clearlyWrong += 1;
    yield;
  }
  const loss = lossSum / total;
  const bits = total * max;
  return {
    metrics: { ...metricsOf({ strings: total, bits, ...counts }, loss), wrongByLength },
    strings: total,
    clearlyWrong: counts.clearlyWrong,
    unsure: counts.unsure / bits,
    lossSpread: Math.sqrt(Math.max(0, squares / total - loss * loss)),
  };
}

/** Whether answers before the last count for being solved. */
export const isEveryBit = ({ lengths, supervision }: Pick<RunConfig, 'lengths' | 'supervision'>): boolean =>
  lengths !== 'fixed' || supervision !== 'last';

/** The loss of one answer; of weights so large that there is none, the largest. */
function lossOf(margin: number, parity: number, { head }: ModelSpec): number {
  const { loss } = marginLoss(margin, parity, head);
  return Number.isFinite(loss) ? loss : -Math.log(PROBABILITY_CLIP);
}

/** As many strings as there is time for. */
export function stringsToJudge({ hidden }: ModelSpec, max: number, budgetNs: number): number {
  const bitNs = 40 + 75 * hidden + 4 * hidden * hidden;
  const affordable = Math.floor(budgetNs / (max * bitNs));
  return Math.max(LEAST_STRINGS, Math.min(HELD_OUT_STRINGS, affordable));
}
