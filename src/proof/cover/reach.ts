/**
 * What the states of a set can have become after some bits, as the search sees it:
 *
 *     x = centre + rows (u, e),    |u| <= 1 (Euclidean) over the first symbols, |e_j| <= 1 over the others, and in a box
 *
 * Rounding is not bounded: the checker judges what is found.
 */
import { principalAxes } from './small-matrices.ts';

/** Box symbols a coordinate; beyond, the oldest half and more are merged, as in the checker. */
const ORDER = 12;

export class Reach {
  readonly n: number;
  readonly stride: number;
  readonly centre: Float64Array; // [n]
  readonly rows: Float64Array; // [n, stride]
  readonly lo: Float64Array; // [n]
  readonly hi: Float64Array; // [n]
  /** Euclidean length of a row's ball part, and sum of sizes of its box part. */
  readonly ballNorm: Float64Array; // [n]
  readonly boxNorm: Float64Array; // [n]
  ball = 0;
  count = 0;

  constructor(n: number) {
    this.n = n;
    this.stride = (ORDER + 4) * n;
    this.centre = new Float64Array(n);
    this.rows = new Float64Array(n * this.stride);
    this.lo = new Float64Array(n);
    this.hi = new Float64Array(n);
    this.ballNorm = new Float64Array(n);
    this.boxNorm = new Float64Array(n);
  }

  /** All states of an ellipsoid; `axes` has an axis in each column. */
  setEllipsoid(centre: Float64Array, axes: Float64Array, mostHidden: number): void {
    const { n, stride } = this;
    this.centre.set(centre);
    this.ball = this.count = n;
    for (let k = 0; k < n; k++) {
      let squares = 0;
      for (let j = 0; j < n; j++) {
        const along = axes[k * n + j];
        this.rows[k * stride + j] = along;
        squares += along * along;
      }
      const reach = Math.sqrt(squares);
      this.ballNorm[k] = reach;
      this.boxNorm[k] = 0;
      const most = k < n / 2 ? Infinity : mostHidden;
      this.lo[k] = Math.max(-most, centre[k] - reach);
      this.hi[k] = Math.min(most, centre[k] + reach);
    }
  }

  /** Merges the oldest box symbols along their own principal axes when there are too many. */
  merge(): void {
    const { n, ball, count, rows, stride } = this;
    if (count - ball <= ORDER * n) return;
    const end = count - (ORDER / 2) * n;
    const products = new Float64Array(n * n);
    for (let i = 0; i < n; i++)
      for (let k = 0; k <= i; k++) {
        let sum = 0;
        for (let j = ball; j < end; j++) sum += rows[i * stride + j] * rows[k * stride + j];
        products[i * n + k] = products[k * n + i] = sum;
      }
    const { axes } = principalAxes(products, n);
    const along = new Float64Array(n);
    for (let a = 0; a < n; a++)
      for (let j = ball; j < end; j++) {
        let sum = 0;
        for (let k = 0; k < n; k++) sum += axes[a * n + k] * rows[k * stride + j];
        along[a] += Math.abs(sum);
      }
    for (let k = 0; k < n; k++) {
      const row = rows.subarray(k * stride, (k + 1) * stride);
      row.copyWithin(ball + 2 * n, end, count);
      // the checker has n symbols more, and must merge in the same places
      row.fill(0, ball + n, ball + 2 * n);
      for (let a = 0; a < n; a++) row[ball + a] = axes[a * n + k] * along[a];
    }
    this.count = ball + 2 * n + (count - end);
    for (let k = 0; k < n; k++) {
      let size = 0;
      for (let j = k * stride + ball; j < k * stride + this.count; j++) size += Math.abs(rows[j]);
      this.boxNorm[k] = size;
    }
  }
}
