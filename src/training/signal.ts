/**
 * How much of the loss's gradient tells parity, by prefix length, at the weights that training starts from.
 *
 * The loss is a weighted sum over answers after t bits, `sum_t w_t l_t` (`lossWeights`). Its gradient has a part that
 * does not depend on the rule to learn: it would be there if a coin had made the labels. What is left is the signal,
 *
 *     s_t = E[ X d_t grad m_t ],    X = +1 (odd) or -1 (even),    d_t = (l'(odd) - l'(even)) / 2   (-1/2 for a softmax)
 *
 * over all strings of t fair bits, m_t the margin after them: the gradient of parity minus that of a coin. It is what
 * Shalev-Shwartz, Shamir and Shammah bound (ICML 2017, arXiv 1703.07950) over all parities, here for the one that counts.
 *
 * A sampled mean of n strings cannot show less than its own error, 1 / sqrt(n) of a gradient. So strings come in
 * groups that run through every beginning of `ENUMERATED` bits and share their tail: within a group the even and the
 * odd beginnings cancel to what the network still remembers of them, and up to `ENUMERATED` bits the mean is exact.
 * What error remains is estimated from the groups and told beside the mean.
 */
import { initialParams } from '../lstm/initializers.ts';
import { marginLoss } from '../lstm/loss.ts';
import type { Head, ModelSpec, ParamVector } from '../lstm/params.ts';
import { Tangents, type TangentState } from '../lstm/tangents.ts';
import { dotProduct, normOf } from '../lstm/vectors.ts';
import { PURPOSE, randomUniform } from '../parity/random.ts';
import {
  lossWeights,
  SETTINGS,
  type SeedSignal,
  type SettingSignal,
  type SignalPlan,
} from './signal-protocol.ts';

/** First bits of which every setting is tried. */
export const ENUMERATED = 6;
/** Groups of strings that share their bits after the first `ENUMERATED`. */
const GROUPS = 24;
/** Strings whose gradients show how much single strings differ. */
const SPREAD_STRINGS = 256;

/** Measures the network that a seed starts from. */
export function measureSignal(plan: SignalPlan, seed: number): SeedSignal {
  const { model, init, max } = plan;
  const draw = (index: number): number => randomUniform([seed, PURPOSE.initialWeights], index);
  const params = initialParams(model.hidden, init, draw);
  const { mean, error } = signalByLength(model, params, { seed, max });
  const wholes = SETTINGS.map((setting) => {
    const whole = new Float64Array(mean[0].length);
    for (const [t, weight] of lossWeights(setting, max).entries()) addScaled(whole, mean[t], weight);
    return whole;
  });
  const spreads = spreadAlong(wholes, model, params, { seed, max });
  const settings = wholes.map((whole, k): SettingSignal => ({ signal: normOf(whole), spread: spreads[k] }));
  return { seed, byLength: mean.map(normOf), error: Array.from(error), settings };
}

interface Sample {
  readonly seed: number;
  readonly max: number;
}

/** s_t of every length as vectors, with their standard errors. */
export function signalByLength(
  model: ModelSpec,
  params: ParamVector,
  { seed, max }: Sample,
): { readonly mean: readonly Float64Array[]; readonly error: Float64Array } {
  const tangents = new Tangents(model, params);
  const mean = Array.from({ length: max }, () => new Float64Array(tangents.size));
  const error = new Float64Array(max);
  const beginnings = enumerate(tangents, model.head, mean.slice(0, ENUMERATED));
  if (max <= ENUMERATED) return { mean, error };
  const squares = new Float64Array(max);
  for (let group = 0; group < GROUPS; group++) {
    const tail = exampleBits(seed, group, max);
    const means = groupMeans(tangents, model.head, beginnings, tail);
    for (let t = ENUMERATED; t < max; t++) {
      addScaled(mean[t], means[t], 1 / GROUPS);
      squares[t] += normOf(means[t]) ** 2 / GROUPS;
    }
  }
  for (let t = ENUMERATED; t < max; t++)
    error[t] = Math.sqrt(Math.max(0, squares[t] - normOf(mean[t]) ** 2) / (GROUPS - 1));
  return { mean, error };
}

/** s_t of the lengths 1 to `lengths` as vectors, exact, over all strings: 2^(lengths + 1) steps of the cell. */
export function exactSignal(model: ModelSpec, params: ParamVector, lengths: number): readonly Float64Array[] {
  const tangents = new Tangents(model, params);
  const mean = Array.from({ length: lengths }, () => new Float64Array(tangents.size));
  enumerate(tangents, model.head, mean);
  return mean;
}

