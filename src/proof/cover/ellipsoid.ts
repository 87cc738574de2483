/** The sets of the search for words: ellipsoids, and whether one holds what a reach has become. */
import type { Reach } from './reach.ts';
import { combineSearchRows } from './row-sums.ts';
import { isBelow } from './small-matrices.ts';

/** States `centre + axes u`, |u| <= 1. */
export interface Ellipsoid {
  readonly centre: Float64Array; // [n]
  /** An axis in each column; upper triangular. */
  readonly axes: Float64Array; // [n, n]
  /** Its inverse, upper triangular: |inverse (x - centre)| <= 1 inside. */
  readonly inverse: Float64Array; // [n, n]
}

/** Where an ellipsoid lies, and how far it reaches. */
export type Place = Pick<Ellipsoid, 'centre' | 'inverse'>;

/** Squared distance of a state from the centre, 1 at the rim; at least `most` once beyond it. */
export function squaredDistance({ centre, inverse }: Place, state: Float64Array, most = 1): number {
  const n = centre.length;
  let squares = 0;
  // upper triangular: from the last coordinate up
  for (let i = n - 1; i >= 0; i--) {
    let along = 0;
    for (let k = i; k < n; k++) along += inverse[i * n + k] * (state[k] - centre[k]);
    squares += along * along;
    if (squares > most) return squares;
  }
  return squares;
}

const POWER_STEPS = 4;

/**
 * How far reaches extend in an ellipsoid's coordinates. With y_j the symbols' columns there, S as the checker has it
 * bounds the reach in every direction w by the root of `w' S w`.
 */
export class Extent {
  readonly #n: number;
  readonly #columns: Float64Array; // [n, stride]
  /** The columns, each times its weight. */
  readonly #scaled: Float64Array; // [n, stride]
  readonly #weights: Float64Array; // [stride]
  readonly #root: Float64Array; // [n, n]
  readonly #direction: Float64Array; // [n]
  readonly #turned: Float64Array; // [n]
  /** S of the last reach that was measured. */
  readonly squares: Float64Array; // [n, n]

  constructor({ n, stride }: Pick<Reach, 'n' | 'stride'>) {
    this.#n = n;
    this.#columns = new Float64Array(n * stride);
    this.#scaled = new Float64Array(n * stride);
    this.#weights = new Float64Array(stride);
    this.#root = new Float64Array(n * n);
    this.#direction = new Float64Array(n);
    this.#turned = new Float64Array(n);
    this.squares = new Float64Array(n * n);
  }

  /** Whether the reach, about its centre, extends less than `limit` everywhere. */
  isWithin(inverse: Float64Array, reach: Reach, limit: number): boolean {
    const most = limit * limit;
    return this.measure(inverse, reach, most) && isBelow(this.squares, this.#n, most, this.#root);
  }

  /** Computes `squares`; false, without all of them, once they are above `most` along a coordinate alone. */
  measure(inverse: Float64Array, reach: Reach, most = Infinity): boolean {
    const n = this.#n;
    const { stride, ball } = reach;
    const columns = this.#columns;
    let ballSquares = 0;
    for (let i = n - 1; i >= 0; i--) {
      const at = i * stride;
      combineSearchRows({ out: columns, at }, reach, { from: i, to: n }, { weights: inverse, w: i * n + i });
      let own = 0;
      for (let j = at; j < at + ball; j++) own += columns[j] * columns[j];
      ballSquares += own;
      if (own > most) return false;
    }
    return this.#setSquares(reach, ballSquares, most);
  }

  #setSquares({ stride, ball, count }: Reach, ballSquares: number, most: number): boolean {
    const n = this.#n;
    const columns = this.#columns;
    const weights = this.#weights;
    const scaled = this.#scaled;
    const share = ball === 0 ? 0 : Math.sqrt(this.#largest(stride, ball, ballSquares));
    let total = share;
    for (let j = ball; j < count; j++) {
      let square = 1e-30;
      for (let i = j; i < n * stride; i += stride) square += columns[i] * columns[i];
      const length = Math.sqrt(square);
      weights[j] = 1 / length;
      total += length;
    }
    for (let j = 0; j < ball; j++) weights[j] = 1 / share;
    for (let i = 0; i < n; i++) {
      let sum = 0;
      for (let j = 0, a = i * stride; j < count; j++, a++) {
        scaled[a] = columns[a] * weights[j];
        sum += columns[a] * scaled[a];
      }
      this.squares[i * n + i] = sum * total;
      // along one coordinate it is too much, and so it is in all
      if (sum * total > most) return false;
    }
    for (let i = 0; i < n; i++)
      for (let k = 0; k < i; k++) {
        let sum = 0;
        for (let j = 0, a = i * stride, b = k * stride; j < count; j++, a++, b++)
          sum += columns[a] * scaled[b];
        this.squares[i * n + k] = this.squares[k * n + i] = sum * total;
      }
    return true;
  }

  /** About the largest square of the ball's part in any direction. */
  #largest(stride: number, ball: number, all: number): number {
    const n = this.#n;
    const columns = this.#columns;
    const direction = this.#direction;
    const turned = this.#turned;
    for (let i = 0; i < n; i++) direction[i] = 1 + 0.3 * Math.abs(columns[i * stride]);
    let square = all;
    for (let step = 0; step < POWER_STEPS; step++) {
      let length = 1e-300;
      for (let i = 0; i < n; i++) length += direction[i] * direction[i];
      const scale = 1 / Math.sqrt(length);
      turned.fill(0);
      square = 0;
      for (let j = 0; j < ball; j++) {
        let along = 0;
        for (let i = 0, at = j; i < n; i++, at += stride) along += direction[i] * scale * columns[at];
        square += along * along;
        for (let i = 0, at = j; i < n; i++, at += stride) turned[i] += along * columns[at];
      }
      direction.set(turned);
    }
    return Math.max(square, 1e-3 * all) + 1e-290;
  }
}
