/** Throws concrete states at the checker's images and memberships, for the tests: none may be where it should not. */
import { paramLayout, type ModelSpec, type ParamVector } from '../../lstm/params.ts';
import type { Random } from '../test-networks.fixture.ts';
import { randomNetwork } from '../test-networks.fixture.ts';
import { BallEnclosure, strideOf } from './ball-enclosure.ts';
import { BallImages } from './ball-image.ts';
import { BallTarget, targetRoom } from './ball-target.ts';
import { solved } from './solved.fixture.ts';

export interface BallTrial {
  readonly hidden: number;
  readonly activation: ModelSpec['activation'];
  /** Concrete steps, at least. */
  readonly steps: number;
  readonly random: Random;
  /** Enclosures and targets are made smaller by this share, to see that the trial bites. */
  readonly shrink?: number;
}

export interface BallTrialResult {
  /** Concrete steps that were taken. */
  readonly steps: number;
  /** States outside their enclosure, outside a target that is said to hold it, on the wrong side of a read-out. */
  readonly escapes: number;
  readonly strays: number;
  readonly misread: number;
  /** Steps after which a target was said to hold the enclosure, and after merging. */
  readonly held: number;
  readonly merged: number;
  /** Steps from states that spread by more than a tenth in some h. */
  readonly wide: number;
  /** Steps after which all states were said to be read out alike. */
  readonly read: number;
  /** Steps whose enclosure left the range of float64: nothing may be said of it, and it says nothing itself. */
  readonly overflown: number;
}

const SLACK = 1e-6;
const STATES = 6;
const LONGEST = 24;

/** Random networks, ellipsoids and words; states on the rim and inside, gates off by the slack. */
export function countBallEscapes({
  hidden,
  activation,
  steps,
  random,
  shrink = 0,
}: BallTrial): BallTrialResult {
  const counts = {
    steps: 0,
    escapes: 0,
    strays: 0,
    misread: 0,
    held: 0,
    merged: 0,
    wide: 0,
    read: 0,
    overflown: 0,
  };
  const n = 2 * hidden;
  const room = targetRoom(n, strideOf(n));
  let [from, to] = [new BallEnclosure(n), new BallEnclosure(n)];
  while (counts.steps < steps) {
    const { spec, params } = randomNetwork(hidden, activation, random);
    const images = new BallImages(spec, params, SLACK);
    const set = randomEllipsoid(n, random);
    from.setEllipsoid(set.centre, set.axes, SLACK);
    const states = Array.from({ length: STATES }, () => stateIn(set, random)).filter((state) =>
      state.subarray(hidden).every((h) => Math.abs(h) <= 1),
    );
    const length = 1 + Math.floor(LONGEST * random());
    let isBounded = true;
    for (let t = 0; t < length && isBounded; t++) {
      const bit = random() < 0.5 ? 0 : 1;
      images.image(from, bit, to);
      if (to.boxNorm[hidden] + to.ballNorm[hidden] > 0.1) counts.wide += states.length;
      if (to.count < from.count) counts.merged += states.length;
      const sides = [0, 1].filter((parity) => images.isReadRightly(to, parity));
      if (sides.length > 0) counts.read += states.length;
      isBounded = hasBounds(to);
      if (!isBounded) counts.overflown += states.length;
      for (const state of states) {
        widenedStep({ spec, params }, state, bit, random);
        if (isBounded && !isEnclosed(to, state, random, shrink)) counts.escapes++;
        const margin = marginOf({ spec, params }, state);
        if (sides.some((parity) => !isBounded || isReadAs(1 - parity, margin))) counts.misread++;
      }
      counts.steps += states.length;
      [from, to] = [to, from];
    }
    const around = targetAround(from, random);
    if (!new BallTarget({ parity: 0, words: [], to: [], ...around }).holds(from, room)) continue;
    counts.held += states.length;
    for (const state of states) if (!isBounded || distance(around, state) > 1 - shrink) counts.strays++;
  }
  return counts;
}

interface Network {
  readonly spec: ModelSpec;
  readonly params: ParamVector;
}

interface Ellipsoid {
  readonly centre: Float64Array; // [n]
  readonly axes: Float64Array; // [n, n]
}

function randomEllipsoid(n: number, random: Random): Ellipsoid {
  const size = 10 ** (-4 * random());
  const far = random() < 0.3 ? 20 : 1;
  const centre = Float64Array.from({ length: n }, (_, k) => (k < n / 2 ? far : 0.8) * (2 * random() - 1));
  const axes = Float64Array.from({ length: n * n }, () => size * (2 * random() - 1));
  return { centre, axes };
}