/** A state after some bits, and the sign of their parity: 1 for odd, -1 for even. */
interface Beginning {
  readonly state: TangentState;
  readonly sign: number;
}

/** Goes through all strings as long as `mean` has entries, writes their exact means, and gives back the longest. */
function enumerate(tangents: Tangents, head: Head, mean: readonly Float64Array[]): readonly Beginning[] {
  let level: readonly Beginning[] = [{ state: tangents.zero(), sign: -1 }];
  const gradient = new Float64Array(tangents.size);
  for (const into of mean) {
    level = level.flatMap(({ state, sign }) =>
      [0, 1].map((bit) => {
        const next = { state: tangents.zero(), sign: bit === 1 ? -sign : sign };
        tangents.step(state, bit, next.state);
        return next;
      }),
    );
    for (const { state, sign } of level)
      addScaled(into, gradient, signalAt(tangents, head, state, gradient) * (sign / level.length));
  }
  return level;
}

/** Means over all beginnings with one tail, by length; entries of the enumerated lengths stay 0. */
function groupMeans(
  tangents: Tangents,
  head: Head,
  beginnings: readonly Beginning[],
  tail: Uint8Array,
): readonly Float64Array[] {
  const means = Array.from(tail, () => new Float64Array(tangents.size));
  const gradient = new Float64Array(tangents.size);
  const spare = [tangents.zero(), tangents.zero()] as const;
  for (const beginning of beginnings) {
    let { state, sign } = beginning;
    for (let t = ENUMERATED; t < tail.length; t++) {
      const next = spare[t & 1];
      tangents.step(state, tail[t], next);
      state = next;
      if (tail[t] === 1) sign = -sign;
      addScaled(means[t], gradient, signalAt(tangents, head, state, gradient) * (sign / beginnings.length));
    }
  }
  return means;
}

/** d_t at a state; writes grad m_t to `gradient`. */
function signalAt(tangents: Tangents, head: Head, state: TangentState, gradient: Float64Array): number {
  const margin = tangents.margin(state, gradient);
  return (marginLoss(margin, 1, head).slope - marginLoss(margin, 0, head).slope) / 2;
}

/** How far single strings' gradients differ along the signal of each setting, from the same fair strings for all. */
function spreadAlong(
  signals: readonly Float64Array[],
  model: ModelSpec,
  params: ParamVector,
  { seed, max }: Sample,
): number[] {
  const tangents = new Tangents(model, params);
  const directions = signals.map((signal) => signal.map((x) => x / normOf(signal)));
  const moments = SETTINGS.map(() => ({ mean: 0, square: 0 }));
  const [here, sum] = [new Float64Array(tangents.size), new Float64Array(tangents.size)];
  for (let n = 0; n < SPREAD_STRINGS; n++) {
    let state = tangents.zero();
    let parity = 0;
    sum.fill(0);
    for (const [t, bit] of exampleBits(seed, GROUPS + n, max).entries()) {
      const next = tangents.zero();
      tangents.step(state, bit, next);
      state = next;
      parity ^= bit;
      const { slope } = marginLoss(tangents.margin(state, here), parity, model.head);
      for (let p = 0; p < here.length; p++) here[p] *= slope;
      addScaled(sum, here, 1);
      for (const [k, { supervision, lengths }] of SETTINGS.entries()) {
        if (lengths === 'fixed' && t < max - 1) continue;
        const share = 1 / (SPREAD_STRINGS * (lengths === 'fixed' ? 1 : max));
        // a string that ends here: its answers over those that a string has on average, or its last answer
        const answers = lengths === 'fixed' ? max : (max + 1) / 2;
        const along =
          supervision === 'every'
            ? dotProduct(sum, directions[k]) / answers
            : dotProduct(here, directions[k]);
        moments[k].mean += share * along;
        moments[k].square += share * along ** 2;
      }
    }
  }
  return moments.map(({ mean, square }) => Math.sqrt(Math.max(0, square - mean ** 2)));
}

const exampleBits = (seed: number, string: number, length: number): Uint8Array =>
  Uint8Array.from({ length }, (_, t) =>
    Number(randomUniform([seed, PURPOSE.example], string * length + t) < 0.5),
  );

function addScaled(into: Float64Array, vector: Float64Array, scale: number): void {
  for (let p = 0; p < into.length; p++) into[p] += scale * vector[p];
}
