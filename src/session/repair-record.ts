/** What the page keeps of a repair: what was wrong, what each epoch did, and how it ended. */
import type { Outcome, Slot } from './outcome.ts';
import type { RepairStep } from './repair-plan.ts';

/** What was found out about a network; `unsolved`: held-out strings find it wrong. */
export type RepairFinding = Outcome | { readonly verdict: 'unsolved' };

/** One epoch of a repair. */
export interface RepairRound {
  readonly step: RepairStep;
  readonly finding: RepairFinding;
}

export type RepairEnding =
  | 'certified'
  | 'budget' // all epochs used
  | 'stopped' // by the visitor
  | 'failed'; // an error ended it

/** A repair as the run's file holds it. */
export interface RepairRecord {
  readonly replica: Slot;
  /** Seed of the strings that it trains on. */
  readonly seed: number;
  /** The network before. */
  readonly before: Float32Array;
  /** What was wrong with it; null while that is being found out. */
  readonly found: RepairFinding | null;
  readonly rounds: readonly RepairRound[];
  /** Updates of the replica, its run's included, with the newest epoch. */
  readonly update: number;
  /** Null while it goes on. */
  readonly ending: RepairEnding | null;
}

/** A repair with what it needs to go on and to be undone. */
export interface Repair extends RepairRecord {
  /** The run whose replica is repaired; null: a network by itself. */
  readonly runId: number | null;
  readonly phase: 'training' | 'proving' | 'ended';
  /** What the epoch in progress does. */
  readonly step: RepairStep | null;
  /** How much of it is done, 0..1. */
  readonly done: number;
  /** What went wrong, when it failed. */
  readonly message: string | null;
  /** What was there before, besides the weights. */
  readonly undo: {
    /** Points of the replica's curve. */
    readonly points: number;
    readonly wrongByLength: readonly number[] | null;
    readonly solvedAt: number | null;
    /** Where an opened network comes from. */
    readonly source: string;
  };
}

export const isUnderRepair = (repair: Repair | null, replica: Slot): boolean =>
  repair !== null && repair.phase !== 'ended' && repair.replica === replica;
