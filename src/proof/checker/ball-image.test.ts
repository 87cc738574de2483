import { describe, expect, test } from 'vitest';
import { randomNetwork, seededRandom } from '../test-networks.fixture.ts';
import { BallEnclosure, strideOf } from './ball-enclosure.ts';
import { BallImages } from './ball-image.ts';
import { BallTarget, targetRoom } from './ball-target.ts';
import { countBallEscapes } from './ball-trial.fixture.ts';

describe.each([1, 2, 4])('%i units', (hidden) => {
  test.each(['sigmoid', 'hard-sigmoid'] as const)(
    '%s: images hold every step from the set, and targets what they are said to hold',
    (activation) => {
      // the long test tries ten million
      const steps = hidden === 1 ? 60_000 : 30_000;
      const trial = countBallEscapes({ hidden, activation, steps, random: seededRandom(20 + hidden) });
      expect(trial).toMatchObject({ escapes: 0, strays: 0, misread: 0 });
      expect(trial.steps).toBeGreaterThanOrEqual(steps);
      expect(trial.held).toBeGreaterThan(50);
      expect(trial.merged).toBeGreaterThan(50);
      expect(trial.wide).toBeGreaterThan(50);
      expect(trial.read).toBeGreaterThan(50);
    },
  );
});

test.each([1, 2, 4])('a trial of %i units whose enclosures are shrunk finds states outside', (hidden) => {
  const random = seededRandom(1);
  const trial = countBallEscapes({ hidden, activation: 'sigmoid', steps: 20_000, random, shrink: 0.1 });
  expect(trial.escapes).toBeGreaterThan(50);
});

/** Of a hidden state; norms are sums of sizes, and those of a row are never smaller than its entries. */
const OVERFLOWS: readonly (readonly [string, (states: BallEnclosure) => void])[] = [
  Infinity,
  -Infinity,
  NaN,
].flatMap((value) => [
  [`a centre of ${value}`, (states) => (states.centre[2] = value)],
  [
    `an entry of ${value}`,
    (states) => {
      states.rows[2 * states.stride] = value;
      states.ballNorm[2] = Math.abs(value);
    },
  ],
  [`a box of ${Math.abs(value)}`, (states) => (states.boxNorm[2] = Math.abs(value))],
]);

test.each(OVERFLOWS)('an enclosure with %s says nothing', (_, overflow) => {
  const n = 4;
  const { spec, params } = randomNetwork(2, 'sigmoid', seededRandom(3));
  const images = new BallImages(spec, params, 1e-6);
  const axes = Float64Array.from({ length: n * n }, (_axis, k) => (k % (n + 1) === 0 ? 1e-3 : 0));
  const centre = new Float64Array(n);
  const states = new BallEnclosure(n);
  const target = new BallTarget({ centre, axes, parity: 0, words: [], to: [] });
  const isHeld = (): boolean => target.holds(states, targetRoom(n, strideOf(n)));
  const isRead = (of: BallEnclosure): boolean => [0, 1].some((parity) => images.isReadRightly(of, parity));
  states.setEllipsoid(
    centre,
    axes.map((x) => x / 2),
    1e-6,
  );
  expect([isHeld(), isRead(states)]).toEqual([true, true]);
  overflow(states);
  expect([isHeld(), isRead(states)]).toEqual([false, false]);
  const image = new BallEnclosure(n);
  images.image(states, 1, image);
  expect(isRead(image)).toBe(false);
});
