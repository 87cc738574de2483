/**
 * How much a small change of a state matters to what follows: the quadratic form
 *
 *     P(x) = sum over strings s, t <= |s| of growth^t J' J,    J: derivatives of h after t bits of s along the state x
 *
 * and coordinates `rows` with `rows' rows = P`, in which a step along either bit shrinks nearly every change. Sets that
 * are boxes in these coordinates are wide where a cell is far out and no later bit will notice, and thin near a
 * separatrix. Nothing rests on the accuracy of this: it shapes sets, and the checker judges them.
 */
import { gateDerivative } from '../../lstm/activations.ts';
import { PlainCell } from '../../lstm/cell.ts';
import type { ModelSpec, ParamVector } from '../../lstm/params.ts';

/** Coordinates around a state, and how to come back. */
export interface Frame {
  readonly rows: Float64Array; // [n, n], n = 2 hidden
  readonly inverse: Float64Array; // [n, n]
}

/** Strings are all prefixes of so many bits, each followed by zeros alone or by ones alone. */
export interface Futures {
  readonly prefixBits: number;
  /** Steps along a tail, unless the change has died away before. */
  readonly tailSteps: number;
  readonly diedAway: number;
}

const FUTURES: Futures = { prefixBits: 2, tailSteps: 80, diedAway: 1e-10 };
/** Weight of a bit over the one before it: what shrinks by less than its root in a bit counts as growing. */
const GROWTH = 1.02;
/** Bounds how wide a set may be where nothing is noticed. */
const LEAST = 1e-6;

/** How near states must be to share a frame; cells far out by their logarithm. */
const SHARED = 0.01;

/** A state on its way along a string, with its derivatives along where it began. */
interface Walk {
  readonly state: Float64Array; // [n]
  readonly slopes: Float64Array; // [n, n]
}

export class Sensitivity {
  readonly #hidden: number;
  readonly #frames = new Map<string, Frame>();
  readonly #cell: PlainCell;
  /** Of a gate, from its value. */
  readonly #slope: (y: number) => number;
  readonly #before: Float64Array; // [n]
  readonly #dz: Float64Array; // [4H, n]

  constructor(spec: ModelSpec, params: ParamVector) {
    const { hidden, activation } = spec;
    this.#hidden = hidden;
    this.#cell = new PlainCell(spec, params);
    this.#slope = gateDerivative(activation);
    this.#before = new Float64Array(2 * hidden);
    this.#dz = new Float64Array(4 * hidden * 2 * hidden);
  }

  /** The coordinates around a state; states that nearly agree share them. */
  frameAt(state: Float64Array): Frame {
    const key = state.reduce((text, x) => `${text} ${Math.round(Math.asinh(x) / SHARED)}`, '');
    const known = this.#frames.get(key);
    if (known) return known;
    const frame = this.#newFrame(state);
    this.#frames.set(key, frame);
    return frame;
  }

