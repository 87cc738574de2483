import fc from 'fast-check';
import { expect, test } from 'vitest';
import { compact, duration, grouped } from './format.ts';

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

test('numbers are written as the browser would write them in English', () => {
  const short = new Intl.NumberFormat('en', { notation: 'compact', maximumSignificantDigits: 3 });
  const whole = new Intl.NumberFormat('en', { maximumFractionDigits: 0 });
  fc.assert(
    fc.property(fc.double({ min: 0.001, max: 9e14, noNaN: true }), (value) => {
      expect(compact(value)).toBe(short.format(value));
      expect(grouped(value)).toBe(whole.format(value));
      expect(grouped(-value)).toBe(whole.format(-value));
    }),
  );
  for (const value of [0, 1, 999, 999.5, 1000, 9995, 12_345, 999_499, 999_500, 1e6, 2 ** 31, 1e9, 1e12]) {
    expect(compact(value)).toBe(short.format(value));
    expect(grouped(value)).toBe(whole.format(value));
  }
});
