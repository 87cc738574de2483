/**
 * From states to points of a plane. The state of one unit is a point (c, h) itself. Of more units, two directions are
 * shown: across, the direction in which the states that strings reach spread most once the read-out's is taken away
 * (the leading principal component of the rest); up, the read-out's, along which the answers part. There, a cell counts
 * as tanh c, which is all that its unit passes on.
 */
import { modelOf, type ModelSpec, type ParamVector } from '../../lstm/params.ts';
import { dotProduct, normOf } from '../../lstm/vectors.ts';
import type { FlatState } from '../walker.ts';

/** A point of the plane; of one unit x is c and y is h. */
export interface PlanePoint {
  readonly x: number;
  readonly y: number;
}

export type Projection =
  | { readonly kind: 'exact' }
  | {
      readonly kind: 'projection';
      /** Unit directions over (tanh c of every unit, h of every unit), orthogonal to each other. */
      readonly across: Float64Array; // [2 * hidden]
      readonly up: Float64Array; // [2 * hidden]
      /** Share of the reached states' variance that the two directions show, 0 to 1. */
      readonly share: number;
    };

/** The point of a state given as its cells and its hidden values. */
export function project(projection: Projection, c: ArrayLike<number>, h: ArrayLike<number>): PlanePoint {
  if (projection.kind === 'exact') return { x: c[0], y: h[0] };
  const { across, up } = projection;
  const half = c.length;
  let [x, y] = [0, 0];
  for (let unit = 0; unit < half; unit++) {
    const squashed = Math.tanh(c[unit]);
    x += across[unit] * squashed + across[half + unit] * h[unit];
    y += up[unit] * squashed + up[half + unit] * h[unit];
  }
  return { x, y };
}

/** The two directions for a network's reached states; the way across keeps its sign from a picture before. */
export function chooseProjection(
  spec: ModelSpec,
  params: ParamVector,
  states: readonly FlatState[],
  before: Projection | null = null,
): Projection {
  if (spec.hidden === 1) return { kind: 'exact' };
  const up = readoutDirection(spec, params);
  const rows = centred(states);
  const total = rows.reduce((sum, row) => sum + dotProduct(row, row), 0);
  const rest = rows.map((row) => without(row, up));
  const known = before?.kind === 'projection' && before.across.length === up.length ? before.across : null;
  const across = leadingComponent(rest, up, known);
  const seen = rows.reduce((sum, row) => sum + dotProduct(row, up) ** 2 + dotProduct(row, across) ** 2, 0);
  return { kind: 'projection', across, up, share: total === 0 ? 1 : Math.min(1, seen / total) };
}

/** Height of the line between the answers along the read-out's direction; null when the read-out ignores h. */
export function decisionLine(
  spec: ModelSpec,
  params: ParamVector,
): { readonly y: number; readonly isOddAbove: boolean } | null {
  const { outputKernel, outputBias } = modelOf(spec, params).layout;
  const offset = params[outputBias.offset + 1] - params[outputBias.offset];
  const slope =
    spec.hidden === 1
      ? params[outputKernel.offset + 1] - params[outputKernel.offset]
      : Math.hypot(...readoutWeights(spec, params));
  return slope === 0 ? null : { y: -offset / slope, isOddAbove: slope > 0 };
}

/** The weights of h in the margin "odd minus even". */
function readoutWeights(spec: ModelSpec, params: ParamVector): number[] {
  const { offset } = modelOf(spec, params).layout.outputKernel;
  return Array.from(
    { length: spec.hidden },
    (_, unit) => params[offset + 2 * unit + 1] - params[offset + 2 * unit],
  );
}

function readoutDirection(spec: ModelSpec, params: ParamVector): Float64Array {
  const direction = new Float64Array(2 * spec.hidden);
  direction.set(readoutWeights(spec, params), spec.hidden);
  return normalised(direction) ?? axis(direction.length, spec.hidden);
}

function centred(states: readonly FlatState[]): Float64Array[] {
  const rows = states.map((state) => {
    const half = state.length / 2;
    return state.map((value, k) => (k < half ? Math.tanh(value) : value));
  });
  const mean = new Float64Array(states[0]?.length ?? 0);
  for (const row of rows) for (let k = 0; k < mean.length; k++) mean[k] += row[k] / rows.length;
  return rows.map((row) => row.map((value, k) => value - mean[k]));
}

const ITERATIONS = 40;

/** The leading principal component by power iteration, from where it was before; orthogonal to `up`. */
function leadingComponent(
  rows: readonly Float64Array[],
  up: Float64Array,
  before: Float64Array | null,
): Float64Array {
  const size = up.length;
  // a start that no symmetry of the units makes orthogonal to the answer
  const start = Float64Array.from({ length: size }, (_, k) => 1 + 0.37 * Math.sin(1 + 2.1 * k));
  const first = normalised(without(before ?? start, up)) ?? anyOrthogonal(up);
  let direction = first;
  for (let round = 0; round < ITERATIONS; round++) {
    const next = new Float64Array(size);
    for (const row of rows) {
      const along = dotProduct(row, direction);
      for (let k = 0; k < size; k++) next[k] += along * row[k];
    }
    const length = normalised(without(next, up));
    if (!length) break;
    direction = length;
  }
  return dotProduct(direction, first) < 0 ? direction.map((value) => -value) : direction;
}

function without(vector: Float64Array, direction: Float64Array): Float64Array {
  const along = dotProduct(vector, direction);
  return vector.map((value, k) => value - along * direction[k]);
}

/** The vector at length 1; null for one that is as good as none. */
function normalised(vector: Float64Array): Float64Array | null {
  const length = normOf(vector);
  return length > 1e-12 ? vector.map((value) => value / length) : null;
}

const axis = (size: number, at: number): Float64Array =>
  Float64Array.from({ length: size }, (_, k) => (k === at ? 1 : 0));

/** A direction orthogonal to `up`: from the axis that it has least of. */
function anyOrthogonal(up: Float64Array): Float64Array {
  let least = 0;
  for (let k = 1; k < up.length; k++) if (Math.abs(up[k]) < Math.abs(up[least])) least = k;
  return normalised(without(axis(up.length, least), up)) ?? axis(up.length, least);
}
