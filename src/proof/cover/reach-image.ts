/** What one bit makes of a reach: affine arithmetic with second-order remainders, as the checker encloses images too. */
import type { CellWeights } from './cell-weights.ts';
import { GateChord } from './gate-chord.ts';
import type { Reach } from './reach.ts';
import { combineSearchRows } from './row-sums.ts';

/** Room for what the checker adds for rounding. */
const ROUNDING = 1e-11;

/** A gate or tanh as a linear part, and what it may be off by. */
class Linear {
  readonly row: Float64Array;
  at = 0;
  error = 0;
  lo = 0;
  hi = 0;
  ball = 0;
  box = 0;

  constructor(stride: number) {
    this.row = new Float64Array(stride);
  }

  /** Takes the chord's line over an argument `middle + row`. */
  set({ value, slope, error, lo, hi }: GateChord, middle: number): void {
    this.at = value + slope * middle;
    this.error = error;
    this.lo = lo;
    this.hi = hi;
    this.ball *= slope;
    this.box *= slope;
  }
}

export class ReachImages {
  readonly #weights: CellWeights;
  readonly #chord = new GateChord();
  readonly #gates: readonly Linear[]; // [4]
  readonly #tanh: Linear;
  /** Of the last product: its middle, and how far it may be from there. */
  #middle = 0;
  #reach = 0;

  constructor(weights: CellWeights, { stride }: Pick<Reach, 'stride'>) {
    this.#weights = weights;
    this.#gates = [0, 1, 2, 3].map(() => new Linear(stride));
    this.#tanh = new Linear(stride);
  }

  image(from: Reach, bit: number, to: Reach): void {
    const { hidden } = this.#weights;
    const { ball, count, n } = from;
    to.ball = ball;
    to.count = count + n;
    for (let k = 0; k < n; k++) to.rows.fill(0, k * to.stride + count, k * to.stride + to.count);
    for (let unit = 0; unit < hidden; unit++) {
      for (let gate = 0; gate < 4; gate++) this.#gate(from, bit, { gate, unit });
      this.#cell(from, unit, to);
      this.#output(to, unit, count);
    }
    to.merge();
  }

  /** Whether the read-out is on the side of the parity for all states. */
  isReadRightly({ centre, rows, stride, ball, count, lo, hi }: Reach, parity: number): boolean {
    const { hidden, readout } = this.#weights;
    const sign = parity === 1 ? 1 : -1;
    let middle = sign * readout[hidden];
    let least = middle;
    for (let unit = 0; unit < hidden; unit++) {
      const weight = sign * readout[unit];
      middle += weight * centre[hidden + unit];
      least += weight * (weight > 0 ? lo : hi)[hidden + unit];
    }
    if (least > 0) return true;
    let squares = 0;
    let sizes = 0;
    for (let j = 0; j < count; j++) {
      let along = 0;
      for (let unit = 0; unit < hidden; unit++) along += readout[unit] * rows[(hidden + unit) * stride + j];
      if (j < ball) squares += along * along;
      else sizes += Math.abs(along);
    }
    return middle - Math.sqrt(squares) - sizes > 1e-9;
  }

  #gate(from: Reach, bit: number, { gate, unit }: { readonly gate: number; readonly unit: number }): void {
    const { hidden, inputs, recurrent, isHard, slack } = this.#weights;
    const { centre, ball, count, lo, hi } = from;
    const linear = this.#gates[gate];
    const { row } = linear;
    const column = gate * hidden + unit;
    let middle = inputs[bit][column];
    let least = middle;
    let most = middle;
    const hiddenRows = { from: hidden, to: 2 * hidden };
    combineSearchRows({ out: row, at: 0 }, from, hiddenRows, { weights: recurrent, w: column * hidden });
    for (let of = 0; of < hidden; of++) {
      const k = hidden + of;
      const weight = recurrent[column * hidden + of];
      middle += weight * centre[k];
      least += weight * (weight > 0 ? lo[k] : hi[k]);
      most += weight * (weight > 0 ? hi[k] : lo[k]);
    }
    let squares = 0;
    let sizes = 0;
    for (let j = 0; j < ball; j++) squares += row[j] * row[j];
    for (let j = ball; j < count; j++) sizes += Math.abs(row[j]);
    linear.ball = Math.sqrt(squares);
    linear.box = sizes;
    const reach = linear.ball + sizes;
    const low = Math.max(least, middle - reach);
    const high = Math.min(most, middle + reach);
    if (gate === 2) this.#chord.setTanh(low, high, slack);
    else if (isHard) this.#chord.setHardSigmoid(low, high, slack);
    else this.#chord.setSigmoid(low, high, slack);
    linear.set(this.#chord, middle);
    const { slope } = this.#chord;
    for (let j = 0; j < count; j++) row[j] *= slope;
  }

