/**
 * How fast what the first gradient tells of parity falls with every bit, when one thing is changed at the weights that
 * training starts from: how much the cell keeps (forget bias), and how differently it takes a zero and a one (input
 * kernel). The signal is that of `signal.ts`, exact over all strings.
 */
import { initialParams } from '../lstm/initializers.ts';
import { paramLayout, type ParamBlock, type ParamVector } from '../lstm/params.ts';
import { median } from '../parity/median.ts';
import { PURPOSE, randomUniform } from '../parity/random.ts';
import { exactSignal } from './signal.ts';
import type { FallPlan, Falls, StartChange } from './signal-protocol.ts';

/** Longest strings of which all are counted: 16 seeds take a quarter of a second. */
const LENGTHS = 10;
/** The fall per bit is the mean over these first ones. */
const MEAN_OVER = 6;

/** Medians over the plan's seeds. */
export function measureFalls({ model, init, seeds, change }: FallPlan): Falls {
  const signals = seeds.map((seed) => {
    const draw = (index: number): number => randomUniform([seed, PURPOSE.initialWeights], index);
    const params = changed(initialParams(model.hidden, init, draw), model.hidden, change);
    return exactSignal(model, params, LENGTHS).map((vector) => Math.hypot(...vector));
  });
  const byLength = Array.from({ length: LENGTHS }, (_, t) => median(signals.map((signal) => signal[t]!)));
  return { byLength, perBit: (byLength[0]! / byLength[MEAN_OVER - 1]!) ** (1 / (MEAN_OVER - 1)) };
}

function changed(params: ParamVector, hidden: number, change: StartChange): ParamVector {
  const { inputKernel, recurrentKernel, bias } = paramLayout(hidden);
  params.fill(change.forgetBias, bias.offset + hidden, bias.offset + 2 * hidden);
  scale(params, inputKernel, change.inputScale);
  scale(params, recurrentKernel, change.recurrentScale);
  return params;
}

function scale(params: ParamVector, { offset, rows, columns }: ParamBlock, by: number): void {
  for (let k = offset; k < offset + rows * columns; k++) params[k]! *= by;
}
