/**
 * The shape of a new set around what a reach has become: an ellipsoid of radius r in the coordinates of
 * `sensitivity.ts`, that is of equal effect on all later h, and as wide as it may be where nothing notices.
 */
import type { Sensitivity } from './sensitivity.ts';
import { squaredDistance, type Ellipsoid, type Extent } from './ellipsoid.ts';
import type { Reach } from './reach.ts';
import { principalAxes, upperInverse, upperRoot } from './small-matrices.ts';

/** Radius of the first sets, in effect on h. */
export const FIRST_RADIUS = 0.2;
/** Half width of a set where nothing notices: of cells at least, and as a share of |c|; of h. */
const LEAST_CAP = 2;
const CAP_SHARE = 0.8;
const HIDDEN_CAP = 2;
/** How much of a new set its first image may fill: more after longer words. */
const FILL = 0.6;
const FILL_STEP = 0.02;
const MOST_FILL = 0.95;
/** An axis along which only the cap holds the image - its effect is below this share - may be widened so far. */
const UNNOTICED = 0.3;
const WIDEST = 1.3;
const WIDENING = 1.25;
const WIDENINGS = 4;
/** Most that a widened set may be filled, and most of any set with its rounding. */
const WIDENED_FILL = 0.97;
export const MOST_HELD = 0.985;

const FULL = { prefixBits: 2, tailSteps: 80, diedAway: 1e-4 };
const QUICK = { prefixBits: 0, tailSteps: 6, diedAway: 0 };

/** How near states must be to share P, up to 8 coordinates, and for each one beyond; cells far out by their logarithm. */
const SHARED = 0.2;
const SHARED_MORE = 0.025;

/** Most memory for forms: beyond, they are computed anew. */
const MOST_FORM_BYTES = 16e6;
/** What a form takes besides its numbers. */
const FORM_BYTES = 300;

/** Significant digits of the file's numbers: sets are rounded before they are explored. */
const CENTRE_DIGITS = 7;
const AXIS_DIGITS = 6;

/** A set, or by which factor the reach is too large for one. */
export type NewShape = { readonly shape: Ellipsoid } | { readonly shape: null; readonly over: number };

export class SetShapes {
  readonly #sensitivity: Sensitivity;
  readonly #extent: Extent;
  readonly #forms = new Map<string, Float64Array>();
  readonly #formBytes: number;

  /** Of states with `n` coordinates. */
  constructor(n: number, sensitivity: Sensitivity, extent: Extent) {
    this.#sensitivity = sensitivity;
    this.#extent = extent;
    this.#formBytes = 8 * n * n + FORM_BYTES;
  }

  /** About the memory that forms take. */
  get bytes(): number {
    return this.#forms.size * this.#formBytes;
  }

  /** A set of radius `r` around a reach that a word of `depth` bits has led to. */
  around(reach: Reach, r: number, depth: number): NewShape {
    const fill = Math.min(MOST_FILL, FILL + FILL_STEP * Math.max(0, depth - 1));
    if (this.#isTooLarge(reach, reach.n * (fill * r) ** 2)) return { shape: null, over: 2 };
    const caps = capsAround(reach.centre);
    const form = this.#formNear(reach.centre).slice();
    for (let k = 0; k < reach.n; k++) form[k * (reach.n + 1)] += caps[k];
    const root = upperRoot(form, reach.n).map((x) => x / r);
    if (reach.count === 0) return this.#rounded(reach, root);
    this.#extent.measure(root, reach);
    const { axes, values } = principalAxes(this.#extent.squares, reach.n);
    const size = Math.sqrt(Math.max(...values));
    if (size <= fill) return this.#rounded(reach, root);
    return this.#widened(reach, { root, axes, values, caps, fill, r });
  }

  /** P without caps at the state, or at one near it. */
  #formNear(state: Float64Array): Float64Array {
    const shared = SHARED + SHARED_MORE * Math.max(0, state.length - 8);
    let key = '';
    for (const x of state) key += String.fromCharCode(500 + Math.round(Math.asinh(x) / shared));
    const known = this.#forms.get(key);
    if (known) return known;
    if (this.bytes > MOST_FORM_BYTES) this.#forms.clear();
    const form = this.#sensitivity.formAt(state, new Float64Array(state.length), FULL);
    this.#forms.set(key, form);
    return form;
  }

  /** Whether the effect of a few bits alone shows that the reach is too large: the mean over all directions is. */
  #isTooLarge({ centre, rows, stride, count, n }: Reach, limit: number): boolean {
    if (count === 0) return false;
    const form = this.#sensitivity.formAt(centre, new Float64Array(n), QUICK);
    let total = 0;
    for (let i = 0; i < n; i++)
      for (let k = 0; k <= i; k++) {
        let sum = 0;
        for (let j = 0, a = i * stride, b = k * stride; j < count; j++, a++, b++) sum += rows[a] * rows[b];
        total += (i === k ? 1 : 2) * form[i * n + k] * sum;
      }
    return total > limit;
  }

