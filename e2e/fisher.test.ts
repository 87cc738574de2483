import { describe, expect, test } from 'vitest';
import { fisherExact } from './fisher.ts';

describe('fisherExact', () => {
  // by exact integer arithmetic; the first three are the textbook's tea cups, Wikipedia's and SciPy's examples
  test.each([
    [3, 4, 1, 4, 0.4857142857142857],
    [1, 10, 11, 14, 0.002759456185220083],
    [8, 10, 1, 6, 0.03496503496503496],
    [10, 16, 22, 32, 0.750059116941691],
    [6, 16, 28, 32, 0.0006438740228726862],
    [9, 16, 16, 16, 0.006797676430601903],
    [4, 16, 0, 16, 0.10122358175750834],
    [0, 16, 0, 16, 1],
    [16, 16, 16, 16, 1],
  ])('%d of %d against %d of %d', (a, ofA, b, ofB, expected) => {
    const [first, second] = [
      { successes: a, of: ofA },
      { successes: b, of: ofB },
    ];
    expect(fisherExact(first, second)).toBeCloseTo(expected, 10);
    expect(fisherExact(second, first)).toBeCloseTo(expected, 10);
  });
});
