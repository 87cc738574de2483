/**
 * The picture of a network's states in a plane: which of them strings reach, where repeated bits lead, the line that
 * separates the answers, and what a one followed by zeros does. Of one unit the plane is the state itself, and each
 * bit a map of it (Sussillo and Barak, Neural Computation 25, 2013; Jordan, Sokol and Park, Frontiers in Computational
 * Neuroscience 15, 2021); of more units it is a projection.
 */
import type { ModelSpec, ParamVector } from '../../lstm/params.ts';
import {
  chooseProjection,
  decisionLine,
  project,
  type PlanePoint,
  type Projection,
} from './plane-projection.ts';
import { createWalker, type FlatState, type Walker } from '../walker.ts';

/** States that strings reach, row by row. */
export interface ReachedStates {
  readonly points: Float32Array; // [state, 2]
  /** Parity of the string that leads there. */
  readonly parities: Uint8Array;
  readonly answers: Uint8Array;
}

/** A cycle of states under a repeated bit, which states near it are drawn to. */
export interface Attractor {
  readonly bit: 0 | 1;
  /** One point where the bit holds the state, two where it swaps them; empty while it still moves. */
  readonly points: readonly PlanePoint[];
  readonly answers: readonly (0 | 1)[];
  /** Parity of the string from which the bit was repeated: nothing, or a one. */
  readonly from: readonly (0 | 1)[];
}

/** What becomes of the state after a one when zeros follow. */
export interface ZerosAfterOne {
  /** The states after 1, 10, 100, ...: until they stay, or the first hundreds. */
  readonly points: Float32Array; // [zeros + 1, 2]
  /** The first count of zeros after which the answer is "even"; null: none up to `tried`. */
  readonly forgetsAfter: number | null;
  /** Zeros that were followed. */
  readonly tried: number;
  /** Whether the state stayed where it was in the end. */
  readonly isSettled: boolean;
  /** Where the state was in the end. */
  readonly last: PlanePoint;
}

export interface PhasePlane {
  readonly projection: Projection;
  readonly reached: ReachedStates;
  readonly attractors: readonly Attractor[];
  /** Answers are "odd" on one side of `y = line.y`; null when the read-out ignores h. */
  readonly line: { readonly y: number; readonly isOddAbove: boolean } | null;
  readonly zeros: ZerosAfterOne;
  /** Of more units: for each bit, steps of some reached states as (x, y, x', y'). Of one unit null: see `planeMap`. */
  readonly steps: readonly [Float32Array, Float32Array] | null; // [step, 4]
}

export interface PlaneOptions {
  /** States of all strings up to this length are shown. */
  readonly length?: number;
  /** How long a bit is repeated to find its attractor. */
  readonly settle?: number;
  /** Zeros that are tried after a one. */
  readonly zeros?: number;
  /** The picture before, whose way across is kept up. */
  readonly before?: Projection | null;
}

/** The picture of a network. */
export function phasePlane(
  spec: ModelSpec,
  params: ParamVector,
  { length = 9, settle = 2000, zeros = 4096, before = null }: PlaneOptions = {},
): PhasePlane {
  const walker = createWalker(spec, params);
  const reached = reachStates(walker, length);
  const projection = chooseProjection(
    spec,
    params,
    reached.map(({ state }) => state),
    before,
  );
  return {
    projection,
    reached: {
      points: flatPoints(reached.map(({ state }) => pointOf(projection, state))),
      parities: Uint8Array.from(reached, ({ parity }) => parity),
      answers: Uint8Array.from(reached, ({ answer }) => answer),
    },
    attractors: findAttractors(walker, projection, settle),
    line: decisionLine(spec, params),
    zeros: zerosAfterOne(walker, projection, zeros),
    steps: projection.kind === 'exact' ? null : sampleSteps(walker, projection, reached),
  };
}

/** Where one bit sends a state of one unit: for arrows. */
export function planeMap(spec: ModelSpec, params: ParamVector): (from: PlanePoint, bit: 0 | 1) => PlanePoint {
  const walker = createWalker(spec, params);
  const state = new Float64Array(2);
  return ({ x, y }, bit) => {
    state[0] = x;
    state[1] = y;
    walker.step(state, bit);
    return { x: state[0], y: state[1] };
  };
}

const pointOf = (projection: Projection, state: FlatState): PlanePoint =>
  project(projection, state.subarray(0, state.length / 2), state.subarray(state.length / 2));

function flatPoints(points: readonly PlanePoint[]): Float32Array {
  const flat = new Float32Array(2 * points.length);
  for (const [k, { x, y }] of points.entries()) flat.set([x, y], 2 * k);
  return flat;
}

interface Reached {
  readonly state: FlatState;
  readonly parity: 0 | 1;
  readonly answer: 0 | 1;
}

