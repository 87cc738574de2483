import { describe, expect, test } from 'vitest';
import { seededRandom } from '../test-networks.fixture.ts';
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
