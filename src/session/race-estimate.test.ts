import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { PURPOSE, randomUniform } from '../parity/random.ts';
import { msPerUpdate, speedUp, type Turn } from './race-estimate.ts';

const turns = (...pairs: readonly (readonly [number, number])[]): Turn[] =>
  pairs.map(([updates, ms]) => ({ updates, ms }));

describe('time per update', () => {
  test('is all the time over all updates, however they were cut', () => {
    expect(msPerUpdate([])).toBeNull();
    expect(msPerUpdate(turns([1, 4], [3, 8]))?.mean).toBeCloseTo(3);
    expect(msPerUpdate(turns([4, 12]))?.mean).toBeCloseTo(3);
  });

  test('has no error from fewer than three turns, and none where every update takes the same', () => {
    expect(msPerUpdate(turns([1, 4], [3, 8]))?.relativeError).toBeNull();
    fc.assert(
      fc.property(fc.array(fc.integer({ min: 1, max: 500 }), { minLength: 3 }), (counts) => {
        const estimate = msPerUpdate(counts.map((updates) => ({ updates, ms: 0.25 * updates })))!;
        expect(estimate.mean).toBeCloseTo(0.25);
        expect(estimate.relativeError).toBeCloseTo(0);
      }),
    );
  });
});

describe('speed-up', () => {
  test('is the rival’s time over ours, and its interval holds it', () => {
    const own = msPerUpdate(turns([100, 20], [100, 24], [100, 22]));
    const rival = msPerUpdate(turns([1, 180], [1, 220], [1, 200]));
    const found = speedUp(own, rival)!;
    expect(found.ratio).toBeCloseTo(200 / 0.22);
    expect(found.interval![0]).toBeLessThan(found.ratio);
    expect(found.interval![1]).toBeGreaterThan(found.ratio);
    expect(found.interval![0] * found.interval![1]).toBeCloseTo(found.ratio ** 2);
  });

  test('says nothing before both have run, and no interval before three turns', () => {
    const one = msPerUpdate(turns([1, 200]));
    expect(speedUp(null, one)).toBeNull();
    expect(speedUp(one, null)).toBeNull();
    expect(speedUp(one, one)).toEqual({ ratio: 1, interval: null });
  });

  test.each([3, 5, 20])('%i turns: about 95 of 100 intervals hold the true ratio', (count) => {
    let drawn = 0;
    // sum of twelve uniform numbers: close to normal
    const normal = (): number => {
      let sum = -6;
      for (let k = 0; k < 12; k++) sum += randomUniform([1, PURPOSE.initialWeights], (drawn += 1));
      return sum;
    };
    const draw = (updates: number, ms: number): Turn[] =>
      Array.from({ length: count }, () => ({ updates, ms: updates * ms * (1 + 0.1 * normal()) }));
    const trials = 1000;
    let held = 0;
    for (let trial = 0; trial < trials; trial++) {
      const { interval } = speedUp(msPerUpdate(draw(200, 0.25)), msPerUpdate(draw(1, 250)))!;
      if (interval![0] <= 1000 && 1000 <= interval![1]) held++;
    }
    // with equal spreads, the smaller number of turns taken for both errs on the safe side
    expect(held / trials).toBeGreaterThan(0.93);
  });
});
