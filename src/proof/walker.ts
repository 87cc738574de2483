/**
 * Walks the plain model along a string of any length: the state is carried, nothing is kept. The steps are those of
 * `lstm/cell.ts`, or, where they are taken another way, compared with them by the tests.
 */
import { gateFunction } from '../lstm/activations.ts';
import { PlainCell, type FlatState } from '../lstm/cell.ts';
import { modelOf, type ModelSpec, type ParamVector } from '../lstm/params.ts';

export type { FlatState };

/** How every intermediate value is rounded: not beyond float64, or to float32 as an engine's would be. */
export type Precision = 'float64' | 'float32';

/** Steps states of one network. */
export interface Walker {
  readonly hidden: number;
  /** Replaces `state` by the next state under `bit` and returns its margin: positive is "odd". */
  step(state: FlatState, bit: number): number;
}

/** A walker of one network. */
export function createWalker(spec: ModelSpec, params: ParamVector, precision: Precision = 'float64'): Walker {
  if (precision === 'float32') return roundingWalker(spec, params);
  return spec.hidden === 1 ? oneUnitWalker(spec, params) : new PlainCell(spec, params);
}

/** One unit, whose numbers all fit in local variables: a step takes three quarters of the time that the cell's own takes. */
function oneUnitWalker(spec: ModelSpec, params: ParamVector): Walker {
  const gate = gateFunction(spec.activation);
  const { inputKernel, recurrentKernel, bias, outputKernel, outputBias } = modelOf(spec, params).layout;
  const gates = [0, 1, 2, 3] as const;
  const [zero, one] = [0, 4].map((row) =>
    gates.map((k) => params[inputKernel.offset + row + k] + params[bias.offset + k]),
  );
  const [ui, uf, ug, uo] = gates.map((k) => params[recurrentKernel.offset + k]);
  const slope = params[outputKernel.offset + 1] - params[outputKernel.offset];
  const offset = params[outputBias.offset + 1] - params[outputBias.offset];
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
