/**
 * The checker's arithmetic: intervals whose bounds move beyond the neighbouring float64 after every operation, and
 * exp, the only transcendental function, summed from its series with the remainder bounded.
 */

export interface Interval {
  readonly lo: number;
  readonly hi: number;
}

/** `clip(z / 5 + 1/2, 0, 1)` widened, or exact when the whole argument is beyond a knee by the slack. */
export function hardSigmoidInterval(z: Interval, slack: number): Interval {
  const knee = up(2.5 + slack);
  if (z.lo >= knee) return point(1);
  if (z.hi <= -knee) return point(0);
  const clip = (x: number): number => Math.min(1, Math.max(0, x));
  const line = plus(over(z, 5), point(0.5));
  return widen({ lo: clip(line.lo), hi: clip(line.hi) }, slack);
}

/**
 * A number above `x` by at least a unit in its last place, and by a little near 0: the product of a normal x and
 * 1 + 2^-52 is x + ulp or more before it is rounded, and rounding is monotone. Infinity stays.
 */
const up = (x: number): number => (x >= 0 ? x * (1 + 2 ** -52) : x * (1 - 2 ** -52)) + 1e-305;

/** The same below. */
const down = (x: number): number => -up(-x);

/** A number by itself. */
export const point = (x: number): Interval => ({ lo: x, hi: x });

/** Moves both bounds out. */
export const widen = (x: Interval, by: number): Interval => ({ lo: down(x.lo - by), hi: up(x.hi + by) });

const isExactly = (x: Interval, value: number): boolean => x.lo === value && x.hi === value;

export function plus(a: Interval, b: Interval): Interval {
  if (isExactly(a, 0)) return b;
  if (isExactly(b, 0)) return a;
  // a number and its opposite: exact, and must stay so beside an unbounded end
  if (a.lo === a.hi && isExactly(b, -a.lo)) return point(0);
  return { lo: down(a.lo + b.lo), hi: up(a.hi + b.hi) };
}

/** The product; an unbounded end stands for finite numbers, so that 0 times it is 0. */
export function times(a: Interval, b: Interval): Interval {
  if (isExactly(a, 1)) return b;
  if (isExactly(a, 0) || isExactly(b, 0)) return point(0);
  const p = product(a.lo, b.lo);
  const q = product(a.lo, b.hi);
  const r = product(a.hi, b.lo);
  const s = product(a.hi, b.hi);
  return { lo: down(Math.min(p, q, r, s)), hi: up(Math.max(p, q, r, s)) };
}

const product = (x: number, y: number): number => (x === 0 || y === 0 ? 0 : x * y);

/** A quotient by a positive number. */
export const over = (a: Interval, divisor: number): Interval => ({
  lo: down(a.lo / divisor),
  hi: up(a.hi / divisor),
});

/** A growing function over an interval, from bounds on its value at a point. */
export const monotone = (f: (x: number) => Interval, x: Interval): Interval => ({
  lo: f(x.lo).lo,
  hi: f(x.hi).hi,
});

/** Beyond this the sigmoid is within `e^-40 < 5e-18` of 0 or 1. */
const FAR = 40;

/** `1 / (1 + exp(-x))`. */
export function sigmoidPoint(x: number): Interval {
  if (x > FAR) return { lo: 1 - 1e-15, hi: 1 };
  if (x < -FAR) return { lo: 0, hi: 1e-15 };
  const denominator = plus(point(1), exp(-x));
  return { lo: down(1 / denominator.hi), hi: up(1 / denominator.lo) };
}

/** `2 sigmoid(2 x) - 1`. */
export const tanhPoint = (x: number): Interval => plus(times(point(2), sigmoidPoint(2 * x)), point(-1));

/** Halvings that bring an argument of at most `FAR` (twice, for tanh) below 1/25. */
const HALVINGS = 11;
/** Terms of the series: the remainder after them is below `2 (1/25)^10 / 10! < 6e-21`. */
const TERMS = 10;

/**
 * exp at a number of at most 2 `FAR` in size: `exp(x) = exp(x / 2^k)^(2^k)`, the inner one by its series, in Horner's
 * order. All sums are positive, and bounds are plain numbers here: much of the checker's time is spent in this loop.
 */
function exp(x: number): Interval {
  const small = x / 2 ** HALVINGS; // exact: a power of two
  let [lo, hi] = [1, 1];
  for (let k = TERMS - 1; k > 0; k--) {
    const low = down(small * (small < 0 ? hi : lo));
    const high = up(small * (small < 0 ? lo : hi));
    lo = down(1 + down(low / k));
    hi = up(1 + up(high / k));
  }
  lo = down(lo - 1e-20);
  hi = up(hi + 1e-20);
  for (let k = 0; k < HALVINGS; k++) {
    lo = down(lo * lo);
    hi = up(hi * hi);
  }
  return { lo, hi };
}

/** `a · b`, in one loop: most of the checker's time is spent here. */
export function inner(a: readonly Interval[], b: readonly Interval[]): Interval {
  let [lo, hi] = [0, 0];
  for (let k = 0; k < a.length; k++) {
    const x = a[k];
    const y = b[k];
    if ((x.lo === 0 && x.hi === 0) || (y.lo === 0 && y.hi === 0)) continue;
    const term = times(x, y);
    const isFirst = lo === 0 && hi === 0;
    lo = isFirst ? term.lo : down(lo + term.lo);
    hi = isFirst ? term.hi : up(hi + term.hi);
  }
  return { lo, hi };
}