  #cell(from: Reach, unit: number, to: Reach): void {
    const [i, f, g] = this.#gates;
    const { ball, count, stride } = from;
    const at = unit * stride;
    const c0 = from.centre[unit];
    const cell = from.rows.subarray(at, at + count);
    this.#multiply(f, { row: cell, ball: from.ballNorm[unit], box: from.boxNorm[unit] }, ball, count);
    const [keptMiddle, keptReach] = [this.#middle, this.#reach];
    this.#multiply(i, g, ball, count);
    const [cLo, cHi] = [from.lo[unit], from.hi[unit]];
    const out = to.rows;
    for (let j = 0; j < count; j++)
      out[at + j] = f.at * cell[j] + c0 * f.row[j] + i.at * g.row[j] + g.at * i.row[j];
    const off =
      keptReach +
      this.#reach +
      f.error * Math.max(-cLo, cHi) +
      i.error * Math.max(-g.lo, g.hi) +
      g.error * (Math.abs(i.at) + i.ball + i.box) +
      ROUNDING;
    this.#setBounds(to, unit, f.at * c0 + i.at * g.at + keptMiddle + this.#middle, off);
    to.lo[unit] = Math.max(
      to.lo[unit],
      lowProduct(f.lo, f.hi, cLo, cHi) + lowProduct(i.lo, i.hi, g.lo, g.hi),
    );
    to.hi[unit] = Math.min(
      to.hi[unit],
      highProduct(f.lo, f.hi, cLo, cHi) + highProduct(i.lo, i.hi, g.lo, g.hi),
    );
    out[at + count + unit] = off;
  }

  /** tanh of the new cell, and h. The cell's own new symbol is in tanh's row. */
  #output(to: Reach, unit: number, oldCount: number): void {
    const { hidden, slack } = this.#weights;
    const [o, t] = [this.#gates[3], this.#tanh];
    const { ball, count, stride, rows } = to;
    this.#chord.setTanh(to.lo[unit], to.hi[unit], slack);
    const { slope } = this.#chord;
    for (let j = 0, at = unit * stride; j < count; j++, at++) t.row[j] = slope * rows[at];
    t.ball = to.ballNorm[unit];
    t.box = to.boxNorm[unit];
    t.set(this.#chord, to.centre[unit]);
    o.row.fill(0, oldCount, count);
    this.#multiply(o, t, ball, count);
    const k = hidden + unit;
    for (let j = 0, at = k * stride; j < count; j++, at++) rows[at] = o.at * t.row[j] + t.at * o.row[j];
    const off =
      this.#reach + o.error * Math.max(-t.lo, t.hi) + t.error * (Math.abs(o.at) + o.ball + o.box) + ROUNDING;
    this.#setBounds(to, k, o.at * t.at + this.#middle, off);
    to.lo[k] = Math.max(to.lo[k], lowProduct(o.lo, o.hi, t.lo, t.hi));
    to.hi[k] = Math.min(to.hi[k], highProduct(o.lo, o.hi, t.lo, t.hi));
    rows[k * stride + oldCount + k] = off;
  }

  #multiply(
    a: Pick<Linear, 'row' | 'ball' | 'box'>,
    b: Pick<Linear, 'row' | 'ball' | 'box'>,
    ball: number,
    count: number,
  ): void {
    let middle = 0;
    let sizes = 0;
    for (let j = 0; j < ball; j++) middle += a.row[j] * b.row[j];
    for (let j = ball; j < count; j++) {
      const product = a.row[j] * b.row[j];
      middle += product;
      sizes += Math.abs(product);
    }
    this.#middle = middle / 2;
    this.#reach = (a.ball * b.ball) / 2 + a.ball * b.box + a.box * b.ball + a.box * b.box - sizes / 2;
  }

  /** Of a new coordinate, from its row without its own symbol, `off` in size. */
  #setBounds(to: Reach, k: number, middle: number, off: number): void {
    const { rows, stride, ball, count } = to;
    let squares = 0;
    let sizes = 0;
    for (let j = k * stride; j < k * stride + ball; j++) squares += rows[j] * rows[j];
    for (let j = k * stride + ball; j < k * stride + count; j++) sizes += Math.abs(rows[j]);
    to.centre[k] = middle;
    to.ballNorm[k] = Math.sqrt(squares);
    to.boxNorm[k] = sizes + off;
    const reach = to.ballNorm[k] + to.boxNorm[k];
    to.lo[k] = middle - reach;
    to.hi[k] = middle + reach;
  }
}

const lowProduct = (a: number, b: number, c: number, d: number): number =>
  Math.min(a * c, a * d, b * c, b * d);

const highProduct = (a: number, b: number, c: number, d: number): number =>
  Math.max(a * c, a * d, b * c, b * d);
