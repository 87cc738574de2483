/** Ten million concrete steps, none of which may leave the interval image of its box. */
import { expect, test } from 'vitest';
import { countEscapes } from '../../src/proof/enclosure-trial.ts';
import { seededRandom } from '../../src/proof/test-networks.ts';

const cases = [1, 2, 4].flatMap((hidden) =>
  (['sigmoid', 'hard-sigmoid'] as const).map((activation) => ({ hidden, activation })),
);

test.each(cases)('$hidden units, $activation', ({ hidden, activation }) => {
  const trial = countEscapes({ hidden, activation, steps: 1_700_000, random: seededRandom(100 + hidden) });
  expect(trial.escapes).toBe(0);
});
