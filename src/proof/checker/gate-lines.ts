/**
 * Lines that stand for the gates and for tanh between two ends: `|f(z) - (value + slope z)| <= error` for every z
 * there. The slope may be any; the error comes from the ends and from two tangents,
 *
 *     f(z) <= f(t) + f'(t) (z - t) where f is concave (z >= 0),    and the reverse where it is convex (z <= 0),
 *
 * for any t on that side: here a t where f' is about the slope, so that the tangent is nearly the highest place of
 * f(z) - slope z.
 */
import { boundedSigmoid, SIGMOID_ERROR } from './rounding.ts';

/** A line, its error, and bounds on the function itself. */
export class GateLine {
  value = 0;
  slope = 0;
  error = 0;
  lo = 0;
  hi = 0;

  /** The sigmoid between `low` and `high`, widened by the slack. */
  setSigmoid(low: number, high: number, slack: number): void {
    const [atLow, atHigh] = [boundedSigmoid(low), boundedSigmoid(high)];
    const slope = secantSlope(atHigh - atLow, high - low, atLow * (1 - atLow));
    const [below, above] = [atLow - slope * low, atHigh - slope * high];
    let [least, most] = below < above ? [below, above] : [above, below];
    const touch = touchingPoint(slope);
    if (high > 0) most = Math.max(most, tangentEnd(slope, touch, Math.max(low, 0), high));
    // the sigmoid of -z is one minus that of z, and so the lowest place is one minus the other half's highest
    if (low < 0) least = Math.min(least, 1 - tangentEnd(slope, touch, Math.max(-high, 0), -low));
    // each of at most eight sigmoids and products, by a factor of up to the distance
    const pad = 8 * SIGMOID_ERROR * (2 + Math.abs(low) + Math.abs(high));
    this.value = (least + most) / 2;
    this.slope = slope;
    this.error = (most - least) / 2 + pad + slack;
    this.lo = atLow - SIGMOID_ERROR - slack;
    this.hi = atHigh + SIGMOID_ERROR + slack;
  }

  /** tanh between `low` and `high`, widened by the slack: `2 sigmoid(2 z) - 1`. */
  setTanh(low: number, high: number, slack: number): void {
    this.setSigmoid(2 * low, 2 * high, slack / 2);
    this.value = 2 * this.value - 1;
    this.slope *= 4;
    this.error = 2 * this.error + SIGMOID_ERROR;
    this.lo = 2 * this.lo - 1 - SIGMOID_ERROR;
    this.hi = 2 * this.hi - 1 + SIGMOID_ERROR;
  }

  /** `clip(z / 5 + 1/2, 0, 1)`, widened, or exact when all of it is beyond a knee by the slack. */
  setHardSigmoid(low: number, high: number, slack: number): void {
    const knee = 2.5 + slack + SIGMOID_ERROR;
    if (low >= knee || high <= -knee) {
      this.lo = this.hi = this.value = low >= knee ? 1 : 0;
      this.slope = this.error = 0;
      return;
    }
    const [atLow, atHigh] = [clipped(low), clipped(high)];
    const slope = secantSlope(atHigh - atLow, high - low, 0.2);
    let [least, most] = [Infinity, -Infinity];
    for (const z of [low, high, -2.5, 2.5]) {
      if (z < low || z > high) continue;
      const above = clipped(z) - slope * z;
      least = Math.min(least, above);
      most = Math.max(most, above);
    }
    this.value = (least + most) / 2;
    this.slope = slope;
    this.error = (most - least) / 2 + SIGMOID_ERROR * (2 + Math.abs(low) + Math.abs(high)) + slack;
    this.lo = atLow - SIGMOID_ERROR - slack;
    this.hi = atHigh + SIGMOID_ERROR + slack;
  }
}

const clipped = (z: number): number => Math.min(1, Math.max(0, z / 5 + 0.5));

/** A slope between 0 and 1/4: that between the ends, or the sigmoid's own where these are one. */
function secantSlope(rise: number, run: number, own: number): number {
  const slope = run > 1e-6 ? rise / run : own;
  return Math.min(0.25, Math.max(0, slope));
}

/** About where the sigmoid's slope is `slope`, on the side z >= 0. Nothing rests on its accuracy. */
function touchingPoint(slope: number): number {
  const s = (1 + Math.sqrt(1 - 4 * slope)) / 2;
  return Math.min(40, Math.max(0, Math.log(s / (1 - s))));
}

/** The highest end over `[from, to]`, both at least 0, of the tangent to `sigmoid(z) - slope z` that touches near. */
function tangentEnd(slope: number, near: number, from: number, to: number): number {
  const touch = Math.min(to, Math.max(from, near));
  const at = boundedSigmoid(touch);
  const tilt = at * (1 - at) - slope;
  return at - slope * touch + Math.max(tilt * (from - touch), tilt * (to - touch));
}
