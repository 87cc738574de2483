/** Ten million concrete steps of each kind, none of which may leave the image of its box, or of its ellipsoid. */
import { expect, test } from 'vitest';
import { countBallEscapes } from '../../src/proof/checker/ball-trial.fixture.ts';
import { countEscapes } from '../../src/proof/cover/enclosure-trial.fixture.ts';
import { seededRandom } from '../../src/proof/test-networks.fixture.ts';

const cases = [1, 2, 4].flatMap((hidden) =>
  (['sigmoid', 'hard-sigmoid'] as const).map((activation) => ({ hidden, activation })),
);

test.each(cases)('boxes, $hidden units, $activation', ({ hidden, activation }) => {
  const trial = countEscapes({ hidden, activation, steps: 1_700_000, random: seededRandom(100 + hidden) });
  expect(trial.escapes).toBe(0);
});

test.each(cases)('ellipsoids along words, $hidden units, $activation', ({ hidden, activation }) => {
  const random = seededRandom(200 + hidden);
  const trial = countBallEscapes({ hidden, activation, steps: 1_700_000, random });
  expect(trial).toMatchObject({ escapes: 0, strays: 0, misread: 0 });
  expect(trial.steps).toBeGreaterThanOrEqual(1_700_000);
  console.log(`${hidden} units, ${activation}: ${JSON.stringify(trial)}`);
});
