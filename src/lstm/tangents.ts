/**
 * The margin after every bit with its gradient, by forward-mode differentiation ("real-time recurrent learning",
 * Williams and Zipser, Neural Computation 1, 1989): the state carries its own derivatives along, so that all prefixes
 * of a string come in one pass, and strings that begin alike can share their beginning. `backward.ts` is its oracle.
 */
import { gateDerivative } from './activations.ts';
import { PlainCell } from './cell.ts';
import { GATES, modelOf, type Model, type ModelSpec, type ParamVector } from './params.ts';

/** A cell state and its derivatives with respect to the parameters of the LSTM layer. */
export interface TangentState {
  readonly c: Float64Array; // [hidden]
  readonly h: Float64Array; // [hidden]
  readonly dc: Float64Array; // [hidden, layer]
  readonly dh: Float64Array; // [hidden, layer]
}

/** Steps through strings of one network; its scratch arrays make a step free of allocation. */
export class Tangents {
  /** Number of all parameters: the length of a gradient. */
  readonly size: number;
  readonly #model: Model;
  /** Parameters of the LSTM layer; they come before the read-out's in the flat layout. */
  readonly #layer: number;
  readonly #cell: PlainCell;
  readonly #state: Float64Array; // [2 * hidden]
  readonly #derivative: (s: number) => number;
  /** Derivatives of one unit's four pre-activations. */
  readonly #dz: readonly Float64Array[];

  constructor(spec: ModelSpec, params: ParamVector) {
    this.#model = modelOf(spec, params);
    this.size = this.#model.layout.size;
    this.#layer = this.#model.layout.outputKernel.offset;
    this.#cell = new PlainCell(spec, params);
    this.#state = new Float64Array(2 * spec.hidden);
    this.#derivative = gateDerivative(spec.activation);
    this.#dz = GATES.map(() => new Float64Array(this.#layer));
  }

  /** The state before the first bit, which no parameter moves. */
  zero(): TangentState {
    const { hidden } = this.#model.spec;
    const perUnit = (): Float64Array => new Float64Array(hidden);
    const perParameter = (): Float64Array => new Float64Array(hidden * this.#layer);
    return { c: perUnit(), h: perUnit(), dc: perParameter(), dh: perParameter() };
  }

  /** Writes the state after one more bit to `after`, which must be another object than `before`. */
  step(before: TangentState, bit: number, after: TangentState): void {
    const layer = this.#layer;
    const { hidden } = this.#model.spec;
    const { gates } = this.#cell;
    const [dzi, dzf, dzc, dzo] = this.#dz;
    const state = this.#state;
    for (let unit = 0; unit < hidden; unit++) {
      state[unit] = before.c[unit];
      state[hidden + unit] = before.h[unit];
    }
    this.#cell.step(state, bit);
    for (let unit = 0; unit < hidden; unit++) {
      after.c[unit] = state[unit];
      after.h[unit] = state[hidden + unit];
      for (let gate = 0; gate < GATES.length; gate++) this.#differentiate(before, bit, unit, gate);
      const i = gates[unit];
      const f = gates[hidden + unit];
      const g = gates[2 * hidden + unit];
      const o = gates[3 * hidden + unit];
      const tanhC = Math.tanh(after.c[unit]);
      const byI = g * this.#derivative(i);
      const byF = before.c[unit] * this.#derivative(f);
      const byC = i * (1 - g * g);
      const byO = tanhC * this.#derivative(o);
      const throughC = o * (1 - tanhC * tanhC);
      for (let p = 0, at = unit * layer; p < layer; p++, at++) {
        const dc = f * before.dc[at] + byI * dzi[p] + byF * dzf[p] + byC * dzc[p];
        after.dc[at] = dc;
        after.dh[at] = throughC * dc + byO * dzo[p];
      }
    }
  }

  /** Writes the derivatives of one gate's entry of `inputKernel[bit] + h · recurrentKernel + bias`. */
  #differentiate(before: TangentState, bit: number, unit: number, gate: number): void {
    const { spec, layout, params } = this.#model;
    const layer = this.#layer;
    const tangent = this.#dz[gate];
    const width = 4 * spec.hidden;
    const column = gate * spec.hidden + unit;
    const fromInput = layout.inputKernel.offset + bit * width + column;
    const fromBias = layout.bias.offset + column;
    tangent.fill(0);
    for (let source = 0; source < spec.hidden; source++) {
      const weight = params[layout.recurrentKernel.offset + source * width + column];
      for (let p = 0, from = source * layer; p < layer; p++, from++) tangent[p] += weight * before.dh[from];
    }
    for (let source = 0; source < spec.hidden; source++)
      tangent[layout.recurrentKernel.offset + source * width + column] += before.h[source];
    tangent[fromInput] += 1;
    tangent[fromBias] += 1;
  }

  /** The margin at a state; writes its gradient, in the layout of the parameters, to `gradient`. */
  margin(state: TangentState, gradient: Float64Array): number {
    const { layout, params, spec } = this.#model;
    const { outputKernel, outputBias } = layout;
    gradient.fill(0, 0, this.#layer);
    gradient[outputBias.offset] = -1;
    gradient[outputBias.offset + 1] = 1;
    let margin = params[outputBias.offset + 1] - params[outputBias.offset];
    for (let unit = 0; unit < spec.hidden; unit++) {
      const row = outputKernel.offset + 2 * unit;
      const vote = params[row + 1] - params[row];
      margin += state.h[unit] * vote;
      gradient[row] = -state.h[unit];
      gradient[row + 1] = state.h[unit];
      for (let p = 0, from = unit * this.#layer; p < this.#layer; p++, from++)
        gradient[p] += vote * state.dh[from];
    }
    return margin;
  }
}
