/**
 * What a bit makes of an enclosed set of states, with second-order remainders (affine arithmetic; Stolfi and Figueiredo,
 * 1997). Gates and tanh become lines (`gate-lines.ts`), so that a product of two is left to be bounded: with a, b the
 * parts over the ball and p, q those over the box,
 *
 *     (a u)(b u) in (a b +- |a| |b|) / 2
 *     (p e)(q e) in (p q) / 2 +- (|p|_1 |q|_1 - sum of |p_j q_j| / 2)
 *     (a u)(q e) + (p e)(b u) within |a| |q|_1 + |p|_1 |b|
 *
 * What c' may be off by becomes one new symbol, which h' shares; what h' may be off by besides becomes another.
 */
import { paramLayout, type ModelSpec, type ParamVector } from '../../lstm/params.ts';
import { strideOf, type BallEnclosure } from './ball-enclosure.ts';
import { GateLine } from './gate-lines.ts';
import { ABOVE, PAD, rootAbove } from './rounding.ts';
import { combineRows } from './row-sums.ts';

/** A gate, or tanh of the new cell, over the set: `at + row (symbols)`, within `error`; and bounds on it. */
interface Linear {
  readonly row: Float64Array; // [stride]
  at: number;
  error: number;
  lo: number;
  hi: number;
  /** Bounds on the row's ball part (Euclidean) and box part (sum of sizes). */
  ball: number;
  box: number;
}

const newLinear = (stride: number): Linear => ({
  row: new Float64Array(stride),
  at: 0,
  error: 0,
  lo: 0,
  hi: 0,
  ball: 0,
  box: 0,
});

/** A gate's argument: `middle + row (symbols)`, within `pad`; and bounds on it. */
interface Argument {
  readonly middle: number;
  /** Sum of the sizes of all its terms. */
  readonly size: number;
  readonly pad: number;
  readonly low: number;
  readonly high: number;
  readonly ball: number;
  readonly box: number;
}

/** What a product of two linear parts comes to: its middle, and how far it may be from there. */
interface Remainder {
  middle: number;
  reach: number;
}

/** Encloses images for one network. */
export class BallImages {
  readonly #spec: ModelSpec;
  readonly #slack: number;
  readonly #hidden: number;
  readonly #bias: readonly Float64Array[]; // [2][4H]
  readonly #biasSize: readonly Float64Array[]; // [2][4H]
  readonly #weights: Float64Array; // [4H, H]: column by column
  readonly #readout: Float64Array; // [H + 1]
  readonly #readoutSize: Float64Array; // [H + 1]
  readonly #line = new GateLine();
  readonly #gates: readonly Linear[]; // [4]
  readonly #tanh: Linear;
  readonly #product: Remainder = { middle: 0, reach: 0 };

