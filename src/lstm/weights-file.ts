/** A network as the object that files hold: `latch-weights`, version 1. */
import { modelOf, paramRows, type ModelSpec, type ParamName, type ParamVector } from './params.ts';

/** Arrays by name, in Keras' shapes and gate order; output 1 is "odd". */
export function weightsFile(spec: ModelSpec, params: ParamVector): Record<string, unknown> {
  const { layout } = modelOf(spec, params);
  const rows = (name: ParamName): number[][] => paramRows(params, layout[name]);
  return {
    format: 'latch-weights',
    version: 1,
    hidden: spec.hidden,
    gateOrder: 'ifco',
    activation: spec.activation,
    head: spec.head,
    inputKernel: rows('inputKernel'),
    recurrentKernel: rows('recurrentKernel'),
    bias: rows('bias')[0],
    outputKernel: rows('outputKernel'),
    outputBias: rows('outputBias')[0],
  };
}
