/**
 * Interval arithmetic for the LSTM cell: what one bit can make of a box of states.
 *
 * What is enclosed is the cell in *real* arithmetic, each gate and each tanh replaced by any value within `slack` of
 * it (not clipped to the function's range). The slack stands for the rounding of float32 devices; that a device stays
 * within it is measured, not proved. A hard sigmoid whose whole argument lies at least `slack` beyond a knee is
 * exactly 0 or 1.
 *
 * Bounds are float64, rounded outward: `x - (|x| 2^-52 + 1e-300)` is at most the neighbour of x below, since a unit in
 * the last place of x is at most |x| 2^-52 (Moore, Kearfott and Cloud, "Introduction to Interval Analysis", 2009).
 */
import { hardSigmoid, sigmoid } from '../../lstm/activations.ts';
import { modelOf, paramLayout, type ModelSpec, type ParamVector } from '../../lstm/params.ts';

/** Least slack that a certificate may state. */
export const LEAST_SLACK = 1e-6;

/**
 * Bound on the absolute error of `sigmoid`, `hardSigmoid` and `Math.tanh`, whose values are at most 1, plus the
 * rounding of the two additions that widen them. ECMAScript promises no accuracy; fdlibm and its descendants, which
 * the browsers use, are within 2^-52, and `e2e/proof/enclosures.py` compares these bounds with Arb's.
 */
const FUNCTION_ERROR = 4e-15;

const TINY = 1e-300;
const ULP = 2 ** -52;

/** A number at or below every real number that rounds to `x`. */
export const roundDown = (x: number): number => x - (Math.abs(x) * ULP + TINY);

/** A number at or above every real number that rounds to `x`. */
export const roundUp = (x: number): number => x + (Math.abs(x) * ULP + TINY);

/** Where the hard sigmoid becomes 1, and at minus this 0. */
const KNEE = 2.5;

/** A product of bounds: nothing times an unbounded end is nothing, for the end stands for finite numbers. */
const times = (a: number, b: number): number => (a === 0 || b === 0 ? 0 : a * b);

/**
 * A box of states as flat bounds `[lo, hi]`: c of every unit, then h of every unit, 4H numbers. Ends may be infinite.
 */
export type Box = Float64Array; // [2 * 2 * hidden]

/** The box that holds the state before the first bit alone. */
export const zeroBox = (hidden: number): Box => new Float64Array(4 * hidden);

/** Whether every state of `inner` lies in `outer`. */
export function isInside(inner: Box, outer: Box): boolean {
  for (let k = 0; k < inner.length; k += 2)
    if (inner[k] < outer[k] || inner[k + 1] > outer[k + 1]) return false;
  return true;
}

/** Encloses the cell and the read-out of one network. */
export class IntervalNetwork {
  readonly spec: ModelSpec;
  readonly slack: number;
  readonly #isHard: boolean;
  /** `inputKernel[bit] + bias`, as bounds. */
  readonly #inputs: readonly [Float64Array, Float64Array]; // [4H * 2]
  readonly #recurrent: Float64Array; // [H, 4H]
  /** Read-out of a unit, odd minus even, as bounds, and last the bias'. */
  readonly #readout: Float64Array; // [(H + 1) * 2]
  readonly #z: Float64Array; // [4H * 2]

