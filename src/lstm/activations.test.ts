import * as fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { gateDerivative, gateFunction, hardSigmoid, sigmoid, softplus } from './activations.ts';

const anyZ = fc.double({ min: -30, max: 30, noNaN: true });

describe('sigmoid', () => {
  test('is (1 + tanh(z / 2)) / 2, and s(-z) = 1 - s(z)', () => {
    fc.assert(
      fc.property(anyZ, (z) => {
        expect(sigmoid(z)).toBeCloseTo((1 + Math.tanh(z / 2)) / 2, 14);
        expect(sigmoid(-z)).toBeCloseTo(1 - sigmoid(z), 14);
      }),
    );
  });

  test('stays in [0, 1] at any z', () => {
    expect([-1e4, 0, 1e4].map(sigmoid)).toEqual([0, 0.5, 1]);
    expect([-Infinity, Infinity].map(sigmoid)).toEqual([0, 1]);
  });
});

test.each([
  [-1e9, 0],
  [-2.6, 0],
  [-2.5, 0],
  [-1.25, 0.25],
  [0, 0.5],
  [1.25, 0.75],
  [2.5, 1],
  [2.6, 1],
  [1e9, 1],
])('hardSigmoid(%d) is %d', (z, value) => {
  expect(hardSigmoid(z)).toBe(value);
});

describe('gateDerivative', () => {
  test.each(['sigmoid', 'hard-sigmoid'] as const)('%s: from the value, the slope at z', (activation) => {
    const gate = gateFunction(activation);
    const slope = gateDerivative(activation);
    fc.assert(
      fc.property(anyZ, (z) => {
        fc.pre(activation === 'sigmoid' || Math.abs(Math.abs(z) - 2.5) > 1e-4);
        const step = 1e-5;
        expect(slope(gate(z))).toBeCloseTo((gate(z + step) - gate(z - step)) / (2 * step), 8);
      }),
    );
  });

  test('of the hard sigmoid is 0 at the knees and outside, 0.2 just inside', () => {
    const slopeAt = (z: number): number => gateDerivative('hard-sigmoid')(hardSigmoid(z));
    expect([-3, -2.5, 2.5, 3].map(slopeAt)).toEqual([0, 0, 0, 0]);
    expect([-2.4999, 0, 2.4999].map(slopeAt)).toEqual([0.2, 0.2, 0.2]);
  });
});

describe('softplus', () => {
  test('is ln(1 + exp(x))', () => {
    fc.assert(
      fc.property(anyZ, (x) => {
        expect(softplus(x)).toBeCloseTo(Math.log(1 + Math.exp(x)), 13);
      }),
    );
  });

  test('neither overflows nor loses small values', () => {
    expect(softplus(1000)).toBe(1000);
    expect(softplus(-1000)).toBe(0);
    expect(softplus(-40) / Math.exp(-40)).toBeCloseTo(1, 14);
  });
});
