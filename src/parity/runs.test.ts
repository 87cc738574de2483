import { expect, test } from 'vitest';
import { shareWithRun } from './runs.ts';

test.each([
  [1, 1],
  [5, 2],
  [9, 3],
  [12, 4],
  [12, 12],
  [10, 11],
])('of all strings of %i bits, those with %i zeros in a row', (length, run) => {
  let count = 0;
  for (let k = 0; k < 2 ** length; k++)
    if (k.toString(2).padStart(length, '0').includes('0'.repeat(run))) count++;
  expect(shareWithRun(length, run)).toBeCloseTo(count / 2 ** length, 12);
});

test('a run of none is in every string', () => {
  expect(shareWithRun(5, 0)).toBe(1);
});
