/** A network's numbers as the search for words reads them. */
import { modelOf, type ModelSpec, type ParamVector } from '../../lstm/params.ts';

export interface CellWeights {
  readonly hidden: number;
  readonly isHard: boolean;
  readonly slack: number;
  /** `inputKernel[bit] + bias`. */
  readonly inputs: readonly Float64Array[]; // [2][4H]
  /** Column by column: `recurrent[column * hidden + unit]`. */
  readonly recurrent: Float64Array; // [4H, H]
  /** Logit of odd minus logit of even: weights of h, then the offset. */
  readonly readout: Float64Array; // [H + 1]
}

export function cellWeights(spec: ModelSpec, params: ParamVector, slack: number): CellWeights {
  const { hidden, activation } = spec;
  const { inputKernel, recurrentKernel, bias, outputKernel } = modelOf(spec, params).layout;
  const columns = 4 * hidden;
  return {
    hidden,
    isHard: activation === 'hard-sigmoid',
    slack,
    inputs: [0, 1].map((bit) =>
      Float64Array.from(
        { length: columns },
        (_, k) => params[inputKernel.offset + bit * columns + k] + params[bias.offset + k],
      ),
    ),
    recurrent: Float64Array.from(
      { length: columns * hidden },
      (_, k) => params[recurrentKernel.offset + (k % hidden) * columns + Math.floor(k / hidden)],
    ),
    // the output bias follows the kernel
    readout: Float64Array.from({ length: hidden + 1 }, (_, unit) => {
      const at = outputKernel.offset + 2 * unit;
      return params[at + 1] - params[at];
    }),
  };
}
