/** Known answers of the Threefry-2x32-20 reference (Random123's kat_vectors), and the permutation's properties. */
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { epochPermutation, PURPOSE, randomUniform, threefry2x32 } from './random.ts';

describe('threefry2x32', () => {
  test.each([
    [0, 0, 0, 0, 0x6b200159, 0x99ba4efe],
    [0xffffffff, 0xffffffff, 0xffffffff, 0xffffffff, 0x1cb996fc, 0xbb002be7],
    [0x13198a2e, 0x03707344, 0x243f6a88, 0x85a308d3, 0xc4923a9c, 0x483df7a0],
  ])('key %i %i, counter %i %i', (k0, k1, c0, c1, x, y) => {
    const out = new Uint32Array(2);
    threefry2x32([k0, k1], c0, c1, out);
    expect([...out]).toEqual([x, y]);
  });
});

test('uniform numbers lie strictly inside (0, 1) and have the right mean and variance', () => {
  const values = Array.from({ length: 20_000 }, (_, k) => randomUniform([7, PURPOSE.initialWeights], k));
  const mean = values.reduce((sum, x) => sum + x, 0) / values.length;
  const variance = values.reduce((sum, x) => sum + (x - mean) ** 2, 0) / values.length;
  expect(values.every((x) => x > 0 && x < 1)).toBe(true);
  // four standard errors
  expect(Math.abs(mean - 1 / 2)).toBeLessThan((4 * Math.sqrt(1 / 12)) / Math.sqrt(values.length));
  expect(Math.abs(variance - 1 / 12)).toBeLessThan((4 * Math.sqrt(1 / 180)) / Math.sqrt(values.length));
});

describe('epochPermutation', () => {
  test('visits every string once', () => {
    fc.assert(
      fc.property(
        fc.integer({ min: 1, max: 2 ** 31 - 1 }),
        fc.nat(1000),
        fc.integer({ min: 1, max: 3000 }),
        (seed, epoch, size) => {
          const place = epochPermutation(seed, epoch, size);
          const seen = new Set(Array.from({ length: size }, (_, position) => place(position)));
          expect(seen.size).toBe(size);
          expect(Math.max(...seen)).toBe(size - 1);
        },
      ),
      { numRuns: 60 },
    );
  });

  test('differs between epochs and between seeds', () => {
    const order = (seed: number, epoch: number): number[] =>
      Array.from({ length: 1000 }, (_, position) => epochPermutation(seed, epoch, 1000)(position));
    const fixedPoints = (a: number[], b: number[]): number => a.filter((n, k) => n === b[k]).length;
    // two independent permutations agree in one place on average
    expect(fixedPoints(order(1, 0), order(1, 1))).toBeLessThan(10);
    expect(fixedPoints(order(1, 0), order(2, 0))).toBeLessThan(10);
  });
});