  /** Widens the axes along which nothing but the caps holds the reach. */
  #widened(reach: Reach, { root, axes, values, caps, fill, r }: Around): NewShape {
    const { n } = reach;
    const over = Math.sqrt(Math.max(...values)) / fill;
    const inverse = upperInverse(root, n);
    const scales = new Float64Array(n).fill(1);
    let isAny = false;
    for (let a = 0; a < n; a++) {
      const size = Math.sqrt(values[a]);
      if (size < fill / 2) continue;
      const capped = shareOfCaps(inverse, axes.subarray(a * n, (a + 1) * n), caps) / r ** 2;
      if (values[a] * Math.max(0, 1 - capped) >= UNNOTICED ** 2) continue;
      scales[a] = Math.max(1, size * WIDENING);
      if (scales[a] > WIDEST) return { shape: null, over: scales[a] / WIDEST };
      isAny = true;
    }
    if (!isAny) return { shape: null, over };
    for (let attempt = 0; attempt < WIDENINGS; attempt++) {
      const wide = upperRoot(widenedForm(root, axes, scales), n);
      if (this.#extent.isWithin(wide, reach, WIDENED_FILL)) return this.#rounded(reach, wide);
      for (let a = 0; a < n; a++) if (scales[a] > 1) scales[a] *= WIDENING;
    }
    return { shape: null, over };
  }

  /** The set as its file will have it, if it still holds the reach. */
  #rounded(reach: Reach, root: Float64Array): NewShape {
    const { n } = reach;
    const centre = reach.centre.map((x) => Number(x.toPrecision(CENTRE_DIGITS)));
    const axes = upperInverse(root, n).map((x) => Number(x.toPrecision(AXIS_DIGITS)));
    const shape = { centre, axes, inverse: upperInverse(axes, n) };
    const left = MOST_HELD - Math.sqrt(squaredDistance(shape, reach.centre));
    return left > 0 && this.#extent.isWithin(shape.inverse, reach, left)
      ? { shape }
      : { shape: null, over: 1 };
  }
}

interface Around {
  /** `root' root`: P / r^2. */
  readonly root: Float64Array;
  /** Principal axes of the reach in these coordinates, and the squares it extends along them. */
  readonly axes: Float64Array;
  readonly values: Float64Array;
  readonly caps: Float64Array;
  readonly fill: number;
  readonly r: number;
}

/** What the caps add to P's diagonal: a set of the first radius extends no farther than its cap. */
function capsAround(centre: Float64Array): Float64Array {
  return centre.map((x, k) => {
    const cap = k < centre.length / 2 ? Math.max(LEAST_CAP, CAP_SHARE * Math.abs(x)) : HIDDEN_CAP;
    return (FIRST_RADIUS / cap) ** 2;
  });
}

/** What the caps' part of P makes of a step of length 1 along an axis of the set. */
function shareOfCaps(inverse: Float64Array, axis: Float64Array, caps: Float64Array): number {
  const n = axis.length;
  let share = 0;
  for (let k = 0; k < n; k++) {
    let along = 0;
    for (let q = k; q < n; q++) along += inverse[k * n + q] * axis[q];
    share += caps[k] * along * along;
  }
  return share;
}

/** The form of the set whose axes are `scales` times as long. */
function widenedForm(root: Float64Array, axes: Float64Array, scales: Float64Array): Float64Array {
  const n = scales.length;
  const form = new Float64Array(n * n);
  for (let a = 0; a < n; a++) {
    const row = new Float64Array(n);
    for (let q = 0; q < n; q++)
      for (let k = q; k < n; k++) row[k] += (axes[a * n + q] * root[q * n + k]) / scales[a];
    for (let i = 0; i < n; i++) for (let k = 0; k < n; k++) form[i * n + k] += row[i] * row[k];
  }
  return form;
}
