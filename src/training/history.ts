/** The record of a run, as the curves draw it and the run file holds it. */
import type { HeldOutMetrics, Metrics } from '../parity/metrics.ts';

/**
 * One point of a replica's curve. Training figures cover the updates since the point before; `heldOut` is null
 * between evaluations.
 */
export interface HistoryPoint extends Metrics {
  /** Updates so far. */
  readonly update: number;
  /** Epochs so far, with the fraction of the running one. */
  readonly epoch: number;
  /** Training strings seen so far. */
  readonly strings: number;
  /** Real bits trained on so far, those of each update counted. */
  readonly bits: number;
  /** Seconds of training alone: no pauses, no evaluation, no compiling. */
  readonly seconds: number;
  readonly heldOut: HeldOutMetrics | null;
}

/** What one replica adds to its curve. */
export interface ReplicaPoint {
  readonly replica: number;
  readonly point: HistoryPoint;
}

/** Most updates between two training points of a run. */
export const MAX_UPDATES_BETWEEN_POINTS = 200;

/** Updates between training points: about 24 points an epoch, never more than 200 apart. */
export const pointStride = (updatesInEpoch: number): number =>
  Math.max(1, Math.min(MAX_UPDATES_BETWEEN_POINTS, Math.ceil(updatesInEpoch / 24)));
