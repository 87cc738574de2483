/**
 * When a run reports, evaluates and ends: functions of its options and the number of updates alone, so that neither
 * the speed of the device nor a pause can move a point of the curves.
 */
import type { RunPlan } from '../engine/engine.ts';
import { updatesPerEpoch } from '../parity/dataset.ts';
import { replicaSeeds, type RunConfig } from './config.ts';
import { pointStride } from './history.ts';

/** What the engine has to compute for a configuration. */
export function planOf(config: RunConfig): RunPlan {
  const { hidden, activation, head, lengths, max, strings, sparse, batch, repeats } = config;
  const dataset = { lengths, max, strings, sparse };
  return {
    model: { hidden, activation, head },
    supervision: config.supervision,
    dataset,
    batch,
    repeats,
    seeds: replicaSeeds(config),
    tallyEvery: pointStride(updatesPerEpoch(config)),
  };
}

/** Where a run stands, and what comes next. */
export interface Schedule {
  readonly perEpoch: number;
  /** Updates in the whole run. */
  readonly total: number;
  /** The next update count, after `update`, at which a chunk must end. */
  nextStop(update: number): number;
  isPoint(update: number): boolean;
  isEvaluation(update: number): boolean;
  /** Training strings seen after `update` updates: those of each finished batch, once. */
  stringsSeen(update: number): number;
}

/** The schedule of a configuration. Evaluations come after each epoch and every `evaluate` training strings. */
export function scheduleOf(config: RunConfig): Schedule {
  const plan = planOf(config);
  const perEpoch = updatesPerEpoch(config);
  const total = perEpoch * config.epochs;
  const evaluateEvery =
    config.evaluate > 0 ? updatesPerEpoch({ ...config, strings: config.evaluate }) : perEpoch;
  const isEpochEnd = (update: number): boolean => update % perEpoch === 0;
  const nextMultiple = (update: number, of: number): number => (Math.floor(update / of) + 1) * of;
  return {
    perEpoch,
    total,
    nextStop(update) {
      const epochStart = Math.floor(update / perEpoch) * perEpoch;
      const point = epochStart + nextMultiple(update - epochStart, plan.tallyEvery);
      return Math.min(point, nextMultiple(update, perEpoch), nextMultiple(update, evaluateEvery), total);
    },
    isPoint: (update) =>
      isEpochEnd(update) || update % evaluateEvery === 0 || (update % perEpoch) % plan.tallyEvery === 0,
    isEvaluation: (update) => isEpochEnd(update) || update % evaluateEvery === 0,
    stringsSeen(update) {
      const batches = Math.floor((update % perEpoch) / config.repeats);
      return (
        Math.floor(update / perEpoch) * config.strings + Math.min(batches * config.batch, config.strings)
      );
    },
  };
}
