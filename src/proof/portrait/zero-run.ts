/**
 * What a network answers to a one and k zeros, for every k up to 100,000: one walk, in slices, which ends early where
 * the state stands still. A leak shows here as the k from which on the answer is wrong.
 */
import type { ModelSpec, ParamVector } from '../../lstm/params.ts';
import { createWalker } from '../walker.ts';

export const MOST_ZEROS = 100_000;
const PER_DECADE = 100;

/** The k that are kept: every one at first, then evenly on a logarithmic scale, up to `MOST_ZEROS`. */
export const ZERO_COUNTS: readonly number[] = [
  0,
  ...new Set(
    Array.from({ length: Math.log10(MOST_ZEROS) * PER_DECADE + 1 }, (_, k) =>
      Math.round(10 ** (k / PER_DECADE)),
    ),
  ),
];

/** The place in `ZERO_COUNTS` of a k, or of the one before it. */
export function placeOfZeros(zeros: number): number {
  const beyond = ZERO_COUNTS.findIndex((count) => count > zeros);
  return beyond < 0 ? ZERO_COUNTS.length - 1 : beyond - 1;
}

export interface ZeroRun {
  /** Walks so many steps on; false once there is nothing left to walk. */
  advance(steps: number): boolean;
  /** Margins after each of `ZERO_COUNTS` zeros, as far as it has come: positive is "odd", and right. */
  readonly margins: readonly number[];
  /** Zeros after which the answer is wrong first; -1: none yet. */
  readonly firstWrong: number;
}

export function startZeroRun(spec: ModelSpec, params: ParamVector): ZeroRun {
  const walker = createWalker(spec, params);
  const state = new Float64Array(2 * spec.hidden);
  const before = new Float64Array(2 * spec.hidden);
  const margins: number[] = [];
  let zeros = -1;
  let firstWrong = -1;
  const take = (margin: number): void => {
    if (ZERO_COUNTS[margins.length] === zeros) margins.push(margin);
    if (firstWrong < 0 && !(margin > 0)) firstWrong = zeros;
  };
  return {
    margins,
    get firstWrong() {
      return firstWrong;
    },
    advance(steps) {
      for (let left = steps; left > 0; left--) {
        if (margins.length === ZERO_COUNTS.length) return false;
        before.set(state);
        zeros += 1;
        const margin = walker.step(state, zeros === 0 ? 1 : 0);
        take(margin);
        // from here on every zero leaves all as it is
        if (zeros > 0 && state.every((value, k) => value === before[k]))
          while (margins.length < ZERO_COUNTS.length) margins.push(margin);
      }
      return margins.length < ZERO_COUNTS.length;
    },
  };
}