  constructor(spec: ModelSpec, params: ParamVector, slack: number = LEAST_SLACK) {
    if (!(slack >= LEAST_SLACK)) throw new RangeError(`the slack is at least ${LEAST_SLACK}`);
    if (params.length !== paramLayout(spec.hidden).size) throw new RangeError('wrong number of parameters');
    if (!params.every(Number.isFinite)) throw new RangeError('the weights are not all finite');
    this.spec = spec;
    this.slack = slack;
    this.#isHard = spec.activation === 'hard-sigmoid';
    const { layout } = modelOf(spec, params);
    const width = 4 * spec.hidden;
    const sumBounds = (a: number, b: number): [number, number] =>
      a === 0 || b === 0 ? [a + b, a + b] : [roundDown(a + b), roundUp(a + b)];
    const rowOf = (bit: number): Float64Array =>
      Float64Array.from(
        Array.from({ length: width }, (_, column) =>
          sumBounds(
            params[layout.inputKernel.offset + bit * width + column],
            params[layout.bias.offset + column],
          ),
        ).flat(),
      );
    this.#inputs = [rowOf(0), rowOf(1)];
    this.#recurrent = Float64Array.from(
      params.subarray(layout.recurrentKernel.offset, layout.recurrentKernel.offset + spec.hidden * width),
    );
    const { outputKernel, outputBias } = layout;
    const pairs = Array.from({ length: spec.hidden }, (_, unit) => outputKernel.offset + 2 * unit);
    this.#readout = Float64Array.from(
      [...pairs, outputBias.offset].flatMap((at) => sumBounds(params[at + 1], -params[at])),
    );
    this.#z = new Float64Array(2 * width);
  }

  /** Writes to `out` a box that holds whatever `bit` makes of the states in `box`. */
  image(box: Box, bit: 0 | 1, out: Box): void {
    const { hidden } = this.spec;
    this.#preactivations(box, bit);
    for (let unit = 0; unit < hidden; unit++) {
      this.#gate(2 * unit);
      this.#gate(2 * (hidden + unit));
      this.#tanh(2 * (2 * hidden + unit));
      this.#gate(2 * (3 * hidden + unit));
      this.#cell(box, unit, out);
      this.#hiddenState(unit, out);
    }
  }

  /** 1 when every state of the box reads "odd", -1 when every one reads "even", and 0 otherwise. */
  readout(box: Box): -1 | 0 | 1 {
    const { hidden } = this.spec;
    const r = this.#readout;
    let lo = r[2 * hidden];
    let hi = r[2 * hidden + 1];
    for (let unit = 0; unit < hidden; unit++) {
      const at = 2 * (hidden + unit);
      lo = roundDown(lo + productLow(box[at], box[at + 1], r[2 * unit], r[2 * unit + 1]));
      hi = roundUp(hi + productHigh(box[at], box[at + 1], r[2 * unit], r[2 * unit + 1]));
    }
    return lo > 0 ? 1 : hi < 0 ? -1 : 0;
  }

  /** `z = inputKernel[bit] + bias + h · recurrentKernel`. */
  #preactivations(box: Box, bit: 0 | 1): void {
    const { hidden } = this.spec;
    const z = this.#z;
    z.set(this.#inputs[bit]);
    for (let unit = 0; unit < hidden; unit++) {
      const lo = box[2 * (hidden + unit)];
      const hi = box[2 * (hidden + unit) + 1];
      const row = unit * 4 * hidden;
      for (let column = 0; column < 4 * hidden; column++) {
        const u = this.#recurrent[row + column];
        if (u === 0) continue;
        const a = u * (u > 0 ? lo : hi);
        const b = u * (u > 0 ? hi : lo);
        z[2 * column] = roundDown(z[2 * column] + roundDown(a));
        z[2 * column + 1] = roundUp(z[2 * column + 1] + roundUp(b));
      }
    }
  }

  /** `c = f c + i g`. An exact gate keeps the bounds exact: a cell that is held must come back as it was. */
  #cell(box: Box, unit: number, out: Box): void {
    const { hidden } = this.spec;
    const z = this.#z;
    const [i, f, g] = [2 * unit, 2 * (hidden + unit), 2 * (2 * hidden + unit)];
    const [lo, hi] = [box[2 * unit], box[2 * unit + 1]];
    const isHeld = z[f] === 1 && z[f + 1] === 1;
    const isShut = z[i] === 0 && z[i + 1] === 0;
    const keptLo = isHeld ? lo : productLow(z[f], z[f + 1], lo, hi);
    const keptHi = isHeld ? hi : productHigh(z[f], z[f + 1], lo, hi);
    out[2 * unit] = isShut ? keptLo : roundDown(keptLo + productLow(z[i], z[i + 1], z[g], z[g + 1]));
    out[2 * unit + 1] = isShut ? keptHi : roundUp(keptHi + productHigh(z[i], z[i + 1], z[g], z[g + 1]));
  }

  /** `h = o tanh(c)`. */
  #hiddenState(unit: number, out: Box): void {
    const { hidden } = this.spec;
    const o = 2 * (3 * hidden + unit);
    const lo = Math.tanh(out[2 * unit]) - this.slack - FUNCTION_ERROR;
    const hi = Math.tanh(out[2 * unit + 1]) + this.slack + FUNCTION_ERROR;
    out[2 * (hidden + unit)] = productLow(this.#z[o], this.#z[o + 1], lo, hi);
    out[2 * (hidden + unit) + 1] = productHigh(this.#z[o], this.#z[o + 1], lo, hi);
  }

  /** Replaces the bounds of a preactivation at `at` by those of its gate. */
  #gate(at: number): void {
    const z = this.#z;
    const [lo, hi] = [z[at], z[at + 1]];
    const isAbove = this.#isHard && lo >= KNEE + this.slack;
    const isBelow = this.#isHard && hi <= -KNEE - this.slack;
    const widening = isAbove || isBelow ? 0 : this.slack + FUNCTION_ERROR;
    const gate = this.#isHard ? hardSigmoid : sigmoid;
    z[at] = gate(lo) - widening;
    z[at + 1] = gate(hi) + widening;
  }

  /** Replaces the bounds of a preactivation at `at` by those of its tanh. */
  #tanh(at: number): void {
    const z = this.#z;
    z[at] = Math.tanh(z[at]) - this.slack - FUNCTION_ERROR;
    z[at + 1] = Math.tanh(z[at + 1]) + this.slack + FUNCTION_ERROR;
  }
}

const productLow = (a: number, b: number, c: number, d: number): number =>
  roundDown(Math.min(times(a, c), times(a, d), times(b, c), times(b, d)));

const productHigh = (a: number, b: number, c: number, d: number): number =>
  roundUp(Math.max(times(a, c), times(a, d), times(b, c), times(b, d)));
