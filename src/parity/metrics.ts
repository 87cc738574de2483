/** The three accuracies of a set of strings, always beside each other: one alone hides broken strings. */

/** Loss and accuracies over a set of strings, each accuracy in 0..1 and exactly 1 only when nothing is wrong. */
export interface Metrics {
  /** Mean binary cross entropy, as the run's supervision defines it. */
  readonly loss: number;
  /** Share of right answers over every bit of every string. */
  readonly bitAccuracy: number;
  /** Share of strings answered rightly after their last bit. */
  readonly lastBitAccuracy: number;
  /** Share of strings without any wrong answer. */
  readonly stringAccuracy: number;
}

/** Metrics of the held-out set, with the number of wrong answers after each prefix length. */
export interface HeldOutMetrics extends Metrics {
  /** Entry t counts the strings answered wrongly after t + 1 bits. */
  readonly wrongByLength: readonly number[];
}

/** Integer tallies over some strings: they add up exactly over batches. */
export interface Tally {
  readonly strings: number;
  readonly bits: number;
  readonly wrongBits: number;
  readonly wrongLastBits: number;
  readonly wrongStrings: number;
}

/** A share that is 1 only when nothing is wrong, and 0 of an empty set is 0. */
const share = (wrong: number, of: number): number => (of === 0 ? 0 : (of - wrong) / of);

/** The accuracies of a tally, with the loss put beside them. */
export const metricsOf = (tally: Tally, loss: number): Metrics => ({
  loss,
  bitAccuracy: share(tally.wrongBits, tally.bits),
  lastBitAccuracy: share(tally.wrongLastBits, tally.strings),
  stringAccuracy: share(tally.wrongStrings, tally.strings),
});

/**
 * Whether a run counts as solved: no wrong answer on the held-out strings at any length that the setting trains.
 * Every step, or variable length: all prefixes; last step of a fixed length: the last bit.
 */
export function isSolved(
  setting: { readonly lengths: 'fixed' | 'variable'; readonly supervision: 'every' | 'last' },
  heldOut: Pick<Metrics, 'bitAccuracy' | 'lastBitAccuracy'>,
): boolean {
  const judgesLastBit = setting.lengths === 'fixed' && setting.supervision === 'last';
  return (judgesLastBit ? heldOut.lastBitAccuracy : heldOut.bitAccuracy) === 1;
}
