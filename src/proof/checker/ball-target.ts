/**
 * Whether an ellipsoid holds an enclosed set of states, without its inverse and without an eigenvalue. For axes A
 * (column by column) and any matrix M, here about A's inverse, with D the Frobenius norm of I - M A below 1:
 *
 *     x = centre + A u  has  u = (M A)^-1 M (x - centre),  and so  |u| <= |M (x - centre)| / (1 - D)
 *
 * M (x - centre) is a middle m, a ball part of columns y_j (j < ball) and a box part of columns y_j. In a direction w
 * of length 1 the two parts reach `|Y' w|` and the sum of `|y_j w|`, and for all positive t and l_j, by Cauchy and
 * Schwarz,
 *
 *     |Y' w| + sum |y_j w| <= root of w' S w,    S = (t + sum l_j) (sum over the ball y_j y_j' / t + sum over the box y_j y_j' / l_j)
 *
 * That S is at most T^2 in every direction follows from a matrix R for which `T^2 I - S - R' R` is small: `R' R` is
 * nowhere negative, however R was found.
 */
import type { BallEnclosure } from './ball-enclosure.ts';
import { PAD, rootAbove } from './rounding.ts';
import { combineRows } from './row-sums.ts';
import type { WordSet } from '../certificate/word-certificate.ts';

/** What is set aside of T^2 for the rounding of S and of R. */
const ASIDE = 1e-9;

export class BallTarget {
  readonly #n: number;
  readonly #centre: Float64Array; // [n]
  readonly #inverse: Float64Array; // [n, n], about
  /** At least D. */
  readonly #defect: number;

  constructor({ centre, axes }: WordSet) {
    const n = centre.length;
    this.#n = n;
    this.#centre = centre;
    this.#inverse = roughInverse(axes, n);
    this.#defect = defectOf(this.#inverse, axes, n);
  }

