/** The scalar functions of the cell, with derivatives written in terms of their value where that is exact. */
import type { Activation } from './params.ts';

/** Logistic sigmoid `1 / (1 + exp(-z))`; exact 0 and 1 only where the exponential leaves float64. */
export const sigmoid = (z: number): number => 1 / (1 + Math.exp(-z));

/** `clip(0.2 z + 0.5, 0, 1)`: the hard sigmoid of Keras 2 and tfjs (Keras 3 divides by 6). */
export const hardSigmoid = (z: number): number => Math.min(1, Math.max(0, 0.2 * z + 0.5));

/** The gate function named by a model. */
export const gateFunction = (activation: Activation): ((z: number) => number) =>
  activation === 'sigmoid' ? sigmoid : hardSigmoid;

/**
 * Derivative of the gate function from its value `s`: `s (1 - s)` for the sigmoid; for the hard sigmoid 0.2
 * strictly inside, 0 outside and at the knees.
 */
export const gateDerivative = (activation: Activation): ((s: number) => number) =>
  activation === 'sigmoid' ? (s) => s * (1 - s) : (s) => (s > 0 && s < 1 ? 0.2 : 0);

/** `ln(1 + exp(x))` without overflow. */
export const softplus = (x: number): number => Math.max(x, 0) + Math.log1p(Math.exp(-Math.abs(x)));
