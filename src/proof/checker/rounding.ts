/**
 * What the checker of version 3 knows about float64: sums are padded by what rounding can have done, and no function of
 * a library is trusted to be accurate.
 *
 * A sum of up to 4,000 products, however it is associated, is off by less than 4,002 x 2^-53 < 4.5e-13 of the sum of
 * the sizes of its terms. Every bound is moved out by `PAD` of that sum, which also covers the rounding of the
 * bound itself. Numbers below 1e-300 do not count: every bound has a term of at least the slack.
 */

/** The pad, as a share of the sizes of all terms together. */
export const PAD = 1e-12;

/** The factor that moves a sum of positive terms above what it should be. */
export const ABOVE = 1 + PAD;

/** A number of which the square is at least `x`, found by a root that need not be right; NaN stays. */
export function rootAbove(x: number): number {
  let root = Math.sqrt(x) * ABOVE + 1e-150;
  // whatever the root is, a product says whether it is large enough
  while (root * root < x * ABOVE) root *= 2;
  return root;
}

/** 2^-k; every halving is exact. */
const HALVES = Float64Array.from({ length: 64 }, (_, k) => {
  let half = 1;
  for (let t = 0; t < k; t++) half /= 2;
  return half;
});

/** Within 3e-17 of ln 2, as the standard has it; at most 58 times it is taken away below. */
const { LN2 } = Math;

/** Beyond this the sigmoid is within `e^-40 < 5e-18` of 0 or 1. */
const FAR = 40;

/** How far `boundedSigmoid` may be from the truth. */
export const SIGMOID_ERROR = 1e-12;

/**
 * `1 / (1 + exp(-x))` within `SIGMOID_ERROR`. For 0 <= y <= 40, `exp(-y) = 2^-k exp(-r)` with r = y - k ln 2, off by
 * less than 1e-14, and at most 0.35 in size; the 13 terms of its series leave less than 1e-17.
 */
export function boundedSigmoid(x: number): number {
  const y = x < 0 ? -x : x;
  if (y > FAR) return x < 0 ? 0 : 1;
  const k = Math.floor(y / LN2 + 0.5);
  const r = k * LN2 - y;
  let series = 1;
  for (let term = 13; term > 0; term--) series = 1 + (series * r) / term;
  const power = series * HALVES[k];
  return x < 0 ? power / (1 + power) : 1 / (1 + power);
}
