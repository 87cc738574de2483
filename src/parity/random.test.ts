/** Known answers of the Threefry-2x32-20 reference (Random123's kat_vectors), and the permutation's properties. */
import * as fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { epochPermutation, PURPOSE, randomUniform, threefry2x32 } from './random.ts';

describe('threefry2x32', () => {
  test.each([
    { key: [0, 0], counter: [0, 0], words: [0x6b200159, 0x99ba4efe] },
    {
      key: [0xffffffff, 0xffffffff],
      counter: [0xffffffff, 0xffffffff],
      words: [0x1cb996fc, 0xbb002be7],
    },
    {
      key: [0x13198a2e, 0x03707344],
      counter: [0x243f6a88, 0x85a308d3],
      words: [0xc4923a9c, 0x483df7a0],
    },
  ] as const)('key $key, counter $counter', ({ key, counter, words }) => {
    const out = new Uint32Array(2);
    threefry2x32(key, counter[0], counter[1], out);
    expect([...out]).toEqual(words);
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

/** The first 1000 strings in the order of an epoch. */
const order = (seed: number, epoch: number): number[] =>
  Array.from({ length: 1000 }, (_, position) => epochPermutation(seed, epoch, 1000)(position));

const fixedPoints = (a: number[], b: number[]): number => a.filter((n, k) => n === b[k]).length;

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
    // two independent permutations agree in one place on average
    expect(fixedPoints(order(1, 0), order(1, 1))).toBeLessThan(10);
    expect(fixedPoints(order(1, 0), order(2, 0))).toBeLessThan(10);
  });
});
