/** What the held-out strings of a run are, in words that stay true where there are but a few strings of that length. */
import { DISJOINT_FROM_BITS, HELD_OUT_STRINGS } from '../../parity/dataset.ts';
import { counted } from '../../session/counted.ts';
import type { RunConfig } from '../../session/experiment.ts';

/** `on 10,000 strings of 50 bits`; of 2 bits there are but four. */
export function heldOutWords(max: number, judged: number = HELD_OUT_STRINGS): string {
  const bits = counted(max, 'bit');
  return 2 ** max < judged
    ? `on ${counted(judged, 'random draw')} of the ${counted(2 ** max, 'string')} of ${bits}`
    : `on ${counted(judged, 'string')} of ${bits}`;
}

/** Whether a network can be said not to have seen them. */
export const areUnseen = (max: number): boolean => max >= DISJOINT_FROM_BITS;

/** What is to be known of training on strings so short; null: nothing. */
export function shortStringsWords({
  lengths,
  max,
  strings,
  sparse,
}: Pick<RunConfig, 'lengths' | 'max' | 'strings' | 'sparse'>): string | null {
  if (areUnseen(max)) return null;
  const all = 2 ** max;
  const share = (1 - sparse) / (all * (lengths === 'fixed' ? 1 : max));
  const missing = all * (1 - share) ** strings;
  if (strings < all || strings * share < 1 / 2)
    return 'So few strings are this short that some are training strings as well.';
  const there = `${counted(all, 'string')} of ${counted(max, 'bit')}`;
  return missing < SURE
    ? `There are only ${there}, and training sees all of them.`
    : `${counted(strings, 'training string')} drawn at random may hold fewer than the ${there}.`;
}

/** Strings that are missed on average, below which none is. */
const SURE = 1e-6;