  #newFrame(state: Float64Array): Frame {
    return rootOf(this.formAt(state, new Float64Array(state.length).fill(LEAST), FUTURES), state.length);
  }

  /** P at a state over these futures, and `least` on its diagonal besides. */
  formAt(state: Float64Array, least: Float64Array, futures: Futures): Float64Array {
    const n = state.length;
    const form = new Float64Array(n * n);
    const slopes = new Float64Array(n * n);
    for (let k = 0; k < n; k++) {
      slopes[k * n + k] = 1;
      form[k * n + k] = least[k];
    }
    this.#addPrefixes(form, { state, slopes }, 0, futures);
    return form;
  }

  #addPrefixes(form: Float64Array, walk: Walk, length: number, futures: Futures): void {
    const weight = GROWTH ** length;
    this.#add(form, walk, weight);
    if (length === futures.prefixBits) {
      for (const bit of [0, 1]) this.#addTail(form, walk, { bit, weight, ...futures });
      return;
    }
    for (const bit of [0, 1]) {
      const next = copyOf(walk);
      this.#step(next, bit);
      this.#addPrefixes(form, next, length + 1, futures);
    }
  }

  #addTail(
    form: Float64Array,
    from: Walk,
    { bit, weight, tailSteps, diedAway }: Futures & { readonly bit: number; readonly weight: number },
  ): void {
    const walk = copyOf(from);
    for (let t = 0, w = weight; t < tailSteps; t++) {
      this.#step(walk, bit);
      w *= GROWTH;
      if (this.#add(form, walk, w) < diedAway) return;
    }
  }

  /** Adds a step's `weight J' J`; its trace. */
  #add(form: Float64Array, { slopes }: Walk, weight: number): number {
    const hidden = this.#hidden;
    const n = 2 * hidden;
    let trace = 0;
    for (let row = hidden * n; row < 2 * hidden * n; row += n)
      for (let a = 0; a < n; a++) {
        const along = weight * slopes[row + a];
        trace += along * slopes[row + a];
        if (along !== 0) for (let b = 0; b < n; b++) form[a * n + b] += along * slopes[row + b];
      }
    return trace;
  }

  #step({ state, slopes }: Walk, bit: number): void {
    const hidden = this.#hidden;
    const n = 2 * hidden;
    this.#differentiate(slopes);
    this.#before.set(state);
    this.#cell.step(state, bit);
    const [{ gates }, dz] = [this.#cell, this.#dz];
    const oRow = 3 * hidden * n;
    for (let unit = 0; unit < hidden; unit++) {
      const i = gates[unit];
      const f = gates[hidden + unit];
      const g = gates[2 * hidden + unit];
      const o = gates[3 * hidden + unit];
      const t = Math.tanh(state[unit]);
      const byI = this.#slope(i) * g;
      const byF = this.#slope(f) * this.#before[unit];
      const byG = i * (1 - g * g);
      const byO = this.#slope(o) * t;
      for (let at = unit * n; at < (unit + 1) * n; at++) {
        const dc = f * slopes[at] + byI * dz[at] + byF * dz[hidden * n + at] + byG * dz[2 * hidden * n + at];
        slopes[at] = dc;
        slopes[hidden * n + at] = byO * dz[oRow + at] + o * (1 - t * t) * dc;
      }
    }
  }

  /** Writes the derivatives of the arguments of the gates and of the candidate. */
  #differentiate(slopes: Float64Array): void {
    const hidden = this.#hidden;
    const n = 2 * hidden;
    const width = 4 * hidden;
    this.#dz.fill(0);
    for (let from = 0; from < hidden; from++)
      for (let k = 0; k < width; k++) {
        const weight = this.#cell.recurrent[from * width + k];
        for (let along = 0; along < n; along++)
          this.#dz[k * n + along] += weight * slopes[(hidden + from) * n + along];
      }
  }
}

const copyOf = ({ state, slopes }: Walk): Walk => ({ state: state.slice(), slopes: slopes.slice() });

/** Rows with `rows' rows = form`, by elimination of one coordinate after another, h before c; and their inverse. */
function rootOf(form: Float64Array, n: number): Frame {
  const rows = new Float64Array(n * n);
  for (let k = n - 1; k >= 0; k--) {
    const scale = Math.sqrt(Math.max(form[k * n + k], LEAST * LEAST));
    for (let j = 0; j <= k; j++) rows[k * n + j] = form[k * n + j] / scale;
    for (let a = 0; a < k; a++)
      for (let b = 0; b < k; b++) form[a * n + b] -= rows[k * n + a] * rows[k * n + b];
  }
  // lower triangular: forward substitution, column by column
  const inverse = new Float64Array(n * n);
  for (let column = 0; column < n; column++)
    for (let row = column; row < n; row++) {
      let rest = row === column ? 1 : 0;
      for (let k = column; k < row; k++) rest -= rows[row * n + k] * inverse[k * n + column];
      inverse[row * n + column] = rest / rows[row * n + row];
    }
  return { rows, inverse };
}
