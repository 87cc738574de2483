/** Values and slopes of the gates over intervals, for the search; rounding is left to the checker. */
import { hardSigmoid, sigmoid } from '../lstm/activations.ts';

/** Bounds on a gate or tanh over a set: value and slope; and its value at the centre. */
export interface Bounds {
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
  [low, high]: readonly [number, number],
  at: number,
  slack: number,
): Bounds {
  if (isHard === null) {
    const [lo, hi] = [Math.tanh(low), Math.tanh(high)];
    const [slopeLo, slopeHi] = squareSlope(lo, hi);
    return { lo: lo - slack, hi: hi + slack, slopeLo, slopeHi, at: Math.tanh(at), slack };
  }
  if (isHard) {
    const [lo, hi] = [hardSigmoid(low), hardSigmoid(high)];
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
  const [lo, hi] = [sigmoid(low), sigmoid(high)];
  const [a, b] = [lo * (1 - lo), hi * (1 - hi)];
  const slopeHi = lo < 0.5 && hi > 0.5 ? 0.25 : Math.max(a, b);
  return { lo: lo - slack, hi: hi + slack, slopeLo: Math.min(a, b), slopeHi, at: sigmoid(at), slack };
}

/** Bounds on `1 - t^2`. */
export function squareSlope(lo: number, hi: number): [number, number] {
  const most = Math.min(1, Math.max(lo * lo, hi * hi));
  const least = lo < 0 && hi > 0 ? 0 : Math.min(lo * lo, hi * hi);
  return [1 - most, 1 - least];
}

/** Bounds on the product of two intervals. */
export function product(
  [a, b]: readonly [number, number],
  [c, d]: readonly [number, number],
): [number, number] {
  const [p, q, r, s] = [a * c, a * d, b * c, b * d];
  return [Math.min(p, q, r, s), Math.max(p, q, r, s)];
}
