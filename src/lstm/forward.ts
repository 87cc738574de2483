/**
 * The forward pass of one string, every gate kept: what the page draws and what the engines are compared with. The
 * equations of a step are those of `cell.ts`.
 */
import { PlainCell } from './cell.ts';
import { oddProbability } from './loss.ts';
import type { ModelSpec, ParamVector } from './params.ts';

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
  const cell = new PlainCell(spec, params);
  const state = new Float64Array(2 * hidden);
  state.set(start.c);
  state.set(start.h, hidden);
  const { gates } = cell;
  for (let t = 0; t < length; t++) {
    const margin = cell.step(state, bits[t]);
    for (let unit = 0, at = t * hidden; unit < hidden; unit++, at++) {
      trace.inputGate[at] = gates[unit];
      trace.forgetGate[at] = gates[hidden + unit];
      trace.candidate[at] = gates[2 * hidden + unit];
      trace.outputGate[at] = gates[3 * hidden + unit];
      trace.c[at] = state[unit];
      trace.h[at] = state[hidden + unit];
    }
    trace.margin[t] = margin;
    trace.probability[t] = oddProbability(margin, spec.head);
    trace.prediction[t] = margin > 0 ? 1 : 0;
  }
  return trace;
}
