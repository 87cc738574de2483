/**
 * Adam (Kingma and Ba, ICLR 2015) in the form that Keras computes: epsilon is added to sqrt(v) *before* the bias
 * correction ("epsilon hat" of the paper's section 2). tfjs adds it after, which is another optimiser at small t.
 */
import type { ParamVector } from './params.ts';

export const ADAM = { beta1: 0.9, beta2: 0.999, epsilon: 1e-7 } as const;

/** Parameters with Adam's two moments, updated in place. */
export interface AdamState {
  readonly params: ParamVector;
  readonly m: ParamVector;
  readonly v: ParamVector;
}

/** Moments of a fresh run, in the precision of the parameters. */
export function freshAdam(params: ParamVector): AdamState {
  const zeros = (): ParamVector =>
    params instanceof Float32Array ? new Float32Array(params.length) : new Float64Array(params.length);
  return { params, m: zeros(), v: zeros() };
}

/** `lr sqrt(1 - beta2^t) / (1 - beta1^t)` for update t = 1, 2, ... */
export const adamStepSize = (learningRate: number, t: number): number =>
  (learningRate * Math.sqrt(-Math.expm1(t * Math.log(ADAM.beta2)))) / -Math.expm1(t * Math.log(ADAM.beta1));

/** Update number `t` (from 1): `m <- b1 m + (1-b1) g`, `v <- b2 v + (1-b2) g^2`, `w <- w - a m / (sqrt(v) + eps)`. */
export function adamUpdate(state: AdamState, gradient: ParamVector, learningRate: number, t: number): void {
  const { params, m, v } = state;
  const stepSize = adamStepSize(learningRate, t);
  for (let k = 0; k < params.length; k++) {
    const g = gradient[k];
    m[k] = ADAM.beta1 * m[k] + (1 - ADAM.beta1) * g;
    v[k] = ADAM.beta2 * v[k] + (1 - ADAM.beta2) * g * g;
    params[k] -= (stepSize * m[k]) / (Math.sqrt(v[k]) + ADAM.epsilon);
  }
}
