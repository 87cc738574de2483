/** What the passes of one run write to: made once, used by every update. */
import { paramLayout, type ModelSpec, type ParamLayout } from '../../lstm/params.ts';
import { createLaneBlock, LANES, type LaneBlockBuffer } from './lanes.ts';

/** Weights of one replica in the order in which the passes read them. */
export interface PassWeights {
  /** Bias and input product of the gates of a unit, for a bit of 0 and of 1. */
  readonly input: Float64Array; // [hidden, gate, bit]
  readonly recurrent: Float64Array; // [hidden to, hidden from, gate], and one more row
  /** The read-out of "odd" minus that of "even". */
  readonly output: Float64Array; // [hidden]
  outputBias: number;
}

export interface Workspace {
  readonly spec: ModelSpec;
  readonly layout: ParamLayout;
  readonly weights: PassWeights;
  readonly block: LaneBlockBuffer;
  readonly gates: Float64Array; // [max, hidden, gate, LANES]
  readonly c: Float64Array; // [max + 1, hidden, LANES], row 0 zeros
  readonly tanhC: Float64Array; // [max, hidden, LANES]
  readonly h: Float64Array; // [max + 1, hidden, LANES], row 0 zeros
  readonly margins: Float64Array; // [LANES]
  readonly odd: Float64Array; // [LANES], the first softmax's probability of "odd"
  readonly right: Float64Array; // [LANES], the probability of the label
  readonly slopes: Float64Array; // [max, LANES], d loss / d margin
  readonly dz: Float64Array; // [hidden, gate, LANES]
  readonly dc: Float64Array; // [hidden, LANES]
  readonly dh: Float64Array; // [hidden + 1, LANES]
  readonly gradient: Float64Array; // in the layout of the parameters
  /** Wrong answers of each string of the block. */
  readonly wrongInLane: Int32Array; // [LANES]
}

const lanes = (rows: number): Float64Array => new Float64Array(rows * LANES);

/** Buffers for strings of up to `max` bits. */
export function createWorkspace(spec: ModelSpec, max: number): Workspace {
  const { hidden } = spec;
  const layout = paramLayout(hidden);
  return {
    spec,
    layout,
    weights: {
      input: new Float64Array(8 * hidden),
      // units are taken in pairs: a row more, beside the last of an odd number
      recurrent: new Float64Array(4 * (hidden * hidden + 1)),
      output: new Float64Array(hidden),
      outputBias: 0,
    },
    block: createLaneBlock(max),
    gates: lanes(max * hidden * 4),
    c: lanes((max + 1) * hidden),
    tanhC: lanes(max * hidden),
    h: lanes((max + 1) * hidden),
    margins: lanes(1),
    odd: lanes(1),
    right: lanes(1),
    slopes: lanes(max),
    dz: lanes(4 * hidden),
    dc: lanes(hidden),
    dh: lanes(hidden + 1),
    gradient: new Float64Array(layout.size),
    wrongInLane: new Int32Array(LANES),
  };
}

/** Reorders a replica's parameters for the passes. */
export function loadWeights({ spec, layout, weights }: Workspace, params: Float32Array): void {
  const { hidden } = spec;
  const width = 4 * hidden;
  for (let unit = 0; unit < hidden; unit++) {
    for (let gate = 0; gate < 4; gate++) {
      const column = gate * hidden + unit;
      const at = 4 * unit + gate;
      for (let bit = 0; bit < 2; bit++)
        weights.input[2 * at + bit] =
          params[layout.bias.offset + column] + params[layout.inputKernel.offset + bit * width + column];
      for (let from = 0; from < hidden; from++)
        weights.recurrent[4 * (unit * hidden + from) + gate] =
          params[layout.recurrentKernel.offset + from * width + column];
    }
    const row = layout.outputKernel.offset + 2 * unit;
    weights.output[unit] = params[row + 1] - params[row];
  }
  weights.outputBias = params[layout.outputBias.offset + 1] - params[layout.outputBias.offset];
}
