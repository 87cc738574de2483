/** Values and slopes of the gates over intervals, for the search; rounding is left to the checker. */
import { hardSigmoid, sigmoid } from '../../lstm/activations.ts';

/** Bounds on a gate or tanh over a set: value and slope; and its value at the centre. */
export interface GateBounds {
  readonly lo: number;
  readonly hi: number;
  readonly slopeLo: number;
  readonly slopeHi: number;
  readonly at: number;
  readonly slack: number;
}

/** Value and slope of a gate over an interval; `isHard` null: tanh. */
export function functionBounds(
  isHard: boolean | null,
  { low, high, at }: { readonly low: number; readonly high: number; readonly at: number },
  slack: number,
): GateBounds {
  if (isHard === null) {
    const lo = Math.tanh(low);
    const hi = Math.tanh(high);
    return {
      lo: lo - slack,
      hi: hi + slack,
      slopeLo: leastSquareSlope(lo, hi),
      slopeHi: mostSquareSlope(lo, hi),
      at: Math.tanh(at),
      slack,
    };
  }
  if (isHard) {
    const lo = hardSigmoid(low);
    const hi = hardSigmoid(high);
    const isExact = low >= 2.5 + slack || high <= -2.5 - slack;
    const widening = isExact ? 0 : slack;
    const isInside = low > -2.5 && high < 2.5;
    const isOutside = low > 2.5 || high < -2.5;
    return {
      lo: lo - widening,
      hi: hi + widening,
      slopeLo: isInside ? 0.2 : 0,
      slopeHi: isOutside ? 0 : 0.2,
      at: hardSigmoid(at),
      slack: widening,
    };
  }
  const lo = sigmoid(low);
  const hi = sigmoid(high);
  const a = lo * (1 - lo);
  const b = hi * (1 - hi);
  const slopeHi = lo < 0.5 && hi > 0.5 ? 0.25 : Math.max(a, b);
  return { lo: lo - slack, hi: hi + slack, slopeLo: Math.min(a, b), slopeHi, at: sigmoid(at), slack };
}

// numbers and not pairs of them: these are the innermost of the search

/** The least of `1 - t^2`. */
export const leastSquareSlope = (lo: number, hi: number): number =>
  1 - Math.min(1, Math.max(lo * lo, hi * hi));

/** The most of `1 - t^2`. */
export const mostSquareSlope = (lo: number, hi: number): number =>
  1 - (lo < 0 && hi > 0 ? 0 : Math.min(lo * lo, hi * hi));

/** The least of the products of two intervals. */
export const productLow = (a: number, b: number, c: number, d: number): number =>
  Math.min(a * c, a * d, b * c, b * d);

/** The most of the products of two intervals. */
export const productHigh = (a: number, b: number, c: number, d: number): number =>
  Math.max(a * c, a * d, b * c, b * d);
