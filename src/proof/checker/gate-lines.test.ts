import { expect, test } from 'vitest';
import { seededRandom } from '../test-networks.fixture.ts';
import { GateLine } from './gate-lines.ts';
import { rootAbove, boundedSigmoid, SIGMOID_ERROR } from './rounding.ts';

const sigmoidOf = (x: number): number => 1 / (1 + Math.exp(-x));

test('the sigmoid is as near as it says', () => {
  let worst = 0;
  for (let x = -50; x < 50; x += 0.00173) worst = Math.max(worst, Math.abs(boundedSigmoid(x) - sigmoidOf(x)));
  // of which the library has a part
  expect(worst).toBeLessThan(SIGMOID_ERROR / 100);
  expect(boundedSigmoid(Number.NaN)).toBeNaN();
});

test('a root is never too small, and not much too large', () => {
  const random = seededRandom(1);
  let off = 0;
  for (let k = 0; k < 10_000; k++) {
    const x = 10 ** (40 * random() - 20);
    const root = rootAbove(x);
    if (!(root * root > x && root < Math.sqrt(x) * (1 + 1e-11))) off++;
  }
  expect(off).toBe(0);
  expect(rootAbove(0)).toBeLessThan(1e-100);
});

test.each(['setSigmoid', 'setTanh', 'setHardSigmoid'] as const)(
  '%s: the line is as near as it says',
  (kind) => {
    const f = {
      setSigmoid: sigmoidOf,
      setTanh: Math.tanh,
      setHardSigmoid: (z: number) => Math.min(1, Math.max(0, z / 5 + 0.5)),
    }[kind];
    const random = seededRandom(2);
    const line = new GateLine();
    let [outside, escaped, tight] = [0, 0, 0];
    for (let k = 0; k < 3000; k++) {
      const low = 12 * random() - 6;
      const high = low + 10 ** (5 * random() - 4);
      line[kind](low, high, 1e-6);
      let most = 0;
      for (let at = 0; at <= 40; at++) {
        const z = low + ((high - low) * at) / 40;
        most = Math.max(most, Math.abs(f(z) - line.value - line.slope * z));
        if (!(f(z) >= line.lo && f(z) <= line.hi)) escaped++;
      }
      if (most > line.error) outside++;
      if (line.error < 1.3 * most + 2e-6) tight++;
    }
    expect({ outside, escaped }).toEqual({ outside: 0, escaped: 0 });
    expect(tight).toBeGreaterThan(2700);
  },
);
