/** The scales of fresh weights, by statistics over seeds that are fixed. */
import { describe, expect, test } from 'vitest';
import { PURPOSE, randomUniform } from '../parity/random.ts';
import { initialParams, type Initializer } from './initializers.ts';
import { paramLayout, paramRows, type ParamName } from './params.ts';

const fresh = (hidden: number, initializer: Initializer, seed: number): Float32Array =>
  initialParams(hidden, initializer, (k) => randomUniform([seed, PURPOSE.initialWeights], k));

/** One array's numbers over 400 seeds. */
function drawn(hidden: number, initializer: Initializer, name: ParamName): number[] {
  const block = paramLayout(hidden)[name];
  return Array.from({ length: 400 }, (_, k) => paramRows(fresh(hidden, initializer, k + 1), block)).flat(2);
}

const largest = (values: readonly number[]): number =>
  values.reduce((most, x) => Math.max(most, Math.abs(x)), 0);

/** Mean and variance, each in its standard errors, given the true variance and fourth moment over its square. */
function momentScores(values: readonly number[], variance: number, kurtosis: number): [number, number] {
  const mean = values.reduce((sum, x) => sum + x, 0) / values.length;
  const square = values.reduce((sum, x) => sum + x * x, 0) / values.length;
  return [
    Math.abs(mean) / Math.sqrt(variance / values.length),
    Math.abs(square / variance - 1) / Math.sqrt((kurtosis - 1) / values.length),
  ];
}

describe.each([1, 2, 4, 8])('%i units', (hidden) => {
  test('glorot-normal input kernel: variance 2 / (2 + 4H), truncated at two standard deviations', () => {
    const values = drawn(hidden, 'glorot-normal', 'inputKernel');
    const variance = 2 / (2 + 4 * hidden);
    expect(Math.max(...momentScores(values, variance, 2.37))).toBeLessThan(4);
    const limit = (2 * Math.sqrt(variance)) / 0.87962566103423978;
    expect(largest(values)).toBeLessThanOrEqual(limit * (1 + 1e-6));
    expect(largest(values)).toBeGreaterThan(0.97 * limit);
  });

  test('glorot-uniform input kernel: uniform in ±sqrt(6 / (2 + 4H))', () => {
    const values = drawn(hidden, 'glorot-uniform', 'inputKernel');
    const limit = Math.sqrt(6 / (2 + 4 * hidden));
    expect(Math.max(...momentScores(values, limit ** 2 / 3, 1.8))).toBeLessThan(4);
    expect(largest(values)).toBeLessThanOrEqual(limit * (1 + 1e-6));
    expect(largest(values)).toBeGreaterThan(0.98 * limit);
  });

  test.each(['glorot-normal', 'glorot-uniform'] as const)(
    '%s: output kernel uniform in ±sqrt(6 / (H + 2))',
    (init) => {
      const values = drawn(hidden, init, 'outputKernel');
      const limit = Math.sqrt(6 / (hidden + 2));
      expect(Math.max(...momentScores(values, limit ** 2 / 3, 1.8))).toBeLessThan(4);
      expect(largest(values)).toBeLessThanOrEqual(limit * (1 + 1e-6));
    },
  );

  test('biases are 0, but 1 at the forget gate', () => {
    const layout = paramLayout(hidden);
    const params = fresh(hidden, 'glorot-normal', 5);
    const [bias] = paramRows(params, layout.bias);
    expect(bias).toEqual(bias.map((_, k) => (k >= hidden && k < 2 * hidden ? 1 : 0)));
    expect(paramRows(params, layout.outputBias)).toEqual([[0, 0]]);
  });
});

test.each([1, 2, 3, 8, 64])('the %i rows of the recurrent kernel are orthonormal', (hidden) => {
  const rows = paramRows(fresh(hidden, 'glorot-normal', 3), paramLayout(hidden).recurrentKernel);
  for (const [a, left] of rows.entries())
    for (const [b, right] of rows.entries()) {
      const product = left.reduce((sum, x, k) => sum + x * right[k], 0);
      expect(Math.abs(product - Number(a === b))).toBeLessThan(1e-6);
    }
});

test('no direction of the recurrent kernel is favoured: every entry has mean 0 and variance 1 / (4H)', () => {
  const hidden = 2;
  const values = drawn(hidden, 'glorot-normal', 'recurrentKernel');
  for (let place = 0; place < 4 * hidden ** 2; place++) {
    const atPlace = values.filter((_, k) => k % (4 * hidden ** 2) === place);
    // of a unit vector's coordinate in n dimensions the kurtosis is 3n / (n + 2)
    expect(Math.max(...momentScores(atPlace, 1 / (4 * hidden), 2.4))).toBeLessThan(4);
  }
});

test('the draws alone decide', () => {
  expect(fresh(4, 'glorot-normal', 9)).toEqual(fresh(4, 'glorot-normal', 9));
  expect(fresh(4, 'glorot-normal', 9)).not.toEqual(fresh(4, 'glorot-normal', 10));
  expect(fresh(4, 'glorot-normal', 9)).not.toEqual(fresh(4, 'glorot-uniform', 9));
});
