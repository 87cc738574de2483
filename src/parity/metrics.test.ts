import * as fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { isSolved, metricsOf, type Metrics } from './metrics.ts';

/** Of ten strings, each as long as there are counts, with at most one wrong answer each. */
function heldOut(wrongByLength: readonly number[]): Metrics {
  const wrong = wrongByLength.reduce((sum, count) => sum + count, 0);
  const wrongLastBits = wrongByLength.at(-1) ?? 0;
  const bits = 10 * wrongByLength.length;
  return metricsOf({ strings: 10, bits, wrongBits: wrong, wrongLastBits, wrongStrings: wrong }, 0);
}

describe('metricsOf', () => {
  test('counts each accuracy over its own kind of answer', () => {
    expect(
      metricsOf({ strings: 10, bits: 500, wrongBits: 5, wrongLastBits: 2, wrongStrings: 3 }, 0.4),
    ).toEqual({ loss: 0.4, bitAccuracy: 0.99, lastBitAccuracy: 0.8, stringAccuracy: 0.7 });
  });

  test('is 1 only when nothing is wrong, up to the largest sets', () => {
    const upTo = fc.integer({ min: 1, max: Number.MAX_SAFE_INTEGER });
    fc.assert(
      fc.property(upTo, upTo, (a, b) => {
        const of = Math.max(a, b);
        const wrong = Math.min(a, b);
        const accuracies = metricsOf(
          { strings: of, bits: of, wrongBits: wrong, wrongLastBits: wrong, wrongStrings: wrong },
          0,
        );
        expect(accuracies.bitAccuracy).toBeLessThan(1);
        expect(accuracies.lastBitAccuracy).toBeLessThan(1);
        expect(accuracies.stringAccuracy).toBeLessThan(1);
        expect(accuracies.stringAccuracy).toBeGreaterThanOrEqual(0);
      }),
    );
    expect(metricsOf({ strings: 7, bits: 9, wrongBits: 0, wrongLastBits: 0, wrongStrings: 0 }, 0)).toEqual({
      loss: 0,
      bitAccuracy: 1,
      lastBitAccuracy: 1,
      stringAccuracy: 1,
    });
  });

  test('an empty set has no right answer', () => {
    expect(
      metricsOf({ strings: 0, bits: 0, wrongBits: 0, wrongLastBits: 0, wrongStrings: 0 }, 0),
    ).toMatchObject({ bitAccuracy: 0, lastBitAccuracy: 0, stringAccuracy: 0 });
  });
});

describe('isSolved', () => {
  const settings = [
    { lengths: 'fixed', supervision: 'every', judgesPrefixes: true },
    { lengths: 'fixed', supervision: 'last', judgesPrefixes: false },
    { lengths: 'variable', supervision: 'every', judgesPrefixes: true },
    { lengths: 'variable', supervision: 'last', judgesPrefixes: true },
  ] as const;

  test.each(settings)('$lengths length, $supervision step', ({ judgesPrefixes, ...setting }) => {
    expect(isSolved(setting, heldOut([0, 0, 0]))).toBe(true);
    expect(isSolved(setting, heldOut([0, 0, 1]))).toBe(false);
    // wrong in the middle, right at the end
    expect(isSolved(setting, heldOut([0, 1, 0]))).toBe(!judgesPrefixes);
    expect(isSolved(setting, heldOut([1, 0, 0]))).toBe(!judgesPrefixes);
  });
});
