import { expect, test } from 'vitest';
import { median } from './median.ts';

test.each<[readonly number[], number]>([
  [[], 0],
  [[7], 7],
  [[10, 9], 9.5],
  [[100, 9, 30], 30],
  [[4, -1, 100, 2], 3],
])('the median of %j is %d', (values, expected) => {
  const given = [...values];
  expect(median(given)).toBe(expected);
  expect(given).toEqual(values);
});