/** All strings of one bit, then of two, and so on. */
function reachStates(walker: Walker, length: number): Reached[] {
  const reached: Reached[] = [];
  let level: Reached[] = [{ state: new Float64Array(2 * walker.hidden), parity: 0, answer: 0 }];
  for (let depth = 0; depth < length; depth++) {
    level = level.flatMap((from) =>
      ([0, 1] as const).map((bit): Reached => {
        const state = from.state.slice();
        const answer = walker.step(state, bit) > 0 ? 1 : 0;
        return { state, parity: (from.parity ^ bit) as 0 | 1, answer };
      }),
    );
    reached.push(...level);
  }
  return reached;
}

/** How near two states are to be one: coordinates as the next step sees them. */
const SAME = 1e-6;
const isNear = (a: FlatState, b: FlatState): boolean => {
  const half = a.length / 2;
  for (let k = 0; k < a.length; k++) {
    const reach = k < half ? SAME * (1 + Math.abs(a[k])) : SAME;
    if (Math.abs(a[k] - b[k]) > reach) return false;
  }
  return true;
};

interface Cycle {
  readonly bit: 0 | 1;
  readonly states: readonly FlatState[];
  readonly answers: readonly (0 | 1)[];
  readonly from: (0 | 1)[];
}

function findAttractors(walker: Walker, projection: Projection, settle: number): Attractor[] {
  const found: Cycle[] = [];
  for (const bit of [0, 1] as const)
    for (const parity of [0, 1] as const) {
      const cycle = settleFrom(walker, { bit, parity, settle });
      const known = found.find((other) => other.bit === bit && isSameCycle(other, cycle));
      if (known) known.from.push(parity);
      else found.push(cycle);
    }
  return found.map(({ bit, states, answers, from }) => ({
    bit,
    points: states.map((state) => pointOf(projection, state)),
    answers,
    from,
  }));
}

/** Steps between two looks at whether the state has settled. */
const LOOK_EVERY = 64;

function settleFrom(
  walker: Walker,
  { bit, parity, settle }: { readonly bit: 0 | 1; readonly parity: 0 | 1; readonly settle: number },
): Cycle {
  const state = new Float64Array(2 * walker.hidden);
  if (parity === 1) walker.step(state, 1);
  for (let t = 0; t < settle; t += LOOK_EVERY) {
    for (let k = 0; k < LOOK_EVERY; k++) walker.step(state, bit);
    const a = state.slice();
    const first = walker.step(state, bit) > 0 ? 1 : 0;
    const b = state.slice();
    const second = walker.step(state, bit) > 0 ? 1 : 0;
    if (isNear(a, b)) return { bit, states: [b], answers: [first], from: [parity] };
    if (isNear(a, state)) return { bit, states: [b, state], answers: [first, second], from: [parity] };
  }
  return { bit, states: [], answers: [], from: [parity] };
}

/** Whether two cycles are one, wherever they were entered. */
const isSameCycle = (a: Cycle, b: Cycle): boolean =>
  a.states.length === b.states.length &&
  a.states.every((state) =>
    b.states.some((other) => state.every((value, k) => Math.abs(value - other[k]) < 1e-3)),
  );

/** Points of the way that are kept. */
const SHOWN_ZEROS = 400;

function zerosAfterOne(walker: Walker, projection: Projection, most: number): ZerosAfterOne {
  const state = new Float64Array(2 * walker.hidden);
  let isOdd = walker.step(state, 1) > 0;
  const points = [pointOf(projection, state)];
  let forgetsAfter = isOdd ? null : 0;
  let tried = 0;
  let isSettled = false;
  let before = state.slice();
  while (tried < most && !isSettled) {
    isOdd = walker.step(state, 0) > 0;
    tried++;
    if (!isOdd) forgetsAfter ??= tried;
    if (tried < SHOWN_ZEROS) points.push(pointOf(projection, state));
    if (tried % LOOK_EVERY !== 0) continue;
    isSettled = isNear(before, state);
    before = state.slice();
  }
  return { points: flatPoints(points), forgetsAfter, tried, isSettled, last: pointOf(projection, state) };
}

/** Cells along each side of the grid that thins out the steps. */
const GRID = 16;

/** Steps of reached states, one for each place of the picture that any of them lies in. */
function sampleSteps(
  walker: Walker,
  projection: Projection,
  reached: readonly Reached[],
): [Float32Array, Float32Array] {
  const points = reached.map(({ state }) => pointOf(projection, state));
  const span = Math.max(1e-9, ...points.flatMap(({ x, y }) => [Math.abs(x), Math.abs(y)]));
  const cells = new Map<string, number>();
  for (const [k, { x, y }] of points.entries()) {
    const cell = `${Math.round((x / span) * GRID)},${Math.round((y / span) * GRID)}`;
    if (!cells.has(cell)) cells.set(cell, k);
  }
  const stepsOf = (bit: 0 | 1): Float32Array => {
    const flat = new Float32Array(4 * cells.size);
    let at = 0;
    for (const k of cells.values()) {
      const state = reached[k].state.slice();
      walker.step(state, bit);
      const to = pointOf(projection, state);
      flat.set([points[k].x, points[k].y, to.x, to.y], at);
      at += 4;
    }
    return flat;
  };
  return [stepsOf(0), stepsOf(1)];
}
