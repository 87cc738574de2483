/**
 * The picture of a one-unit network: the state (c, h) is a plane, and each bit is a map of it into itself. What
 * strings reach, where repeated bits lead, and the line that separates the answers.
 */
import { modelOf, type ModelSpec, type ParamVector } from '../lstm/params.ts';
import { createWalker } from './walker.ts';

export interface PlanePoint {
  readonly c: number;
  readonly h: number;
}

export interface ReachedPoint extends PlanePoint {
  /** Parity of the string that leads here. */
  readonly parity: 0 | 1;
  readonly answer: 0 | 1;
}

/** A cycle of states under a repeated bit, and whether nearby states are drawn to it. */
export interface Attractor {
  readonly bit: 0 | 1;
  /** One point where the bit holds the state, two where it swaps them; empty while it still drifts. */
  readonly points: readonly PlanePoint[];
  /** A cell that moved on in one direction to the end: it counts, and has no attractor. */
  readonly drifts: boolean;
}

export interface PhasePlane {
  readonly reached: readonly ReachedPoint[];
  readonly attractors: readonly Attractor[];
  /** Answers are "odd" on one side of `h = decision`; null when the read-out ignores h. */
  readonly decision: { readonly h: number; readonly isOddAbove: boolean } | null;
}

export interface PlaneOptions {
  /** States of all strings up to this length are drawn. */
  readonly length?: number;
  /** How long a bit is repeated to find its attractor. */
  readonly settle?: number;
}

/** The picture of one unit. Throws a RangeError for more units. */
export function phasePlane(
  spec: ModelSpec,
  params: ParamVector,
  { length = 9, settle = 2000 }: PlaneOptions = {},
): PhasePlane {
  if (spec.hidden !== 1) throw new RangeError('the phase plane is that of one unit');
  return {
    reached: reachedPoints(spec, params, length),
    attractors: attractors(spec, params, settle),
    decision: decisionLine(spec, params),
  };
}

/** Where one bit sends a state: for arrows, and for the typed string's walk. */
export function planeMap(spec: ModelSpec, params: ParamVector): (from: PlanePoint, bit: 0 | 1) => PlanePoint {
  const walker = createWalker(spec, params);
  const state = new Float64Array(2);
  return ({ c, h }, bit) => {
    state[0] = c;
    state[1] = h;
    walker.step(state, bit);
    return { c: state[0], h: state[1] };
  };
}

function reachedPoints(spec: ModelSpec, params: ParamVector, length: number): ReachedPoint[] {
  const walker = createWalker(spec, params);
  const points: ReachedPoint[] = [];
  const state = new Float64Array(2);
  let level: { readonly c: number; readonly h: number; readonly parity: 0 | 1 }[] = [
    { c: 0, h: 0, parity: 0 },
  ];
  for (let depth = 0; depth < length; depth++) {
    const next = level.flatMap(({ c, h, parity }) =>
      ([0, 1] as const).map((bit): ReachedPoint => {
        state[0] = c;
        state[1] = h;
        const answer = walker.step(state, bit) > 0 ? 1 : 0;
        return { c: state[0], h: state[1], parity: (parity ^ bit) as 0 | 1, answer };
      }),
    );
    points.push(...next);
    level = next;
  }
  return points;
}

/** Starts from which a bit is repeated: after no bit and after a one. */
const STARTS = [[], [1]] as const;
const SAME = 1e-6;

function attractors(spec: ModelSpec, params: ParamVector, settle: number): Attractor[] {
  const found: Attractor[] = [];
  for (const bit of [0, 1] as const)
    for (const start of STARTS) {
      const attractor = settleFrom(spec, params, { bit, start, settle });
      const isNew = !found.some(
        (known) => known.bit === bit && known.drifts === attractor.drifts && isSameCycle(known, attractor),
      );
      if (isNew) found.push(attractor);
    }
  return found;
}

function settleFrom(
  spec: ModelSpec,
  params: ParamVector,
  { bit, start, settle }: { readonly bit: 0 | 1; readonly start: readonly number[]; readonly settle: number },
): Attractor {
  const walker = createWalker(spec, params);
  const state = new Float64Array(2);
  for (const first of start) walker.step(state, first);
  for (let t = 0; t < settle; t++) walker.step(state, bit);
  const [a, b, c] = [0, 1, 2].map(() => {
    const point = { c: state[0], h: state[1] };
    walker.step(state, bit);
    return point;
  });
  if (isNear(a, b)) return { bit, points: [a], drifts: false };
  if (isNear(a, c)) return { bit, points: [a, b], drifts: false };
  return { bit, points: [], drifts: true };
}

const isNear = (a: PlanePoint, b: PlanePoint): boolean =>
  Math.abs(a.c - b.c) <= SAME * (1 + Math.abs(a.c)) && Math.abs(a.h - b.h) <= SAME;

/** Whether two cycles are one, wherever they were entered. */
const isSameCycle = (a: Attractor, b: Attractor): boolean =>
  a.points.length === b.points.length &&
  a.points.every((point) =>
    b.points.some((other) => Math.hypot(point.c - other.c, point.h - other.h) < 1e-3),
  );

/** `h = -(outputBias[1] - outputBias[0]) / (outputKernel[1] - outputKernel[0])`. */
function decisionLine(spec: ModelSpec, params: ParamVector): PhasePlane['decision'] {
  const { outputKernel, outputBias } = modelOf(spec, params).layout;
  const slope = params[outputKernel.offset + 1] - params[outputKernel.offset];
  const offset = params[outputBias.offset + 1] - params[outputBias.offset];
  return slope === 0 ? null : { h: -offset / slope, isOddAbove: slope > 0 };
}
