/**
 * What is measured of the gradient at the start of training (`signal.ts`, `start-falls.ts`), and the messages between
 * the page and the worker that measures: one plan at a time, `measure` -> a `seed` for each of its seeds, `falls` -> one
 * `falls`, or `failed`. A newer plan replaces the one in progress.
 */
import type { Initializer } from '../lstm/initializers.ts';
import type { ModelSpec, Supervision } from '../lstm/params.ts';
import type { Lengths } from './config.ts';

/** Which answers are marked, on strings of which lengths. */
export interface Setting {
  readonly supervision: Supervision;
  readonly lengths: Lengths;
}

/** The four settings of the 2x2. */
export const SETTINGS = [
  { supervision: 'every', lengths: 'fixed' },
  { supervision: 'every', lengths: 'variable' },
  { supervision: 'last', lengths: 'fixed' },
  { supervision: 'last', lengths: 'variable' },
] as const satisfies readonly Setting[];

/** Networks before training, on fair strings of up to `max` bits. */
export interface SignalPlan {
  readonly model: ModelSpec;
  readonly init: Initializer;
  readonly max: number;
  readonly seeds: readonly number[];
}

/** One setting's whole gradient. */
export interface SettingSignal {
  /** Norm of `sum_t w_t s_t`: what of the mean gradient tells parity. */
  readonly signal: number;
  /**
   * Standard deviation, from string to string, of the gradient's component along the signal. A mean of n strings has
   * the sampling noise `spread / sqrt(n)`, so the signal stands out of it from `(spread / signal)^2` strings on.
   */
  readonly spread: number;
}

/** What was measured of the network that a seed starts from. */
export interface SeedSignal {
  readonly seed: number;
  /** Norm of s_t; entry t - 1 is length t. */
  readonly byLength: readonly number[];
  /** Standard error of s_t; 0 where every string was counted. */
  readonly error: readonly number[];
  /** In the order of `SETTINGS`. */
  readonly settings: readonly SettingSignal[];
}

/** What is changed of the weights that training starts from; `PAGE_START` changes nothing. */
export interface StartChange {
  readonly forgetBias: number;
  /** Factor on the input kernel: on how differently a zero and a one act. */
  readonly inputScale: number;
  readonly recurrentScale: number;
}

export const PAGE_START: StartChange = { forgetBias: 1, inputScale: 1, recurrentScale: 1 };

export interface FallPlan {
  readonly model: ModelSpec;
  readonly init: Initializer;
  readonly seeds: readonly number[];
  readonly change: StartChange;
}

/** Medians over seeds. */
export interface Falls {
  /** Norm of s_t, for the lengths at which every string is counted; entry t - 1 is length t. */
  readonly byLength: readonly number[];
  /** By what factor these fall with every bit, in the mean over the first six lengths. */
  readonly perBit: number;
}

export type SignalCommand =
  | { readonly type: 'measure'; readonly requestId: number; readonly plan: SignalPlan }
  | { readonly type: 'falls'; readonly requestId: number; readonly plan: FallPlan };

export type SignalEvent =
  | { readonly type: 'seed'; readonly requestId: number; readonly signal: SeedSignal }
  | { readonly type: 'falls'; readonly requestId: number; readonly falls: Falls }
  | { readonly type: 'failed'; readonly requestId: number; readonly message: string };

/**
 * The weight w_t of the answers after t bits in the mean loss; entry t - 1 is length t, and they add up to 1. Every
 * step and variable length: the mean over the real bits of a batch, so a length counts as often as strings reach it.
 */
export function lossWeights({ supervision, lengths }: Setting, max: number): number[] {
  const weight = (t: number): number => {
    if (lengths === 'fixed') return supervision === 'every' ? 1 / max : Number(t === max);
    return supervision === 'last' ? 1 / max : (max + 1 - t) / ((max * (max + 1)) / 2);
  };
  return Array.from({ length: max }, (_, k) => weight(k + 1));
}
