/**
 * Sets of states as the checker of version 3 encloses them, over a ball of `u` and a box of `e`:
 *
 *     x_k in centre_k + sum over j < ball of row_k[j] u_j + sum over ball <= j < count of row_k[j] e_j
 *     |u| <= 1 (Euclidean), every |e_j| <= 1, and x_k between two bounds of its own
 *
 * One that grows beyond float64 ends in infinities and NaN, and is good for nothing: all that is said of an enclosure is
 * said because a comparison is true, and of NaN none is.
 */
import { ABOVE, PAD, rootAbove } from './rounding.ts';
import { jacobiAxes } from './symmetric-axes.ts';

/** As many box symbols for each coordinate are kept; beyond, the oldest are merged until half are left. */
const ORDER = 12;
/** Merging leaves two symbols a coordinate, and an image adds one. */
const ROOM = 3;

/** Symbols that an enclosure of n coordinates has room for: the ball's n, and the box's. */
export const strideOf = (n: number): number => (1 + ORDER + ROOM) * n;

export class BallEnclosure {
  readonly n: number;
  readonly centre: Float64Array; // [n]
  /** Coordinate by coordinate, `rows[k * stride + j]`. */
  readonly rows: Float64Array; // [n, stride]
  readonly stride: number;
  /** Symbols of the ball, which come first, and of both. */
  ball = 0;
  count = 0;
  /** Bounds on every coordinate. */
  readonly lo: Float64Array; // [n]
  readonly hi: Float64Array; // [n]
  /** Upper bounds on the Euclidean length of the row's ball part, and on the sum of sizes of its box part. */
  readonly ballNorm: Float64Array; // [n]
  readonly boxNorm: Float64Array; // [n]

  constructor(n: number) {
    this.n = n;
    this.stride = strideOf(n);
    this.centre = new Float64Array(n);
    this.rows = new Float64Array(n * this.stride);
    this.lo = new Float64Array(n);
    this.hi = new Float64Array(n);
    this.ballNorm = new Float64Array(n);
    this.boxNorm = new Float64Array(n);
  }

  /** The zero state alone. */
  setZero(): void {
    this.ball = this.count = 0;
    for (const part of [this.centre, this.lo, this.hi, this.ballNorm, this.boxNorm]) part.fill(0);
  }

  /** The ellipsoid of a set, whose h are at most `(1 + slack)^2`. */
  setEllipsoid(centre: Float64Array, axes: Float64Array, slack: number): void {
    const { n, stride } = this;
    const mostHidden = (1 + slack) * (1 + slack) * ABOVE;
    this.centre.set(centre);
    this.ball = this.count = n;
    for (let k = 0; k < n; k++) {
      let squares = 0;
      for (let j = 0; j < n; j++) {
        const along = axes[j * n + k];
        this.rows[k * stride + j] = along;
        squares += along * along;
      }
      const reach = rootAbove(squares);
      const pad = PAD * (Math.abs(centre[k]) + reach);
      this.ballNorm[k] = reach;
      this.boxNorm[k] = 0;
      this.lo[k] = centre[k] - reach - pad;
      this.hi[k] = centre[k] + reach + pad;
      if (k < n / 2) continue;
      this.lo[k] = Math.max(this.lo[k], -mostHidden);
      this.hi[k] = Math.min(this.hi[k], mostHidden);
    }
  }

  /** An upper bound on the sum of the sizes of a row's entries: of n numbers, from their Euclidean length. */
  sizeOf(k: number): number {
    return this.ball * this.ballNorm[k] + this.boxNorm[k];
  }

  /**
   * Merges the oldest box symbols into two a coordinate when there are too many. Of what they make, x, with any
   * matrix V,
   *
   *     x = V (V' x) + (I - V V') x
   *
   * where the first part is held by one symbol for each column of V, and what the second comes to by one for each
   * coordinate. V's columns are about the principal axes of x, so that little is lost; nothing rests on that.
   */
  merge(): void {
    const { n, ball, count } = this;
    if (count - ball <= ORDER * n) return;
    const end = count - (ORDER / 2) * n;
    const axes = jacobiAxes(this.#products(ball, end), n);
    const sizes = this.#sizes(ball, end);
    const along = Float64Array.from({ length: n }, (_, a) => this.#reachAlong(axes, a, { end, sizes }));
    const rest = this.#restOf(axes, along, sizes);
    for (let k = 0; k < n; k++) {
      const row = this.rows.subarray(k * this.stride, (k + 1) * this.stride);
      row.copyWithin(ball + 2 * n, end, count);
      row.fill(0, ball, ball + 2 * n);
      for (let a = 0; a < n; a++) row[ball + a] = axes[a * n + k] * along[a];
      row[ball + n + k] = rest[k];
    }
    this.count = ball + 2 * n + (count - end);
    this.#sizes(ball, this.count).forEach((size, k) => {
      this.boxNorm[k] = size;
    });
  }

  /** Sums of products of coordinates over symbols `[from, end)`. */
  #products(from: number, end: number): Float64Array {
    const { n, rows, stride } = this;
    const products = new Float64Array(n * n);
    for (let i = 0; i < n; i++)
      for (let k = 0; k <= i; k++) {
        let sum = 0;
        for (let j = from; j < end; j++) sum += rows[i * stride + j] * rows[k * stride + j];
        products[i * n + k] = products[k * n + i] = sum;
      }
    return products;
  }

  /** For each coordinate, the sum of the sizes of the symbols' parts. */
  #sizes(from: number, end: number): Float64Array {
    const { n, rows, stride } = this;
    return Float64Array.from({ length: n }, (_, k) => {
      let size = 0;
      for (let j = from; j < end; j++) size += Math.abs(rows[k * stride + j]);
      return size * ABOVE;
    });
  }

  /** Bounds `|v x|` over what the merged symbols make, v being row `a` of the axes. */
  #reachAlong(
    axes: Float64Array,
    a: number,
    { end, sizes }: { readonly end: number; readonly sizes: Float64Array },
  ): number {
    const { n, ball, rows, stride } = this;
    let [reach, pad] = [0, 0];
    for (let j = ball; j < end; j++) {
      let along = 0;
      for (let k = 0; k < n; k++) along += axes[a * n + k] * rows[k * stride + j];
      reach += Math.abs(along);
    }
    for (let k = 0; k < n; k++) pad += Math.abs(axes[a * n + k]) * sizes[k];
    return reach * ABOVE + PAD * pad;
  }

  /** Bounds each coordinate of `(I - V V') x`, and what rounding does to `V (V' x)`. */
  #restOf(axes: Float64Array, along: Float64Array, sizes: Float64Array): Float64Array {
    const { n } = this;
    return Float64Array.from({ length: n }, (_, k) => {
      let rest = 0;
      for (let l = 0; l < n; l++) {
        let [defect, size] = [k === l ? 1 : 0, 1];
        for (let a = 0; a < n; a++) {
          const product = axes[a * n + k] * axes[a * n + l];
          defect -= product;
          size += Math.abs(product);
        }
        rest += (Math.abs(defect) + PAD * size) * sizes[l];
      }
      for (let a = 0; a < n; a++) rest += PAD * Math.abs(axes[a * n + k]) * along[a];
      return rest * ABOVE;
    });
  }
}
