/**
 * How a repair goes on: what the next epoch trains, and from which weights. Sparse strings make latches; but a network
 * whose memory only wears away slowly has no reason to change once it lasts for the longest training string. Then the
 * weights are shrunk and mixed with fresh ones before training goes on (Ash and Adams, "On warm-starting neural
 * network training", NeurIPS 2020): first so that half of each is kept, then a tenth.
 */
import { initialParams, type Initializer } from '../lstm/initializers.ts';
import { paramCount } from '../lstm/params.ts';
import { PURPOSE, randomUniform } from '../parity/random.ts';
import type { RunConfig } from '../training/config.ts';

/** What one epoch of a repair does. */
export interface RepairStep {
  /** Share of each weight that is kept; the rest is a fresh initial weight's. 1: the weights as they are. */
  readonly keep: number;
  readonly learningRate: number;
}

/** What became of the network after an epoch; `unsolved`: held-out strings find it wrong. */
export type RoundOutcome = 'unsolved' | 'wrong' | 'undecided' | 'certified';

export interface RoundResult {
  readonly step: RepairStep;
  readonly outcome: RoundOutcome;
}

/** Epochs that a repair may take. */
export const REPAIR_EPOCHS = 10;
/** Training strings in an epoch of a repair, whatever the run's has. */
export const REPAIR_STRINGS = 100_000;

const LEARNING_RATE = 0.01;
/** Where no proof was found either: the weights settle, and the boxes close. */
const GENTLE_LEARNING_RATE = 0.003;

/** What to do after the epochs so far; null: it is certified, or the budget is used. */
export function nextStep(rounds: readonly RoundResult[]): RepairStep | null {
  const last = rounds.at(-1);
  const trainOn = { keep: 1, learningRate: LEARNING_RATE };
  if (!last) return trainOn;
  if (last.outcome === 'certified' || rounds.length >= REPAIR_EPOCHS) return null;
  if (last.outcome === 'undecided' && last.step.learningRate === LEARNING_RATE)
    return { keep: 1, learningRate: GENTLE_LEARNING_RATE };
  // freshly mixed weights need a second epoch now and then
  const wasUnsolved = rounds.at(-2)?.outcome === 'unsolved' && last.step.keep === 1;
  if (last.outcome === 'unsolved' && !wasUnsolved) return trainOn;
  const isFirstMix = rounds.every(({ step }) => step.keep === 1);
  return { keep: isFirstMix ? 0.5 : 0.1, learningRate: LEARNING_RATE };
}

/** The run that one epoch of a repair is: the options of the network's own run but for what the repair changes. */
export function repairConfig(config: RunConfig, seed: number, step: RepairStep): RunConfig {
  return {
    ...config,
    lengths: 'variable',
    max: Math.max(config.max, 50),
    strings: REPAIR_STRINGS,
    sparse: Math.max(config.sparse, 0.5),
    lr: step.learningRate,
    batch: 128,
    repeats: 1,
    epochs: 1,
    stop: 'budget',
    evaluate: 0,
    replicas: 1,
    seed,
  };
}

/** The weights that epoch `round` (from 0) of a repair starts from: `keep w + (1 - keep) fresh`. */
export function startWeights(
  params: Float32Array,
  config: { readonly hidden: number; readonly init: Initializer },
  { keep, seed, round }: { readonly keep: number; readonly seed: number; readonly round: number },
): Float32Array {
  if (keep === 1) return params.slice();
  // a draw takes at most a few numbers for each weight: rounds must not share any
  const first = round * 100 * paramCount(config.hidden);
  const fresh = initialParams(config.hidden, config.init, (index) =>
    randomUniform([seed, PURPOSE.repair], first + index),
  );
  return params.map((w, k) => keep * w + (1 - keep) * fresh[k]!);
}
