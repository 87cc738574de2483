import { expect, test } from 'vitest';
import { surePercent } from './sure-percent.ts';

test('has its nines, is never rounded up, and never certain', () => {
  expect([0, 1, 3, 6, 9, 12, 30, 800].map(surePercent)).toEqual([
    '50 %',
    '73 %',
    '95 %',
    '99.7 %',
    '99.98 %',
    '99.999 %',
    '99.999 %',
    '99.999 %',
  ]);
});
