import { expect, test } from 'vitest';
import { traceString } from '../lstm/forward.ts';
import { marginLoss } from '../lstm/loss.ts';
import { paramCount, type ModelSpec } from '../lstm/params.ts';
import { nudgedWeights, PlainAnswers } from './plain-answers.ts';

const SPECS: readonly ModelSpec[] = [
  { hidden: 1, activation: 'sigmoid', head: 'softmax' },
  { hidden: 3, activation: 'hard-sigmoid', head: 'double-softmax' },
];

test.each(SPECS)('margins and losses are those of the trace: %o', (spec) => {
  const params = Float32Array.from({ length: paramCount(spec.hidden) }, (_, k) => 2 * Math.sin(7 * k + 1));
  const bits = Array.from({ length: 40 }, (_, t) => ((t * t + 1) % 3) & 1);
  const { margin } = traceString(spec, params, bits);
  const plain = new PlainAnswers(spec).load(params);
  plain.margins(bits).forEach((found, t) => expect(found).toBeCloseTo(margin[t], 12));
  let [parity, loss] = [0, 0];
  for (const [t, bit] of bits.entries()) loss += marginLoss(margin[t], (parity ^= bit), spec.head).loss;
  expect(plain.loss(bits)).toBeCloseTo(loss, 10);
});

test('nudged weights differ from each other, and by no more than rounding does', () => {
  const params = Float32Array.from({ length: 20 }, (_, k) => Math.cos(k));
  const nudged = nudgedWeights(params);
  expect(new Set(nudged.map(String)).size).toBe(nudged.length);
  for (const near of nudged)
    near.forEach((weight, k) => expect(Math.abs(weight / params[k] - 1)).toBeLessThan(2 ** -19));
});
