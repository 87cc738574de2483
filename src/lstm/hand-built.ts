/**
 * A network for parity that nobody trained: one unit, every gate saturated.
 *
 * The forget gate is shut and the output gate open, so the state is h = tanh(c) alone: tanh(1) = 0.76 after an odd
 * number of ones, 0 or -0.76 after an even one. The threshold 0.4 lies between.
 *
 *     zero: i = s(60 - 40 h) = 1    g = tanh(20 (h - 0.4)) = ±1    writes the side of 0.4 on which h lies
 *     one:  i = s(16 - 40 h)        g = tanh(30 + 20 h) = 1        writes 1 if h was low, 0 if it was high
 *
 * From any h within 0.1 of these three the next lies within 0.0001 of one of them: nothing wears down, however long
 * the string. `proof/hand-built.test.ts` has it certified for strings of every length.
 */
import type { ModelSpec } from './params.ts';

export const HAND_BUILT_SPEC: ModelSpec = { hidden: 1, activation: 'sigmoid', head: 'softmax' };

/** Columns i, f, c, o. */
/** Gates in the order i, f, c, o. */
export const HAND_BUILT_PARAMS: readonly number[] = [
  [60, 0, -8, 0], // input kernel of a zero
  [16, 0, 30, 0], // of a one
  [-40, 0, 20, 0], // recurrent kernel
  [0, -20, 0, 20], // bias
  [-10, 10], // output kernel: even, odd
  [4, -4], // output bias, so that the margin is 20 (h - 0.4)
].flat();