  /** Whether the ellipsoid surely holds all states. */
  holds(states: BallEnclosure, room: TargetRoom): boolean {
    const n = this.#n;
    if (!(this.#defect < 0.5)) return false;
    let [squares, pads] = [0, 0];
    for (let i = 0; i < n; i++) {
      let [middle, pad] = [0, 0];
      for (let k = 0; k < n; k++) {
        const weight = this.#inverse[i * n + k];
        middle += weight * (states.centre[k] - this.#centre[k]);
        pad += Math.abs(weight) * (Math.abs(states.centre[k]) + Math.abs(this.#centre[k]) + states.sizeOf(k));
      }
      squares += middle * middle;
      pads += pad * pad;
    }
    const left = (1 - this.#defect - rootAbove(squares) - PAD * rootAbove(pads)) * (1 - PAD);
    if (!(left > 0)) return false;
    this.#setSquares(states, room);
    return isAtMost(room, n, left * left);
  }

  /** S, in the room. */
  #setSquares(states: BallEnclosure, room: TargetRoom): void {
    const n = this.#n;
    const { ball, count } = states;
    const { columns, squares, weights } = room;
    this.#setColumns(states, columns);
    let ballSquares = 0;
    for (let i = 0; i < n; i++)
      for (let j = i * states.stride; j < i * states.stride + ball; j++) ballSquares += columns[j] ** 2;
    // S bounds for every positive t; near the largest direction's reach it is about the smallest
    const t = ball === 0 ? 0 : Math.sqrt(largestSquare(states, columns, ballSquares));
    let total = t;
    for (let j = ball; j < count; j++) {
      let length = 0;
      for (let i = 0; i < n; i++) length += columns[i * states.stride + j] ** 2;
      length = Math.sqrt(length) + 1e-150;
      weights[j] = 1 / length;
      total += length;
    }
    for (let j = 0; j < ball; j++) weights[j] = 1 / t;
    for (let i = 0; i < n; i++)
      for (let k = 0; k <= i; k++) {
        let sum = 0;
        const [a, b] = [i * states.stride, k * states.stride];
        for (let j = 0; j < count; j++) sum += columns[a + j] * columns[b + j] * weights[j];
        squares[i * n + k] = squares[k * n + i] = sum * total;
      }
  }

  /** The columns y_j, coordinate by coordinate as in the enclosure. */
  #setColumns(states: BallEnclosure, columns: Float64Array): void {
    const n = this.#n;
    for (let i = 0; i < n; i++) {
      const out = { out: columns, at: i * states.stride };
      combineRows(out, states, { from: 0, to: n }, { weights: this.#inverse, w: i * n });
    }
  }
}

/** Arrays that membership works in, for enclosures of one size. */
export interface TargetRoom {
  readonly columns: Float64Array; // [n, stride]
  readonly weights: Float64Array; // [stride]
  readonly squares: Float64Array; // [n, n]
  readonly root: Float64Array; // [n, n]
}

export const targetRoom = (n: number, stride: number): TargetRoom => ({
  columns: new Float64Array(n * stride),
  weights: new Float64Array(stride),
  squares: new Float64Array(n * n),
  root: new Float64Array(n * n),
});

const POWER_STEPS = 6;

/** About the largest square that the ball's part reaches in any direction; `all`: the sum over a basis of directions. */
function largestSquare(
  { n, stride, ball }: { readonly n: number; readonly stride: number; readonly ball: number },
  columns: Float64Array,
  all: number,
): number {
  const direction = Float64Array.from({ length: n }, (_, i) => 1 + 0.3 * Math.abs(columns[i * stride]));
  let square = all;
  for (let step = 0; step < POWER_STEPS; step++) {
    let length = 0;
    for (let i = 0; i < n; i++) length += direction[i] ** 2;
    length = Math.sqrt(length);
    if (!(length > 1e-150)) return all + 1e-290;
    for (let i = 0; i < n; i++) direction[i] /= length;
    const next = new Float64Array(n);
    square = 0;
    for (let j = 0; j < ball; j++) {
      let along = 0;
      for (let i = 0; i < n; i++) along += direction[i] * columns[i * stride + j];
      square += along * along;
      for (let i = 0; i < n; i++) next[i] += along * columns[i * stride + j];
    }
    direction.set(next);
  }
  return Math.max(square, 1e-3 * all) + 1e-290;
}

/** Whether `squares` is surely at most `limit` in every direction. */
function isAtMost({ squares, root }: TargetRoom, n: number, limit: number): boolean {
  let trace = 0;
  for (let k = 0; k < n; k++) trace += squares[k * n + k];
  const aside = ASIDE * (limit + trace);
  // upper triangular, row by row
  root.fill(0);
  for (let k = 0; k < n; k++)
    for (let j = k; j < n; j++) {
      let rest = (k === j ? limit - aside : 0) - squares[k * n + j];
      for (let i = 0; i < k; i++) rest -= root[i * n + k] * root[i * n + j];
      if (k !== j) root[k * n + j] = rest / root[k * n + k];
      else if (rest > 0) root[k * n + k] = Math.sqrt(rest);
      else return false;
    }
  return residualOf({ squares, root }, n, limit - aside) + PAD * trace <= aside;
}

/** At least the Frobenius norm of `limit I - squares - R' R`. */
function residualOf(
  { squares, root }: Pick<TargetRoom, 'squares' | 'root'>,
  n: number,
  limit: number,
): number {
  let total = 0;
  for (let k = 0; k < n; k++)
    for (let j = k; j < n; j++) {
      let residual = (k === j ? limit : 0) - squares[k * n + j];
      let size = Math.abs(limit) + Math.abs(squares[k * n + j]);
      for (let i = 0; i <= k; i++) {
        const product = root[i * n + k] * root[i * n + j];
        residual -= product;
        size += Math.abs(product);
      }
      const most = Math.abs(residual) + PAD * size;
      total += (k === j ? 1 : 2) * most * most;
    }
  return rootAbove(total);
}

/** At least the Frobenius norm of `I - M A`; infinite if it is no number. */
function defectOf(inverse: Float64Array, axes: Float64Array, n: number): number {
  let total = 0;
  for (let i = 0; i < n; i++)
    for (let j = 0; j < n; j++) {
      let defect = i === j ? 1 : 0;
      let size = defect;
      for (let k = 0; k < n; k++) {
        const product = inverse[i * n + k] * axes[j * n + k];
        defect -= product;
        size += Math.abs(product);
      }
      const most = Math.abs(defect) + PAD * size;
      total += most * most;
    }
  const norm = rootAbove(total);
  return norm >= 0 ? norm : Infinity;
}

/** About the inverse of the matrix whose columns are the axes, with pivots; of a singular one anything. */
function roughInverse(axes: Float64Array, n: number): Float64Array {
  const work = Array.from({ length: n }, (_, k) =>
    Float64Array.from({ length: 2 * n }, (_zero, j) => (j < n ? axes[j * n + k] : j - n === k ? 1 : 0)),
  );
  for (let column = 0; column < n; column++) {
    let pivot = column;
    for (let row = column; row < n; row++)
      if (Math.abs(work[row][column]) > Math.abs(work[pivot][column])) pivot = row;
    [work[column], work[pivot]] = [work[pivot], work[column]];
    const scale = work[column][column] || 1;
    for (let j = 0; j < 2 * n; j++) work[column][j] /= scale;
    for (let row = 0; row < n; row++) {
      const factor = work[row][column];
      if (row === column || factor === 0) continue;
      for (let j = 0; j < 2 * n; j++) work[row][j] -= factor * work[column][j];
    }
  }
  return Float64Array.from({ length: n * n }, (_, k) => work[Math.floor(k / n)][n + (k % n)]);
}