  constructor(spec: ModelSpec, params: ParamVector, slack: number) {
    const { hidden } = spec;
    const { inputKernel, recurrentKernel, bias, outputKernel, outputBias } = paramLayout(hidden);
    const columns = 4 * hidden;
    const stride = strideOf(2 * hidden);
    const inputs = (combine: (kernel: number, bias: number) => number): readonly Float64Array[] =>
      [0, 1].map((bit) =>
        Float64Array.from({ length: columns }, (_, k) =>
          combine(params[inputKernel.offset + bit * columns + k], params[bias.offset + k]),
        ),
      );
    const readout = (combine: (odd: number, even: number) => number): Float64Array =>
      Float64Array.from({ length: hidden + 1 }, (_, unit) => {
        const at = unit < hidden ? outputKernel.offset + 2 * unit : outputBias.offset;
        return combine(params[at + 1], params[at]);
      });
    this.#spec = spec;
    this.#slack = slack;
    this.#hidden = hidden;
    this.#bias = inputs((x, y) => x + y);
    this.#biasSize = inputs((x, y) => Math.abs(x) + Math.abs(y));
    this.#weights = Float64Array.from(
      { length: columns * hidden },
      (_, k) => params[recurrentKernel.offset + (k % hidden) * columns + Math.floor(k / hidden)],
    );
    this.#readout = readout((odd, even) => odd - even);
    this.#readoutSize = readout((odd, even) => Math.abs(odd) + Math.abs(even));
    this.#gates = [0, 1, 2, 3].map(() => newLinear(stride));
    this.#tanh = newLinear(stride);
  }

  /** Encloses in `to` what `bit` makes of the states in `from`. */
  image(from: BallEnclosure, bit: number, to: BallEnclosure): void {
    const { ball, count, n } = from;
    to.ball = ball;
    to.count = count + n;
    for (let k = 0; k < n; k++) to.rows.fill(0, k * to.stride + count, k * to.stride + to.count);
    for (let unit = 0; unit < this.#hidden; unit++) {
      for (let gate = 0; gate < 4; gate++) this.#gate(from, bit, gate * this.#hidden + unit);
      this.#cell(from, unit, to);
      this.#squash(to, unit);
      this.#output(to, unit);
    }
    to.merge();
  }

  /** Whether the read-out of all states is on the side of the parity. */
  isReadRightly(states: BallEnclosure, parity: number): boolean {
    const { centre, rows, stride, ball, count, lo, hi } = states;
    const hidden = this.#hidden;
    let [middle, least, most] = [this.#readout[hidden], this.#readout[hidden], this.#readout[hidden]];
    let size = this.#readoutSize[hidden];
    for (let unit = 0; unit < hidden; unit++) {
      const k = hidden + unit;
      const weight = this.#readout[unit];
      middle += weight * centre[k];
      least += weight > 0 ? weight * lo[k] : weight * hi[k];
      most += weight > 0 ? weight * hi[k] : weight * lo[k];
      const reach = Math.abs(centre[k]) + states.sizeOf(k);
      size += this.#readoutSize[unit] * Math.max(reach, Math.abs(lo[k]), Math.abs(hi[k]));
    }
    let [squares, sizes] = [0, 0];
    for (let j = 0; j < count; j++) {
      let along = 0;
      for (let unit = 0; unit < hidden; unit++)
        along += this.#readout[unit] * rows[(hidden + unit) * stride + j];
      if (j < ball) squares += along * along;
      else sizes += Math.abs(along);
    }
    const reach = rootAbove(squares) + sizes * ABOVE;
    const pad = 2 * PAD * size;
    return parity === 1
      ? Math.max(least, middle - reach) - pad > 0
      : Math.min(most, middle + reach) + pad < 0;
  }

  /** One gate of a unit, or its candidate. */
  #gate(from: BallEnclosure, bit: number, column: number): void {
    const hidden = this.#hidden;
    const gate = Math.floor(column / hidden);
    const { row } = this.#gates[gate];
    const { middle, low, high, pad, size, ball, box } = this.#argument(from, bit, column);
    const line = this.#line;
    if (gate === 2) line.setTanh(low, high, this.#slack);
    else if (this.#spec.activation === 'sigmoid') line.setSigmoid(low, high, this.#slack);
    else line.setHardSigmoid(low, high, this.#slack);
    const { slope } = line;
    for (let j = 0; j < from.count; j++) row[j] *= slope;
    const linear = this.#gates[gate];
    linear.at = line.value + slope * middle;
    linear.error = line.error + slope * pad + PAD * (Math.abs(line.value) + slope * size);
    linear.lo = line.lo;
    linear.hi = line.hi;
    linear.ball = slope * ball * ABOVE;
    linear.box = slope * box * ABOVE;
  }

  /** The argument of a gate, its row where the gate's own will be. */
  #argument(from: BallEnclosure, bit: number, column: number): Argument {
    const { centre, ball, count, lo, hi } = from;
    const hidden = this.#hidden;
    const { row } = this.#gates[Math.floor(column / hidden)];
    let middle = this.#bias[bit][column];
    let size = this.#biasSize[bit][column];
    let [least, most] = [middle, middle];
    const hiddenRows = { from: hidden, to: 2 * hidden };
    combineRows({ out: row, at: 0 }, from, hiddenRows, { weights: this.#weights, w: column * hidden });
    for (let unit = 0; unit < hidden; unit++) {
      const k = hidden + unit;
      const weight = this.#weights[column * hidden + unit];
      middle += weight * centre[k];
      least += weight > 0 ? weight * lo[k] : weight * hi[k];
      most += weight > 0 ? weight * hi[k] : weight * lo[k];
      const reach = Math.abs(centre[k]) + from.sizeOf(k);
      size += Math.abs(weight) * Math.max(reach, Math.abs(lo[k]), Math.abs(hi[k]));
    }
    let [squares, sizes] = [0, 0];
    for (let j = 0; j < ball; j++) squares += row[j] * row[j];
    for (let j = ball; j < count; j++) sizes += Math.abs(row[j]);
    const pad = PAD * size;
    const [ballReach, boxReach] = [rootAbove(squares), sizes * ABOVE];
    const reach = ballReach + boxReach + 2 * pad;
    const low = Math.max(least - pad, middle - reach);
    const high = Math.min(most + pad, middle + reach);
    return { middle, size, pad, low, high, ball: ballReach, box: boxReach };
  }

  /** `c' = f c + i g`. */
  #cell(from: BallEnclosure, unit: number, to: BallEnclosure): void {
    const { centre, rows, stride, ball, count, lo, hi } = from;
    const [i, f, g] = this.#gates;
    const at = unit * stride;
    const c0 = centre[unit];
    const cell = rows.subarray(at, at + count);
    const out = to.rows.subarray(at, at + count);
    const kept = this.#multiply(
      f,
      { row: cell, ball: from.ballNorm[unit], box: from.boxNorm[unit] },
      { ball, count },
    );
    let [middle, reach] = [kept.middle, kept.reach];
    const added = this.#multiply(i, g, { ball, count });
    middle += added.middle;
    reach += added.reach;
    for (let j = 0; j < count; j++)
      out[j] = f.at * cell[j] + c0 * f.row[j] + i.at * g.row[j] + g.at * i.row[j];
    const size =
      (Math.abs(f.at) + ball * f.ball + f.box) * (Math.abs(c0) + from.sizeOf(unit)) +
      (Math.abs(i.at) + ball * i.ball + i.box) * (Math.abs(g.at) + ball * g.ball + g.box);
    const mostOld = Math.max(Math.abs(lo[unit]), Math.abs(hi[unit]));
    const error =
      reach +
      f.error * mostOld +
      i.error * Math.max(Math.abs(g.lo), Math.abs(g.hi)) +
      g.error * (Math.abs(i.at) + i.ball + i.box);
    const off = error * ABOVE + 2 * PAD * size;
    middle += f.at * c0 + i.at * g.at;
    this.#setBounds(to, unit, { middle, off, size });
    const plainLow = lowProduct(f.lo, f.hi, lo[unit], hi[unit]) + lowProduct(i.lo, i.hi, g.lo, g.hi);
    const plainHigh = highProduct(f.lo, f.hi, lo[unit], hi[unit]) + highProduct(i.lo, i.hi, g.lo, g.hi);
    const pad = PAD * (Math.max(Math.abs(f.lo), Math.abs(f.hi)) * mostOld + 4);
    to.lo[unit] = Math.max(to.lo[unit], plainLow - pad);
    to.hi[unit] = Math.min(to.hi[unit], plainHigh + pad);
    to.rows[unit * to.stride + count + unit] = off;
  }

  /** tanh of the new cell, as a line over its row. */
  #squash(to: BallEnclosure, unit: number): void {
    const line = this.#line;
    const tanh = this.#tanh;
    line.setTanh(to.lo[unit], to.hi[unit], this.#slack);
    const { slope } = line;
    const at = unit * to.stride;
    const middle = to.centre[unit];
    for (let j = 0; j < to.count; j++) tanh.row[j] = slope * to.rows[at + j];
    tanh.at = line.value + slope * middle;
    tanh.error = line.error + PAD * (Math.abs(line.value) + slope * (Math.abs(middle) + to.sizeOf(unit)));
    tanh.lo = line.lo;
    tanh.hi = line.hi;
    tanh.ball = slope * to.ballNorm[unit] * ABOVE;
    tanh.box = slope * to.boxNorm[unit] * ABOVE;
  }

  /** `h' = o tanh(c')`: the new cell's own symbol is part of tanh's row, and not of o's. */
  #output(to: BallEnclosure, unit: number): void {
    const hidden = this.#hidden;
    const o = this.#gates[3];
    const t = this.#tanh;
    const { ball, count, n } = to;
    const k = hidden + unit;
    o.row.fill(0, count - n, count);
    const { middle, reach } = this.#multiply(o, t, { ball, count });
    const out = to.rows.subarray(k * to.stride, k * to.stride + count);
    for (let j = 0; j < count; j++) out[j] = o.at * t.row[j] + t.at * o.row[j];
    const size = (Math.abs(o.at) + ball * o.ball + o.box) * (Math.abs(t.at) + ball * t.ball + t.box);
    const mostTanh = Math.max(Math.abs(t.lo), Math.abs(t.hi));
    const error = reach + o.error * mostTanh + t.error * (Math.abs(o.at) + o.ball + o.box);
    const off = error * ABOVE + 2 * PAD * size;
    this.#setBounds(to, k, { middle: middle + o.at * t.at, off, size });
    to.lo[k] = Math.max(to.lo[k], lowProduct(o.lo, o.hi, t.lo, t.hi) - 4 * PAD);
    to.hi[k] = Math.min(to.hi[k], highProduct(o.lo, o.hi, t.lo, t.hi) + 4 * PAD);
    to.rows[k * to.stride + count - n + k] = off;
  }

  /** Bounds the product of two linear parts. The remainder is one object, read before the next call. */
  #multiply(
    a: Pick<Linear, 'row' | 'ball' | 'box'>,
    b: Pick<Linear, 'row' | 'ball' | 'box'>,
    { ball, count }: { readonly ball: number; readonly count: number },
  ): Readonly<Remainder> {
    let [middle, sizes] = [0, 0];
    for (let j = 0; j < ball; j++) middle += a.row[j] * b.row[j];
    for (let j = ball; j < count; j++) {
      const product = a.row[j] * b.row[j];
      middle += product;
      sizes += Math.abs(product);
    }
    const boxes = a.box * b.box;
    this.#product.middle = middle / 2;
    this.#product.reach =
      (a.ball * b.ball) / 2 + a.ball * b.box + a.box * b.ball + (boxes - sizes / 2) + PAD * (boxes + sizes);
    return this.#product;
  }

  /** Middle, norms and bounds of a new coordinate, from its row without the new symbol, which is `off` in size. */
  #setBounds(
    to: BallEnclosure,
    k: number,
    { middle, off, size }: { readonly middle: number; readonly off: number; readonly size: number },
  ): void {
    const { rows, stride, ball, count } = to;
    let [squares, sizes] = [0, 0];
    for (let j = k * stride; j < k * stride + ball; j++) squares += rows[j] * rows[j];
    for (let j = k * stride + ball; j < k * stride + count; j++) sizes += Math.abs(rows[j]);
    to.centre[k] = middle;
    to.ballNorm[k] = rootAbove(squares);
    to.boxNorm[k] = sizes * ABOVE + off;
    const reach = to.ballNorm[k] + to.boxNorm[k] + PAD * size;
    to.lo[k] = middle - reach;
    to.hi[k] = middle + reach;
  }
}

const lowProduct = (a: number, b: number, c: number, d: number): number =>
  Math.min(a * c, a * d, b * c, b * d);

const highProduct = (a: number, b: number, c: number, d: number): number =>
  Math.max(a * c, a * d, b * c, b * d);
