/**
 * Walks the plain model along a string of any length: the state is carried, nothing is kept. The same equations as
 * `lstm/forward.ts`, whose traces the tests compare it with.
 */
import { gateFunction } from '../lstm/activations.ts';
import { modelOf, type ModelSpec, type ParamVector } from '../lstm/params.ts';

/** How every intermediate value is rounded: not beyond float64, or to float32 as an engine's would be. */
export type Precision = 'float64' | 'float32';

/** A state as flat numbers: c of every unit, then h of every unit. */
export type FlatState = Float64Array; // [2 * hidden]

/** Steps states of one network. */
export interface Walker {
  readonly hidden: number;
  /** Replaces `state` by the next state under `bit` and returns its margin: positive is "odd". */
  step(state: FlatState, bit: number): number;
}

/** A walker of one network. */
export function createWalker(spec: ModelSpec, params: ParamVector, precision: Precision = 'float64'): Walker {
  if (precision === 'float32') return roundingWalker(spec, params);
  return spec.hidden === 1 ? oneUnitWalker(spec, params) : plainWalker(spec, params);
}

/** One unit, whose numbers all fit in local variables. */
function oneUnitWalker(spec: ModelSpec, params: ParamVector): Walker {
  const gate = gateFunction(spec.activation);
  const at = (offset: number): number => params[offset];
  const row = (bit: number): number[] => [0, 1, 2, 3].map((k) => at(4 * bit + k) + at(12 + k));
  const [zero, one] = [row(0), row(1)];
  const [ui, uf, ug, uo] = [at(8), at(9), at(10), at(11)];
  const slope = at(17) - at(16);
  const offset = at(19) - at(18);
  return {
    hidden: 1,
    step(state, bit) {
      const x = bit === 1 ? one : zero;
      const h = state[1];
      const c = gate(x[1] + h * uf) * state[0] + gate(x[0] + h * ui) * Math.tanh(x[2] + h * ug);
      const next = gate(x[3] + h * uo) * Math.tanh(c);
      state[0] = c;
      state[1] = next;
      return slope * next + offset;
    },
  };
}

function plainWalker(spec: ModelSpec, params: ParamVector): Walker {
  const { hidden } = spec;
  const { layout } = modelOf(spec, params);
  const gate = gateFunction(spec.activation);
  const width = 4 * hidden;
  const inputs = [0, 1].map((bit) =>
    Float64Array.from(
      { length: width },
      (_, k) => params[layout.inputKernel.offset + bit * width + k] + params[layout.bias.offset + k],
    ),
  );
  const recurrent = Float64Array.from(params.subarray(layout.recurrentKernel.offset, layout.bias.offset));
  const readout = Float64Array.from(
    { length: hidden + 1 },
    (_, unit) =>
      params[layout.outputKernel.offset + 2 * unit + 1] - params[layout.outputKernel.offset + 2 * unit],
  );
  const z = new Float64Array(width);
  return {
    hidden,
    step(state, bit) {
      z.set(inputs[bit]);
      for (let unit = 0; unit < hidden; unit++) {
        const h = state[hidden + unit];
        for (let k = 0; k < width; k++) z[k] += h * recurrent[unit * width + k];
      }
      let margin = readout[hidden];
      for (let unit = 0; unit < hidden; unit++) {
        const c = gate(z[hidden + unit]) * state[unit] + gate(z[unit]) * Math.tanh(z[2 * hidden + unit]);
        const h = gate(z[3 * hidden + unit]) * Math.tanh(c);
        state[unit] = c;
        state[hidden + unit] = h;
        margin += h * readout[unit];
      }
      return margin;
    },
  };
}

/** Every sum, product and function value rounded to float32, in the order of the engines' shaders. */
function roundingWalker(spec: ModelSpec, params: ParamVector): Walker {
  const { hidden } = spec;
  const { layout } = modelOf(spec, params);
  const round = Math.fround;
  const gate = gateFunction(spec.activation);
  const width = 4 * hidden;
  const z = new Float64Array(width);
  return {
    hidden,
    step(state, bit) {
      for (let k = 0; k < width; k++) {
        let sum = round(params[layout.inputKernel.offset + bit * width + k] + params[layout.bias.offset + k]);
        for (let unit = 0; unit < hidden; unit++)
          sum = round(
            sum + round(state[hidden + unit] * params[layout.recurrentKernel.offset + unit * width + k]),
          );
        z[k] = sum;
      }
      const { outputKernel, outputBias } = layout;
      let margin = round(params[outputBias.offset + 1] - params[outputBias.offset]);
      for (let unit = 0; unit < hidden; unit++) {
        const kept = round(round(gate(z[hidden + unit])) * state[unit]);
        const added = round(round(gate(z[unit])) * round(Math.tanh(z[2 * hidden + unit])));
        const c = round(kept + added);
        const h = round(round(gate(z[3 * hidden + unit])) * round(Math.tanh(c)));
        state[unit] = c;
        state[hidden + unit] = h;
        const row = outputKernel.offset + 2 * unit;
        margin = round(margin + round(h * round(params[row + 1] - params[row])));
      }
      return margin;
    },
  };
}
