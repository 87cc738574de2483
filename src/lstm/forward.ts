/**
 * The forward pass of one string, every gate kept: what the page draws and what the engines are compared with.
 *
 *     z = inputKernel[bit] + h · recurrentKernel + bias
 *     i = s(z_i)   f = s(z_f)   g = tanh(z_c)   o = s(z_o)
 *     c = f c + i g             h = o tanh(c)
 *     margin = h · (outputKernel[:, 1] - outputKernel[:, 0]) + outputBias[1] - outputBias[0]
 *
 * (Gers, Schmidhuber and Cummins, "Learning to forget", Neural Computation 12, 2000.)
 */
import { gateFunction } from './activations.ts';
import { oddProbability } from './loss.ts';
import { modelOf, type Model, type ModelSpec, type ParamVector } from './params.ts';

/** State of the cell between two bits. */
export interface CellState {
  readonly c: Float64Array; // [hidden]
  readonly h: Float64Array; // [hidden]
}

/** Everything one string does to the network; rows are time steps. */
export interface Trace {
  readonly length: number;
  readonly hidden: number;
  readonly inputGate: Float64Array; // [time, hidden]
  readonly forgetGate: Float64Array; // [time, hidden]
  readonly candidate: Float64Array; // [time, hidden]
  readonly outputGate: Float64Array; // [time, hidden]
  readonly c: Float64Array; // [time, hidden]
  readonly h: Float64Array; // [time, hidden]
  readonly margin: Float64Array; // [time], logit of odd minus logit of even
  readonly probability: Float64Array; // [time], of "odd"
  /** 1 for "odd": p[1] > p[0]; a tie is "even". */
  readonly prediction: Uint8Array; // [time]
}

/** The state before the first bit: zeros. */
export const zeroState = (hidden: number): CellState => ({
  c: new Float64Array(hidden),
  h: new Float64Array(hidden),
});

/** Runs `bits` through the network from `start` (zeros) and keeps every gate and state. */
export function traceString(
  spec: ModelSpec,
  params: ParamVector,
  bits: ArrayLike<number>,
  start: CellState = zeroState(spec.hidden),
): Trace {
  const { hidden } = spec;
  const { length } = bits;
  const perUnit = (): Float64Array => new Float64Array(length * hidden);
  const trace: Trace = {
    length,
    hidden,
    inputGate: perUnit(),
    forgetGate: perUnit(),
    candidate: perUnit(),
    outputGate: perUnit(),
    c: perUnit(),
    h: perUnit(),
    margin: new Float64Array(length),
    probability: new Float64Array(length),
    prediction: new Uint8Array(length),
  };
  const model = modelOf(spec, params);
  let previous = start;
  for (let t = 0; t < length; t++) {
    cellStep(model, { bit: bits[t], previous }, trace, t);
    previous = {
      c: trace.c.subarray(t * hidden, (t + 1) * hidden),
      h: trace.h.subarray(t * hidden, (t + 1) * hidden),
    };
    const margin = readoutMargin(model, previous.h);
    trace.margin[t] = margin;
    trace.probability[t] = oddProbability(margin, spec.head);
    trace.prediction[t] = margin > 0 ? 1 : 0;
  }
  return trace;
}

/** One bit and the state it meets. */
interface StepInput {
  readonly bit: number;
  readonly previous: CellState;
}

function cellStep(model: Model, input: StepInput, trace: Trace, t: number): void {
  const { hidden, activation } = model.spec;
  const gate = gateFunction(activation);
  for (let unit = 0; unit < hidden; unit++) {
    const i = gate(preactivation(model, input, unit));
    const f = gate(preactivation(model, input, hidden + unit));
    const g = Math.tanh(preactivation(model, input, 2 * hidden + unit));
    const o = gate(preactivation(model, input, 3 * hidden + unit));
    const c = f * input.previous.c[unit] + i * g;
    const at = t * hidden + unit;
    trace.inputGate[at] = i;
    trace.forgetGate[at] = f;
    trace.candidate[at] = g;
    trace.outputGate[at] = o;
    trace.c[at] = c;
    trace.h[at] = o * Math.tanh(c);
  }
}

/** Column `column` of `inputKernel[bit] + h · recurrentKernel + bias`. */
function preactivation({ spec, params, layout }: Model, input: StepInput, column: number): number {
  const width = 4 * spec.hidden;
  let z =
    params[layout.inputKernel.offset + input.bit * width + column] + params[layout.bias.offset + column];
  for (let unit = 0; unit < spec.hidden; unit++)
    z += input.previous.h[unit] * params[layout.recurrentKernel.offset + unit * width + column];
  return z;
}

/** Logit of odd minus logit of even at hidden state `h`. */
function readoutMargin({ spec, params, layout }: Model, h: Float64Array): number {
  const { outputKernel, outputBias } = layout;
  let margin = params[outputBias.offset + 1] - params[outputBias.offset];
  for (let unit = 0; unit < spec.hidden; unit++) {
    const row = outputKernel.offset + 2 * unit;
    margin += h[unit] * (params[row + 1] - params[row]);
  }
  return margin;
}
