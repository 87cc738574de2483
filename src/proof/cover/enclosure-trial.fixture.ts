/** Throws concrete states at the interval step, for the tests: none may leave the image of its box. */
import type { Activation } from '../../lstm/params.ts';
import { IntervalNetwork, zeroBox, type Box } from './intervals.ts';
import { randomNetwork, type Random } from '../test-networks.fixture.ts';
import { createWalker, type FlatState } from '../walker.ts';

export interface Trial {
  readonly hidden: number;
  readonly activation: Activation;
  /** Concrete steps, half in float64 and half in float32. */
  readonly steps: number;
  readonly random: Random;
  /** Images are made smaller by this, to see that the trial bites. */
  readonly shrink?: number;
}

export interface TrialResult {
  /** Steps that left the image of their box: 0 if the intervals are sound. */
  readonly escapes: number;
  /** Steps from cells so far out that tanh is flat, and steps from boxes with an unbounded end. */
  readonly saturated: number;
  readonly unbounded: number;
}

const STEPS_PER_BOX = 10;

/** Random networks, random boxes, random states in them, corners included. */
export function countEscapes({ hidden, activation, steps, random, shrink = 0 }: Trial): TrialResult {
  const counts = { escapes: 0, saturated: 0, unbounded: 0 };
  const image = zeroBox(hidden);
  const state = new Float64Array(2 * hidden);
  for (let done = 0; done < steps;) {
    const { spec, params } = randomNetwork(hidden, activation, random);
    const network = new IntervalNetwork(spec, params);
    const walkers = [createWalker(spec, params), createWalker(spec, params, 'float32')];
    for (let k = 0; k < 20; k++) {
      const bit = random() < 0.5 ? 0 : 1;
      const box = randomBox(hidden, random);
      network.image(box, bit, image);
      const sign = network.readout(image);
      for (let trial = 0; trial < STEPS_PER_BOX; trial++, done++) {
        pickState(box, random, state);
        // a float32 engine's states are float32: where the box holds none nearby, the step is a float64 one
        const precision = trial % 2 === 1 && roundInside(box, state) ? 1 : 0;
        if (state.some((x, at) => Math.abs(x) > 20 && at < hidden)) counts.saturated++;
        if (!box.every(Number.isFinite)) counts.unbounded++;
        const margin = walkers[precision].step(state, bit);
        const isSignRight = sign === 0 || Math.sign(margin) === sign || Math.abs(margin) < 1e-5;
        if (!isSignRight || !holds(image, state, shrink)) counts.escapes++;
      }
    }
  }
  return counts;
}

function holds(image: Box, state: FlatState, shrink: number): boolean {
  for (let k = 0; k < state.length; k++)
    if (state[k] < image[2 * k] + shrink || state[k] > image[2 * k + 1] - shrink) return false;
  return true;
}

/** Boxes of all sizes, points and half-lines among them. */
function randomBox(hidden: number, random: Random): Box {
  const box = zeroBox(hidden);
  for (let k = 0; k < 2 * hidden; k++) {
    const isCell = k < hidden;
    const centre = (2 * random() - 1) * (isCell ? 10 ** (2 * random() - 0.5) : 1);
    const radius = random() < 0.1 ? 0 : 10 ** (-6 * random());
    box[2 * k] = centre - radius;
    box[2 * k + 1] = centre + radius;
    if (!isCell) continue;
    if (random() < 0.1) box[2 * k] = -Infinity;
    if (random() < 0.1) box[2 * k + 1] = Infinity;
  }
  return box;
}

/** A state in the box: often one of its corners, and far out along unbounded sides. */
function pickState(box: Box, random: Random, state: FlatState): void {
  for (let k = 0; k < state.length; k++) {
    const lo = Math.max(box[2 * k], -1e3);
    const hi = Math.min(box[2 * k + 1], 1e3);
    const draw = random();
    state[k] = draw < 0.25 ? lo : draw < 0.5 ? hi : Math.min(hi, lo + (hi - lo) * random());
  }
}

/** Rounds a state to float32 if that leaves it in the box. */
function roundInside(box: Box, state: FlatState): boolean {
  const isInBox = state.every((x, k) => Math.fround(x) >= box[2 * k] && Math.fround(x) <= box[2 * k + 1]);
  if (isInBox) state.set(state.map(Math.fround));
  return isInBox;
}
