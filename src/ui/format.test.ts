import { expect, test } from 'vitest';
import { duration } from './format.ts';

test.each([
  [0.004, '0.00 s'],
  [0.836, '0.84 s'],
  [0.996, '1.0 s'],
  [9.97, '10 s'],
  [89.4, '89 s'],
  [89.6, '1 min 30 s'],
  [119.7, '2 min 0 s'],
  [599.4, '9 min 59 s'],
  [599.6, '10 min'],
  [4216, '70 min'],
  [9000, '2.5 h'],
])('%f seconds read %s', (seconds, words) => {
  expect(duration(seconds)).toBe(words);
});
