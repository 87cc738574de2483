import fc from 'fast-check';
import { expect, test } from 'vitest';
import { wilsonInterval } from './proportion.ts';

test.each([
  [0, 16, 0, 0.193_608],
  [12, 16, 0.505_017, 0.898_179],
  [16, 16, 0.806_392, 1],
  [22, 32, 0.514_333, 0.820_475],
])('%i of %i', (successes, of, low, high) => {
  const interval = wilsonInterval(successes, of);
  expect(interval.low).toBeCloseTo(low, 5);
  expect(interval.high).toBeCloseTo(high, 5);
});

test('says nothing of no trials', () => {
  expect(wilsonInterval(0, 0)).toEqual({ low: 0, high: 1 });
});

test('its ends are the rates at which the share lies Z standard errors away', () => {
  fc.assert(
    fc.property(fc.integer({ min: 1, max: 500 }), fc.nat(500), (of, some) => {
      const successes = some % (of + 1);
      const share = successes / of;
      const { low, high } = wilsonInterval(successes, of);
      expect(low).toBeLessThanOrEqual(share);
      expect(high).toBeGreaterThanOrEqual(share);
      const inner = [low, high].filter((end) => end > 0 && end < 1);
      const errors = inner.map((end) => Math.abs(share - end) / Math.sqrt((end * (1 - end)) / of));
      for (const error of errors) expect(error).toBeCloseTo(1.959964, 4);
    }),
  );
});
