/** The plain model's margins alone, bit after bit, without a trace and without memory: the equations of `lstm/forward.ts`. */
import { gateFunction } from '../lstm/activations.ts';
import { marginLoss } from '../lstm/loss.ts';
import { paramLayout, type ModelSpec, type ParamLayout, type ParamVector } from '../lstm/params.ts';

/** Answers strings with one state that is used again for every string. */
export class PlainAnswers {
  readonly #model: ModelSpec;
  readonly #layout: ParamLayout;
  readonly #gate: (z: number) => number;
  readonly #c: Float64Array;
  readonly #h: Float64Array;
  readonly #z: Float64Array;

  constructor(model: ModelSpec) {
    this.#model = model;
    this.#layout = paramLayout(model.hidden);
    this.#gate = gateFunction(model.activation);
    this.#c = new Float64Array(model.hidden);
    this.#h = new Float64Array(model.hidden);
    this.#z = new Float64Array(4 * model.hidden);
  }

  /** Before the first bit. */
  restart(): void {
    this.#c.fill(0);
    this.#h.fill(0);
  }

  /** One bit; gives back logit of odd minus logit of even. */
  step(params: ParamVector, bit: number): number {
    const { hidden } = this.#model;
    const gate = this.#gate;
    const [c, h, z] = [this.#c, this.#h, this.#z];
    const { inputKernel, recurrentKernel, bias, outputKernel, outputBias } = this.#layout;
    const width = 4 * hidden;
    const input = inputKernel.offset + bit * width;
    for (let k = 0; k < width; k++) {
      let sum = params[input + k] + params[bias.offset + k];
      for (let unit = 0; unit < hidden; unit++)
        sum += h[unit] * params[recurrentKernel.offset + unit * width + k];
      z[k] = sum;
    }
    let margin = params[outputBias.offset + 1] - params[outputBias.offset];
    for (let unit = 0; unit < hidden; unit++) {
      c[unit] = gate(z[hidden + unit]) * c[unit] + gate(z[unit]) * Math.tanh(z[2 * hidden + unit]);
      h[unit] = gate(z[3 * hidden + unit]) * Math.tanh(c[unit]);
      const row = outputKernel.offset + 2 * unit;
      margin += h[unit] * (params[row + 1] - params[row]);
    }
    return margin;
  }

  /** Margins after every bit of a string. */
  margins(params: ParamVector, bits: ArrayLike<number>): Float64Array {
    this.restart();
    return Float64Array.from(bits, (bit) => this.step(params, bit));
  }

  /** The loss over every bit of a string. */
  loss(params: ParamVector, bits: ArrayLike<number>): number {
    this.restart();
    let [parity, sum] = [0, 0];
    for (let t = 0; t < bits.length; t++) {
      parity ^= bits[t];
      sum += marginLoss(this.step(params, bits[t]), parity, this.#model.head).loss;
    }
    return sum;
  }
}

/** How far weights are moved, relative to themselves, to see what rounding can do: eight times a float32's last bit. */
const NUDGE = 2 ** -20;
const NUDGES = 4;

/** Some weights that differ from those given by no more than rounding does, always the same. */
export function nudgedWeights(params: ParamVector): Float64Array[] {
  return Array.from({ length: NUDGES }, (_, n) =>
    Float64Array.from(params, (weight, k) => weight * (1 + ((k * 7 + n * 3) % 5 < 2 ? NUDGE : -NUDGE))),
  );
}
