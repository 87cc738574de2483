import { expect, test } from 'vitest';
import { sigmoid } from '../../lstm/activations.ts';
import { SIGMOID, squash, TANH } from './squash.ts';

const grid = Float64Array.from({ length: 100_001 }, (_, k) => (k - 50_000) / 2000);

function squashed(values: Float64Array, kind: 1 | 2): Float64Array {
  const result = values.slice();
  squash(result, 0, result.length, kind);
  return result;
}

const largest = (values: Float64Array): number => values.reduce((most, x) => Math.max(most, Math.abs(x)), 0);

test('within 6e-9 of the sigmoid and 1.2e-8 of tanh', () => {
  const sigmoids = squashed(grid, SIGMOID);
  const tanhs = squashed(grid, TANH);
  expect(largest(grid.map((z, k) => sigmoids[k] - sigmoid(z)))).toBeLessThan(6e-9);
  expect(largest(grid.map((z, k) => tanhs[k] - Math.tanh(z)))).toBeLessThan(1.2e-8);
});

test('the distance from 0 and from 1 is right to 1e-7 of itself', () => {
  const unclipped = grid.filter((z) => Math.abs(z) < 16.2);
  const sigmoids = squashed(unclipped, SIGMOID);
  expect(largest(unclipped.map((z, k) => sigmoids[k] / sigmoid(z) - 1))).toBeLessThan(1e-7);
  expect(largest(unclipped.map((z, k) => (1 - sigmoids[k]) / sigmoid(-z) - 1))).toBeLessThan(1e-7);
});

test('at the ends and of what is no number', () => {
  const [middle, high, low, none] = squashed(Float64Array.of(0, Infinity, -Infinity, NaN), SIGMOID);
  expect(middle).toBe(0.5);
  expect(high).toBeCloseTo(1, 8);
  expect(low).toBeCloseTo(0, 8);
  expect(none).toBeNaN();
});

test('leaves what lies outside its range', () => {
  const values = Float64Array.of(3, 3, 3, 3);
  squash(values, 1, 3, TANH);
  expect([values[0], values[3]]).toEqual([3, 3]);
});
