import { describe, expect, test } from 'vitest';
import { traceString } from '../lstm/forward.ts';
import { randomNetwork, seededRandom } from './test-networks.fixture.ts';
import { createWalker } from './walker.ts';

describe.each([1, 2, 5])('%i units', (hidden) => {
  test.each(['sigmoid', 'hard-sigmoid'] as const)('%s: walks as the plain model traces', (activation) => {
    const random = seededRandom(hidden);
    const { spec, params } = randomNetwork(hidden, activation, random);
    const bits = Array.from({ length: 200 }, () => (random() < 0.5 ? 0 : 1));
    const trace = traceString(spec, params, bits);
    const plain = createWalker(spec, params);
    const rounded = createWalker(spec, params, 'float32');
    const states = [new Float64Array(2 * hidden), new Float64Array(2 * hidden)];
    for (const [t, bit] of bits.entries()) {
      expect(plain.step(states[0], bit)).toBeCloseTo(trace.margin[t], 9);
      expect(states[0][0]).toBeCloseTo(trace.c[t * hidden], 9);
      rounded.step(states[1], bit);
      expect(Array.from(states[1])).toEqual(Array.from(states[1], Math.fround));
    }
  });
});
