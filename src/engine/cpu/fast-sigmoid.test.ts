import { expect, test } from 'vitest';
import { sigmoid } from '../../lstm/activations.ts';
import { fastSigmoid, fastTanh } from './fast-sigmoid.ts';

const grid = Array.from({ length: 100_001 }, (_, k) => (k - 50_000) / 2000);

const relativeError = (value: number, truth: number): number => Math.abs(value / truth - 1);

const worstError = (f: (z: number) => number, g: (z: number) => number): number =>
  grid.reduce((worst, z) => Math.max(worst, Math.abs(f(z) - g(z))), 0);

test('within 6e-9 of the sigmoid and 1.2e-8 of tanh', () => {
  expect(worstError(fastSigmoid, sigmoid)).toBeLessThan(6e-9);
  expect(worstError(fastTanh, Math.tanh)).toBeLessThan(1.2e-8);
});

test('the distance from 0 and from 1 is right to 1e-7 of itself', () => {
  const errors = grid
    .filter((z) => Math.abs(z) < 16.2)
    .map((z) =>
      Math.max(relativeError(fastSigmoid(z), sigmoid(z)), relativeError(1 - fastSigmoid(z), sigmoid(-z))),
    );
  expect(errors.reduce((worst, error) => Math.max(worst, error))).toBeLessThan(1e-7);
});

test('at the ends and of what is no number', () => {
  expect(fastSigmoid(0)).toBe(0.5);
  expect(fastSigmoid(Infinity)).toBeCloseTo(1, 8);
  expect(fastSigmoid(-Infinity)).toBeCloseTo(0, 8);
  expect(fastSigmoid(NaN)).toBeNaN();
});
