import * as fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { adamStepSize, adamUpdate, freshAdam } from './adam.ts';

/** Keras' formula for one number, word by word. */
function naiveAdam(start: number, gradients: readonly number[], learningRate: number): number {
  let [w, m, v] = [start, 0, 0];
  for (const [k, g] of gradients.entries()) {
    m = 0.9 * m + 0.1 * g;
    v = 0.999 * v + 0.001 * g ** 2;
    const alpha = (learningRate * Math.sqrt(1 - 0.999 ** (k + 1))) / (1 - 0.9 ** (k + 1));
    w -= (alpha * m) / (Math.sqrt(v) + 1e-7);
  }
  return w;
}

const gradient = fc.double({ min: -10, max: 10, noNaN: true });

describe('adamUpdate', () => {
  test('is the Keras formula, parameter by parameter', () => {
    const runs = fc.array(fc.tuple(gradient, gradient, gradient), { minLength: 1, maxLength: 60 });
    fc.assert(
      fc.property(runs, fc.double({ min: 1e-6, max: 1, noNaN: true }), (gradients, learningRate) => {
        const state = freshAdam(Float64Array.of(0.5, -2, 0));
        for (const [k, g] of gradients.entries())
          adamUpdate(state, Float64Array.from(g), learningRate, k + 1);
        for (const [k, start] of [0.5, -2, 0].entries()) {
          const column = gradients.map((g) => g[k]);
          expect(state.params[k]).toBeCloseTo(naiveAdam(start, column, learningRate), 10);
        }
      }),
    );
  });

  test('adds epsilon before the bias correction: a gradient of 1e-6 moves 0.24 learning rates, not 0.91', () => {
    const state = freshAdam(Float64Array.of(0));
    adamUpdate(state, Float64Array.of(1e-6), 0.01, 1);
    const root = Math.sqrt(0.001) * 1e-6;
    expect(state.params[0] / -0.01).toBeCloseTo(root / (root + 1e-7), 9);
    expect(state.params[0] / -0.01).toBeCloseTo(0.24, 2);
  });

  test('leaves a parameter without gradient where it is', () => {
    const state = freshAdam(Float64Array.of(0.25, 1));
    for (let t = 1; t <= 10; t++) adamUpdate(state, Float64Array.of(0, 1), 0.1, t);
    expect(state.params[0]).toBe(0.25);
    // a steady gradient moves one learning rate per update
    expect(state.params[1]).toBeCloseTo(0, 5);
  });

  test('keeps the precision of the parameters', () => {
    const single = freshAdam(Float32Array.of(1));
    const double = freshAdam(Float64Array.of(1));
    expect([single.m, single.v].every((moment) => moment instanceof Float32Array)).toBe(true);
    expect([double.m, double.v].every((moment) => moment instanceof Float64Array)).toBe(true);
  });
});

test('adamStepSize is lr sqrt(1 - 0.999^t) / (1 - 0.9^t) and tends to lr', () => {
  for (const t of [1, 2, 10, 1000])
    expect(adamStepSize(0.01, t) / ((0.01 * Math.sqrt(1 - 0.999 ** t)) / (1 - 0.9 ** t))).toBeCloseTo(1, 12);
  expect(adamStepSize(0.01, 1e6)).toBe(0.01);
});