/** On the rim half of the time. */
function stateIn({ centre, axes }: Ellipsoid, random: Random): Float64Array {
  const n = centre.length;
  const u = Float64Array.from({ length: n }, () => random() + random() + random() - 1.5);
  const length = Math.hypot(...u) / (random() < 0.5 ? 1 - 1e-12 : random());
  return centre.map((x, k) => u.reduce((sum, along, j) => sum + (along / length) * axes[j * n + k], x));
}

/** An ellipsoid about the enclosure, turned and often too small. */
function targetAround({ n, centre, ballNorm, boxNorm }: BallEnclosure, random: Random): Ellipsoid {
  const axes = new Float64Array(n * n);
  const factor = Math.sqrt(n) * (0.5 + 1.5 * random());
  const turn = random() < 0.2 ? 0 : 1 / n;
  for (let j = 0; j < n; j++)
    for (let k = 0; k < n; k++)
      axes[j * n + k] = factor * (ballNorm[k] + boxNorm[k]) * ((j === k ? 1 : 0) + turn * (2 * random() - 1));
  return { centre: centre.map((x, k) => x + 0.1 * (random() - 0.5) * axes[k * n + k]), axes };
}

/** A margin of exactly 0 is either. */
const isReadAs = (parity: number, margin: number): boolean => (parity === 1 ? margin >= 0 : margin <= 0);

/** From the centre, 1 at the rim. */
const distance = ({ centre, axes }: Ellipsoid, state: Float64Array): number =>
  Math.hypot(
    ...solved(
      axes,
      state.map((x, k) => x - centre[k]),
    ),
  );

function marginOf({ spec, params }: Network, state: Float64Array): number {
  const { outputKernel, outputBias } = paramLayout(spec.hidden);
  let margin = params[outputBias.offset + 1] - params[outputBias.offset];
  for (let unit = 0; unit < spec.hidden; unit++) {
    const row = outputKernel.offset + 2 * unit;
    margin += state[spec.hidden + unit] * (params[row + 1] - params[row]);
  }
  return margin;
}

/** One step with every gate and tanh moved to an end of its slack, or left. */
function widenedStep({ spec, params }: Network, state: Float64Array, bit: number, random: Random): void {
  const { hidden } = spec;
  const off = (): number => 0.999 * SLACK * Math.floor(3 * random()) - 0.999 * SLACK;
  const argument = (column: number): number => {
    let z = params[bit * 4 * hidden + column] + params[2 * 4 * hidden + hidden * 4 * hidden + column];
    for (let unit = 0; unit < hidden; unit++)
      z += state[hidden + unit] * params[(2 + unit) * 4 * hidden + column];
    return z;
  };
  const gate = (column: number): number => {
    const z = argument(column);
    if (spec.activation === 'sigmoid') return 1 / (1 + Math.exp(-z)) + off();
    return Math.min(1, Math.max(0, z / 5 + 0.5)) + (Math.abs(z) > 2.5 ? 0 : off());
  };
  const next = state.slice();
  for (let unit = 0; unit < hidden; unit++) {
    const c =
      gate(hidden + unit) * state[unit] + gate(unit) * (Math.tanh(argument(2 * hidden + unit)) + off());
    next[unit] = c;
    next[hidden + unit] = gate(3 * hidden + unit) * (Math.tanh(c) + off());
  }
  state.set(next);
}

/** Whether all of an enclosure are numbers that float64 has. */
const hasBounds = ({ centre, lo, hi, ballNorm, boxNorm }: BallEnclosure): boolean =>
  [centre, lo, hi, ballNorm, boxNorm].every((part) => part.every(Number.isFinite));

/** Whether the state is within the bounds of the enclosure, and within its reach in some direction. */
function isEnclosed(states: BallEnclosure, state: Float64Array, random: Random, shrink: number): boolean {
  const { n, centre, rows, stride, ball, count, lo, hi } = states;
  const room = 1e-12;
  const direction = Float64Array.from({ length: n }, () => 2 * random() - 1);
  let [along, squares, sizes, size] = [0, 0, 0, 0];
  for (let k = 0; k < n; k++) {
    const shrunk = shrink * (hi[k] - lo[k]);
    const off = room * (1 + Math.abs(state[k]));
    if (state[k] < lo[k] + shrunk - off || state[k] > hi[k] - shrunk + off) return false;
    along += direction[k] * (state[k] - centre[k]);
    size += Math.abs(direction[k] * state[k]);
  }
  for (let j = 0; j < count; j++) {
    let reach = 0;
    for (let k = 0; k < n; k++) reach += direction[k] * rows[k * stride + j];
    if (j < ball) squares += reach * reach;
    else sizes += Math.abs(reach);
  }
  return Math.abs(along) <= (Math.sqrt(squares) + sizes) * (1 - shrink) + room * (1 + size);
}
