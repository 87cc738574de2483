import { describe, expect, test } from 'vitest';
import { lossAndGradient } from './backward.ts';
import { traceString } from './forward.ts';
import { initialParams } from './initializers.ts';
import { marginLoss } from './loss.ts';
import type { ModelSpec } from './params.ts';
import { Tangents } from './tangents.ts';

/** A fixed sequence of numbers in (0, 1) with nothing special about it. */
const uniform = (index: number): number => ((index * 0.618_033_988_749 + 0.377) % 1) * 0.98 + 0.01;

const specs: ModelSpec[] = [
  { hidden: 1, activation: 'sigmoid', head: 'softmax' },
  { hidden: 1, activation: 'hard-sigmoid', head: 'double-softmax' },
  { hidden: 3, activation: 'sigmoid', head: 'softmax' },
];
const bits = [1, 0, 1, 1, 0, 0, 1, 1, 1, 0, 1];

describe.each(specs)('$hidden units, $activation, $head', (spec) => {
  const params = Float64Array.from(initialParams(spec.hidden, 'glorot-normal', uniform), (w) => 1.5 * w);
  const tangents = new Tangents(spec, params);

  test('margins and gradients after every bit are those of the backward pass', () => {
    const { margin } = traceString(spec, params, bits);
    const gradient = new Float64Array(tangents.size);
    let state = tangents.zero();
    for (const [t, bit] of bits.entries()) {
      const next = tangents.zero();
      tangents.step(state, bit, next);
      state = next;
      expect(tangents.margin(state, gradient)).toBeCloseTo(margin[t], 14);
      const labels = bits.map(() => 1);
      const upTo = { bits: bits.slice(0, t + 1), labels };
      const backward = lossAndGradient(spec, params, [upTo], 'last').gradient;
      const { slope } = marginLoss(margin[t], 1, spec.head);
      expect(Math.abs(slope)).toBeGreaterThan(0.01);
      for (let p = 0; p < tangents.size; p++) expect(slope * gradient[p]).toBeCloseTo(backward[p], 13);
    }
  });

  test('a step leaves the state before it as it was', () => {
    const [start, next] = [tangents.zero(), tangents.zero()];
    tangents.step(start, 1, next);
    expect(start).toEqual(tangents.zero());
    expect(next).not.toEqual(start);
  });
});
