/**
 * A cheap look at a network before an engine judges it: whether it answers a few strings rightly after every bit.
 * Nearly all random networks fall through within a handful of bits, so it stops at the first wrong answer.
 */
import { gateFunction } from '../lstm/activations.ts';
import { paramLayout, type ModelSpec, type ParamVector } from '../lstm/params.ts';

/** Whether parameters answer every prefix of every string of the sieve rightly. */
export type Sieve = (params: ParamVector) => boolean;

/** A sieve of the given strings; the equations are those of `lstm/forward.ts`. */
export function createSieve(model: ModelSpec, strings: readonly Uint8Array[]): Sieve {
  const { hidden } = model;
  const gate = gateFunction(model.activation);
  const layout = paramLayout(hidden);
  const width = 4 * hidden;
  const c = new Float64Array(hidden);
  const h = new Float64Array(hidden);
  const z = new Float64Array(width);

  const preactivate = (params: ParamVector, bit: number): void => {
    const input = layout.inputKernel.offset + bit * width;
    for (let k = 0; k < width; k++) {
      let sum = params[input + k] + params[layout.bias.offset + k];
      for (let unit = 0; unit < hidden; unit++)
        sum += h[unit] * params[layout.recurrentKernel.offset + unit * width + k];
      z[k] = sum;
    }
  };
  /** One bit; gives back logit of odd minus logit of even. */
  const step = (params: ParamVector, bit: number): number => {
    preactivate(params, bit);
    let margin = params[layout.outputBias.offset + 1] - params[layout.outputBias.offset];
    for (let unit = 0; unit < hidden; unit++) {
      c[unit] = gate(z[hidden + unit]) * c[unit] + gate(z[unit]) * Math.tanh(z[2 * hidden + unit]);
      h[unit] = gate(z[3 * hidden + unit]) * Math.tanh(c[unit]);
      const row = layout.outputKernel.offset + 2 * unit;
      margin += h[unit] * (params[row + 1] - params[row]);
    }
    return margin;
  };
  return (params) => {
    for (const bits of strings) {
      c.fill(0);
      h.fill(0);
      let parity = 0;
      for (const bit of bits) {
        parity ^= bit;
        if (step(params, bit) > 0 !== (parity === 1)) return false;
      }
    }
    return true;
  };
}
