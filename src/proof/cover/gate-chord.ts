/**
 * A gate or tanh between two ends as its chord, moved to the middle of what the function does there: the line with the
 * least error where the function bends one way.
 */
const sigmoid = (x: number): number => 1 / (1 + Math.exp(-x));

/** Keeps rounding from making an error too small. */
const ROUNDING = 1e-11;

/** `|f(z) - (value + slope z)| <= error`, and bounds on f. */
export class GateChord {
  value = 0;
  slope = 0;
  error = 0;
  lo = 0;
  hi = 0;

  setSigmoid(low: number, high: number, slack: number): void {
    const lo = sigmoid(low);
    const hi = sigmoid(high);
    const slope = high - low > 1e-6 ? (hi - lo) / (high - low) : lo * (1 - lo);
    const below = lo - slope * low;
    const above = hi - slope * high;
    let least = below < above ? below : above;
    let most = below < above ? above : below;
    const root = Math.sqrt(Math.max(0, 1 - 4 * slope));
    // where the slope is the chord's, to the right of 0; its mirror image to the left
    const turn = root < 1 ? Math.log((1 + root) / (1 - root)) : 50;
    const height = (1 + root) / 2 - slope * turn;
    if (turn > low && turn < high && height > most) most = height;
    if (-turn > low && -turn < high && 1 - height < least) least = 1 - height;
    this.value = (least + most) / 2;
    this.slope = slope;
    this.error = (most - least) / 2 + slack + ROUNDING * (2 + high - low);
    this.lo = lo - slack;
    this.hi = hi + slack;
  }

  /** `tanh z = 2 sigmoid(2 z) - 1`. */
  setTanh(low: number, high: number, slack: number): void {
    this.setSigmoid(2 * low, 2 * high, slack / 2);
    this.value = 2 * this.value - 1;
    this.slope *= 4;
    this.error *= 2;
    this.lo = 2 * this.lo - 1;
    this.hi = 2 * this.hi - 1;
  }

  setHardSigmoid(low: number, high: number, slack: number): void {
    if (low >= 2.5 + 2 * slack || high <= -2.5 - 2 * slack) {
      this.lo = this.hi = this.value = low > 0 ? 1 : 0;
      this.slope = this.error = 0;
      return;
    }
    const lo = clipped(low);
    const hi = clipped(high);
    const slope = high - low > 1e-6 ? (hi - lo) / (high - low) : 0.2;
    let least = Infinity;
    let most = -Infinity;
    for (const z of [low, high, -2.5, 2.5]) {
      if (z < low || z > high) continue;
      const height = clipped(z) - slope * z;
      if (height < least) least = height;
      if (height > most) most = height;
    }
    this.value = (least + most) / 2;
    this.slope = slope;
    this.error = (most - least) / 2 + slack + ROUNDING * (2 + high - low);
    this.lo = lo - slack;
    this.hi = hi + slack;
  }
}

const clipped = (z: number): number => Math.min(1, Math.max(0, z / 5 + 0.5));
