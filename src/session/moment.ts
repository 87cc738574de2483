/**
 * The way that a run has come: weights at moments of it, few enough for the memory, and the moment that is looked at.
 * Training goes on meanwhile, and what was found out about the newest weights stays theirs.
 */
import type { WeightSnapshot } from '../training/protocol.ts';
import { frozenAt, updateOf, type RunRecord } from './run-record.ts';

/** A moment of a run that is looked at. It holds its weights, so that thinning out takes nothing away from the eye. */
export interface Moment {
  readonly runId: number;
  readonly weights: WeightSnapshot;
}

/** What looking back depends on. */
export interface MomentInputs {
  readonly run: Pick<RunRecord, 'id' | 'config' | 'repairs' | 'solvedAt' | 'weights'> | null;
  readonly replica: number;
  readonly moment: Moment | null;
}

/** The looked-at weights of the shown replica, with its own count of updates; null: the newest are looked at. */
export function pastWeights({ run, replica, moment }: MomentInputs): WeightSnapshot | null {
  if (!run || moment?.runId !== run.id) return null;
  const update = Math.min(moment.weights.update, frozenAt(run, replica));
  if (update >= updateOf(run, replica)) return null;
  return update === moment.weights.update ? moment.weights : { ...moment.weights, update };
}

/** Moments of one replica that can be looked at, oldest first; none of them is the newest. */
export function momentsOf(run: RunRecord, replica: number): readonly WeightSnapshot[] {
  const end = updateOf(run, replica);
  const stop = frozenAt(run, replica);
  const moments = run.snapshots.filter(({ update }) => update < Math.min(end, stop));
  // a replica that stopped and was repaired since stood still before that
  const before = stop < end ? run.snapshots.find(({ update }) => update >= stop) : undefined;
  return before ? [...moments, before] : moments;
}
