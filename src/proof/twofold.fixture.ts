/** A network of twice as many units that computes the same twice, for the tests: two copies, one read-out of both. */
import { GATES, paramLayout, type ModelSpec, type ParamVector } from '../lstm/params.ts';

/** Two uncoupled copies of a network, each read out by half. */
export function twofold(
  spec: ModelSpec,
  params: ParamVector,
): { readonly spec: ModelSpec; readonly params: Float32Array } {
  const { hidden } = spec;
  const [from, to] = [paramLayout(hidden), paramLayout(2 * hidden)];
  const doubled = new Float32Array(to.size);
  for (const copy of [0, 1]) {
    const column = (gate: number, unit: number): number => gate * 2 * hidden + copy * hidden + unit;
    const row = (unit: number): number => copy * hidden + unit;
    for (let gate = 0; gate < GATES.length; gate++)
      for (let unit = 0; unit < hidden; unit++) {
        const k = gate * hidden + unit;
        for (const bit of [0, 1])
          doubled[to.inputKernel.offset + bit * to.inputKernel.columns + column(gate, unit)] =
            params[from.inputKernel.offset + bit * from.inputKernel.columns + k];
        for (let other = 0; other < hidden; other++)
          doubled[to.recurrentKernel.offset + row(other) * to.recurrentKernel.columns + column(gate, unit)] =
            params[from.recurrentKernel.offset + other * from.recurrentKernel.columns + k];
        doubled[to.bias.offset + column(gate, unit)] = params[from.bias.offset + k];
      }
    for (let k = 0; k < 2 * hidden; k++)
      doubled[to.outputKernel.offset + copy * 2 * hidden + k] = params[from.outputKernel.offset + k] / 2;
  }
  for (const k of [0, 1]) doubled[to.outputBias.offset + k] = params[from.outputBias.offset + k];
  return { spec: { ...spec, hidden: 2 * hidden }, params: doubled };
}
