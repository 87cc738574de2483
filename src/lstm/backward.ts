/**
 * Loss and gradient of a batch by backpropagation through time (Werbos, Proc. IEEE 78, 1990), in float64. This is
 * the oracle of every engine: written for reading, one string after the other.
 */
import { gateDerivative } from './activations.ts';
import { traceString, zeroState, type Trace } from './forward.ts';
import { marginLoss } from './loss.ts';
import { modelOf, type Model, type ModelSpec, type ParamVector, type Supervision } from './params.ts';

/** A string with its label after every bit: the parity so far. */
export interface LabelledString {
  readonly bits: ArrayLike<number>;
  readonly labels: ArrayLike<number>;
}

/** Mean loss over a batch and its gradient, in the layout of the parameters. */
export interface LossAndGradient {
  readonly loss: number;
  readonly gradient: Float64Array;
}

/**
 * Mean loss of a batch and its gradient. `every`: the mean over the real bits of the batch; `last`: the mean over
 * its strings, each at its own last bit. Strings of no bits count for nothing.
 */
export function lossAndGradient(
  spec: ModelSpec,
  params: ParamVector,
  batch: readonly LabelledString[],
  supervision: Supervision,
): LossAndGradient {
  const strings = batch.filter(({ bits }) => bits.length > 0);
  const answers =
    supervision === 'every' ? strings.reduce((sum, { bits }) => sum + bits.length, 0) : strings.length;
  const model = modelOf(spec, params);
  const gradient = new Float64Array(model.layout.size);
  let loss = 0;
  for (const string of strings) {
    const trace = traceString(spec, params, string.bits);
    const slopes = new Float64Array(trace.length);
    for (let t = supervision === 'every' ? 0 : trace.length - 1; t < trace.length; t++) {
      const at = marginLoss(trace.margin[t], string.labels[t], spec.head);
      loss += at.loss / answers;
      slopes[t] = at.slope / answers;
    }
    backpropagate(model, trace, { bits: string.bits, slopes }, gradient);
  }
  return { loss, gradient };
}

/** d loss / d state at one time step. */
interface StateGradient {
  readonly h: Float64Array; // [hidden]
  readonly c: Float64Array; // [hidden]
}

/** Adds one string's gradient, given d loss / d margin at every step, to `gradient`. */
function backpropagate(
  model: Model,
  trace: Trace,
  string: { readonly bits: ArrayLike<number>; readonly slopes: Float64Array },
  gradient: Float64Array,
): void {
  const { hidden } = model.spec;
  let state: StateGradient = zeroState(hidden);
  for (let t = trace.length - 1; t >= 0; t--) {
    const h = trace.h.subarray(t * hidden, (t + 1) * hidden);
    addReadoutGradient(model, { slope: string.slopes[t], h }, gradient, state.h);
    const { dz, dc } = gateGradients(model, trace, t, state);
    const previousH = t > 0 ? trace.h.subarray((t - 1) * hidden, t * hidden) : new Float64Array(hidden);
    addOuterProducts(model, gradient, dz, { bit: string.bits[t], previousH });
    state = { h: throughRecurrentKernel(model, dz), c: dc };
  }
}

/** The read-out's own gradient, and its share of d loss / d h, added to `dh`. */
function addReadoutGradient(
  { layout, params }: Model,
  at: { readonly slope: number; readonly h: Float64Array },
  gradient: Float64Array,
  dh: Float64Array,
): void {
  const { outputKernel, outputBias } = layout;
  gradient[outputBias.offset] -= at.slope;
  gradient[outputBias.offset + 1] += at.slope;
  for (const [unit, h] of at.h.entries()) {
    const row = outputKernel.offset + 2 * unit;
    gradient[row] -= at.slope * h;
    gradient[row + 1] += at.slope * h;
    dh[unit] += at.slope * (params[row + 1] - params[row]);
  }
}

/** d loss / d z for the four gates of every unit at step t, and d loss / d c one step before. */
function gateGradients(
  { spec: { hidden, activation } }: Model,
  trace: Trace,
  t: number,
  state: StateGradient,
): { readonly dz: Float64Array; readonly dc: Float64Array } {
  const derivative = gateDerivative(activation);
  const dz = new Float64Array(4 * hidden);
  const dc = new Float64Array(hidden);
  for (let unit = 0; unit < hidden; unit++) {
    const at = t * hidden + unit;
    const i = trace.inputGate[at];
    const f = trace.forgetGate[at];
    const g = trace.candidate[at];
    const o = trace.outputGate[at];
    const tanhC = Math.tanh(trace.c[at]);
    const previousC = t > 0 ? trace.c[at - hidden] : 0;
    const dcHere = state.c[unit] + state.h[unit] * o * (1 - tanhC * tanhC);
    dz[unit] = dcHere * g * derivative(i);
    dz[hidden + unit] = dcHere * previousC * derivative(f);
    dz[2 * hidden + unit] = dcHere * i * (1 - g * g);
    dz[3 * hidden + unit] = state.h[unit] * tanhC * derivative(o);
    dc[unit] = dcHere * f;
  }
  return { dz, dc };
}

/** `recurrentKernel · dz`: d loss / d h one step before. */
function throughRecurrentKernel({ spec, layout, params }: Model, dz: Float64Array): Float64Array {
  const dh = new Float64Array(spec.hidden);
  for (let unit = 0; unit < spec.hidden; unit++)
    for (let k = 0; k < dz.length; k++)
      dh[unit] += dz[k] * params[layout.recurrentKernel.offset + unit * dz.length + k];
  return dh;
}

function addOuterProducts(
  { layout }: Model,
  gradient: Float64Array,
  dz: Float64Array,
  input: { readonly bit: number; readonly previousH: Float64Array },
): void {
  const width = dz.length;
  for (let k = 0; k < width; k++) {
    gradient[layout.bias.offset + k] += dz[k];
    gradient[layout.inputKernel.offset + input.bit * width + k] += dz[k];
    for (const [unit, h] of input.previousH.entries())
      gradient[layout.recurrentKernel.offset + unit * width + k] += dz[k] * h;
  }
}
