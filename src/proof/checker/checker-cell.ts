/** The checker's cell: plain interval images of boxes, and the read-out. */
import { paramLayout, type ParamLayout } from '../../lstm/params.ts';
import type { BoxCertificate } from '../certificate/certificate.ts';
import {
  hardSigmoidInterval,
  inner,
  monotone,
  plus,
  point,
  sigmoidPoint,
  tanhPoint,
  times,
  widen,
  type Interval,
} from './checker-arithmetic.ts';

/** Bounds on a state: c of every unit, then h of every unit. */
export type Bounds = readonly Interval[]; // [2 * hidden]

const layouts = new Map<number, ParamLayout>();

function layoutOf(hidden: number): ParamLayout {
  const layout = layouts.get(hidden) ?? paramLayout(hidden);
  layouts.set(hidden, layout);
  return layout;
}

/** `inputKernel[bit] + bias` of a column. */
export function inputOf({ spec, params }: BoxCertificate, bit: number, column: number): Interval {
  const { inputKernel, bias } = layoutOf(spec.hidden);
  return plus(
    point(params[inputKernel.offset + bit * 4 * spec.hidden + column]),
    point(params[bias.offset + column]),
  );
}

const weights = new WeakMap<BoxCertificate, readonly Interval[][]>();

/** Weights of a column along a state: 0 along c, the recurrent kernel along h. */
export function weightsOf(certificate: BoxCertificate, column: number): readonly Interval[] {
  const known = weights.get(certificate);
  if (known) return known[column];
  const { spec, params } = certificate;
  const { hidden } = spec;
  const { recurrentKernel } = layoutOf(hidden);
  const zeros = Array.from({ length: hidden }, () => 0);
  const columns = Array.from({ length: 4 * hidden }, (_, at) => [
    ...zeros.map(point),
    ...zeros.map((_zero, unit) => point(params[recurrentKernel.offset + unit * 4 * hidden + at])),
  ]);
  weights.set(certificate, columns);
  return columns[column];
}

/** `row x` over all states in the bounds. */
export const dot = (row: readonly number[], x: Bounds): Interval => inner(row.map(point), x);

/** `c = f c + i g`, `h = o tanh(c)`, over all states in the bounds. */
export function plainImage(certificate: BoxCertificate, x: Bounds, bit: number): Bounds {
  const { spec, slack } = certificate;
  const { hidden } = spec;
  const argument = (column: number): Interval =>
    plus(inputOf(certificate, bit, column), inner(weightsOf(certificate, column), x));
  const gate = (column: number): Interval =>
    spec.activation === 'sigmoid'
      ? widen(monotone(sigmoidPoint, argument(column)), slack)
      : hardSigmoidInterval(argument(column), slack);
  const widenedTanh = (z: Interval): Interval => widen(monotone(tanhPoint, z), slack);
  const c = Array.from({ length: hidden }, (_, unit) =>
    plus(times(gate(hidden + unit), x[unit]), times(gate(unit), widenedTanh(argument(2 * hidden + unit)))),
  );
  const h = c.map((cell, unit) => times(gate(3 * hidden + unit), widenedTanh(cell)));
  return [...c, ...h];
}

/** Logit of odd minus logit of even. */
export function marginOf({ spec, params }: BoxCertificate, x: Bounds): Interval {
  const { outputKernel, outputBias } = layoutOf(spec.hidden);
  const difference = (at: number): Interval => plus(point(params[at + 1]), point(-params[at]));
  return x
    .slice(spec.hidden)
    .reduce(
      (sum, h, unit) => plus(sum, times(difference(outputKernel.offset + 2 * unit), h)),
      difference(outputBias.offset),
    );
}
