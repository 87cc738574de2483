/**
 * The margin after every bit with its gradient, by forward-mode differentiation ("real-time recurrent learning",
 * Williams and Zipser, Neural Computation 1, 1989): the state carries its own derivatives along, so that all prefixes
 * of a string come in one pass, and strings that begin alike can share their beginning. `backward.ts` is its oracle.
 */
import { gateDerivative, gateFunction } from './activations.ts';
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
  readonly #gate: (z: number) => number;
  readonly #derivative: (s: number) => number;
  /** Derivatives of one unit's four pre-activations. */
  readonly #dz: readonly Float64Array[];

  constructor(spec: ModelSpec, params: ParamVector) {
    this.#model = modelOf(spec, params);
    this.size = this.#model.layout.size;
    this.#layer = this.#model.layout.outputKernel.offset;
    this.#gate = gateFunction(spec.activation);
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
    const [dzi, dzf, dzc, dzo] = this.#dz;
    for (let unit = 0; unit < this.#model.spec.hidden; unit++) {
      const i = this.#gate(this.#preactivation(before, bit, unit, 0));
      const f = this.#gate(this.#preactivation(before, bit, unit, 1));
      const g = Math.tanh(this.#preactivation(before, bit, unit, 2));
      const o = this.#gate(this.#preactivation(before, bit, unit, 3));
      const c = f * before.c[unit] + i * g;
      const tanhC = Math.tanh(c);
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
      after.c[unit] = c;
      after.h[unit] = o * tanhC;
    }
  }

  /** One gate's entry of `inputKernel[bit] + h · recurrentKernel + bias`, and its derivatives. */
  #preactivation(before: TangentState, bit: number, unit: number, gate: number): number {
    const { spec, layout, params } = this.#model;
    const layer = this.#layer;
    const tangent = this.#dz[gate];
    const width = 4 * spec.hidden;
    const column = gate * spec.hidden + unit;
    const fromInput = layout.inputKernel.offset + bit * width + column;
    const fromBias = layout.bias.offset + column;
    let z = params[fromInput] + params[fromBias];
    tangent.fill(0);
    for (let source = 0; source < spec.hidden; source++) {
      const at = layout.recurrentKernel.offset + source * width + column;
      const weight = params[at];
      z += before.h[source] * weight;
      for (let p = 0, from = source * layer; p < layer; p++, from++) tangent[p] += weight * before.dh[from];
    }
    for (let source = 0; source < spec.hidden; source++)
      tangent[layout.recurrentKernel.offset + source * width + column] += before.h[source];
    tangent[fromInput] += 1;
    tangent[fromBias] += 1;
    return z;
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
