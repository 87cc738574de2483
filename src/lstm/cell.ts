/**
 * One bit in the cell, in float64. Whatever follows the plain model along a string takes its steps here: traces, which
 * every engine is held to, the derivatives that are carried along, and the search for wrong strings.
 *
 *     z = inputKernel[bit] + bias + h · recurrentKernel
 *     i = s(z_i)   f = s(z_f)   g = tanh(z_c)   o = s(z_o)
 *     c = f c + i g             h = o tanh(c)
 *     margin = outputBias[1] - outputBias[0] + h · (outputKernel[:, 1] - outputKernel[:, 0])
 *
 * (Gers, Schmidhuber and Cummins, "Learning to forget", Neural Computation 12, 2000.)
 */
import { gateFunction } from './activations.ts';
import { paramLayout, type ModelSpec, type ParamLayout, type ParamVector } from './params.ts';

/** A state as flat numbers: c of every unit, then h of every unit. */
export type FlatState = Float64Array; // [2 * hidden]

/** Steps states of one network at a time, without allocating. */
export class PlainCell {
  readonly hidden: number;
  /** What the last step has computed on its way: i, f, g and o of every unit. */
  readonly gates: Float64Array; // [4 * hidden]
  /** Entries `from * 4H + column`, as in the parameters. */
  readonly recurrent: Float64Array; // [hidden, 4 * hidden]
  readonly #layout: ParamLayout;
  readonly #gate: (z: number) => number;
  /** `inputKernel[bit] + bias`. */
  readonly #inputs: readonly [Float64Array, Float64Array]; // [2][4 * hidden]
  /** Logit of odd minus logit of even: what each h gives, then the offset. */
  readonly #readout: Float64Array; // [hidden + 1]

  constructor({ hidden, activation }: Pick<ModelSpec, 'hidden' | 'activation'>, params?: ParamVector) {
    const width = 4 * hidden;
    this.hidden = hidden;
    this.gates = new Float64Array(width);
    this.recurrent = new Float64Array(hidden * width);
    this.#layout = paramLayout(hidden);
    this.#gate = gateFunction(activation);
    this.#inputs = [new Float64Array(width), new Float64Array(width)];
    this.#readout = new Float64Array(hidden + 1);
    if (params) this.load(params);
  }

  /** Goes on with another network of the same shape. */
  load(params: ParamVector): void {
    const { inputKernel, recurrentKernel, bias, outputKernel, outputBias } = this.#layout;
    const { hidden, recurrent } = this;
    const [zero, one] = this.#inputs;
    const readout = this.#readout;
    const width = 4 * hidden;
    for (let k = 0; k < width; k++) {
      const offset = params[bias.offset + k];
      zero[k] = params[inputKernel.offset + k] + offset;
      one[k] = params[inputKernel.offset + width + k] + offset;
    }
    for (let k = 0; k < hidden * width; k++) recurrent[k] = params[recurrentKernel.offset + k];
    for (let unit = 0; unit < hidden; unit++) {
      const row = outputKernel.offset + 2 * unit;
      readout[unit] = params[row + 1] - params[row];
    }
    readout[hidden] = params[outputBias.offset + 1] - params[outputBias.offset];
  }

  /** Replaces `state` by the next state under `bit` and returns its margin: positive is "odd". */
  step(state: FlatState, bit: number): number {
    const { hidden, gates, recurrent } = this;
    const gate = this.#gate;
    const input = this.#inputs[bit];
    const readout = this.#readout;
    const width = 4 * hidden;
    for (let k = 0; k < width; k++) gates[k] = input[k];
    for (let unit = 0; unit < hidden; unit++) {
      const h = state[hidden + unit];
      const row = unit * width;
      for (let k = 0; k < width; k++) gates[k] += h * recurrent[row + k];
    }
    let margin = readout[hidden];
    for (let unit = 0; unit < hidden; unit++) {
      const i = gate(gates[unit]);
      const f = gate(gates[hidden + unit]);
      const g = Math.tanh(gates[2 * hidden + unit]);
      const o = gate(gates[3 * hidden + unit]);
      const c = f * state[unit] + i * g;
      const h = o * Math.tanh(c);
      gates[unit] = i;
      gates[hidden + unit] = f;
      gates[2 * hidden + unit] = g;
      gates[3 * hidden + unit] = o;
      state[unit] = c;
      state[hidden + unit] = h;
      margin += h * readout[unit];
    }
    return margin;
  }
}
