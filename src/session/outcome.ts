/** What a decision comes to, and where it is kept. */
import type { ProvedSets } from '../proof/portrait/proved-sets.ts';
import type { Verdict } from '../proof/verdict.ts';
import type { EngineName } from '../training/protocol.ts';

export type { EngineName };

/** `failed`: the search itself broke down. */
export type Outcome =
  | (Verdict & {
      /** Of a certified network, what its certificate can show; absent: nothing. */
      readonly proved?: ProvedSets;
    })
  | { readonly verdict: 'failed'; readonly message: string };

/** What can be shown of a proof; null: nothing is proved, or nothing of it can be drawn. */
export const provedOf = (outcome: Outcome | null): ProvedSets | null =>
  outcome?.verdict === 'certified' ? (outcome.proved ?? null) : null;

/** Where a verdict is kept: a replica's index, or `BY_ITSELF`. */
export type Slot = number;
/** The slot of a network that is no replica of the run: opened from a file or link, or untrained. */
export const BY_ITSELF: Slot = -1;

/** What the engine makes of a wrong string. */
export interface Replay {
  readonly outcome: Outcome;
  readonly engine: EngineName;
  /** Whether it answers wrongly too; null: not known yet, or it could not be asked. */
  readonly isWrong: boolean | null;
}
