/**
 * Trains the networks that the proof is measured on: a preset, changed, over many seeds. The CPU engine's own loop
 * without tfjs around it, whose modules Node does not resolve.
 */
import { createBatchedPasses } from '../../src/engine/cpu/batched-passes.ts';
import { createBatch, trainReplica } from '../../src/engine/cpu/train-chunk.ts';
import { SUMS_SIZE, TALLY_SIZE } from '../../src/engine/kernel-rows.ts';
import { freshState, stateFrom } from '../../src/engine/state.ts';
import type { ModelSpec } from '../../src/lstm/params.ts';
import { HELD_OUT_STRINGS, heldOutStrings } from '../../src/parity/dataset.ts';
import { isSolved } from '../../src/parity/metrics.ts';
import type { RunConfig } from '../../src/training/config.ts';
import { PRESETS } from '../../src/training/presets.ts';
import { planOf, scheduleOf } from '../../src/training/schedule.ts';

/** A trained network; `solvedAt` is null when the held-out strings show a wrong answer. */
export interface TrainedNetwork {
  readonly setting: string;
  readonly seed: number;
  readonly spec: ModelSpec;
  readonly solvedAt: number | null;
  readonly params: readonly number[];
}

const everyVariable = { ...PRESETS['openai-variable'].config, supervision: 'every' } as const;

/** The settings of the table of decisions, by name. */
export const SETTINGS: Readonly<Record<string, RunConfig>> = {
  'notebook-1': PRESETS['notebook-1'].config,
  'notebook-2': PRESETS['notebook-2'].config,
  'last-variable': PRESETS['openai-variable'].config,
  'every-variable': everyVariable,
  latch: PRESETS.latch.config,
  'last-variable-2': { ...PRESETS['openai-variable'].config, hidden: 2 },
  'every-variable-2': { ...everyVariable, hidden: 2 },
  'latch-2': { ...PRESETS.latch.config, hidden: 2 },
  'last-variable-4': { ...PRESETS['openai-variable'].config, hidden: 4 },
  'every-variable-4': { ...everyVariable, hidden: 4 },
  'latch-4': { ...PRESETS.latch.config, hidden: 4 },
  'last-variable-8': { ...PRESETS['openai-variable'].config, hidden: 8 },
  'every-variable-8': { ...everyVariable, hidden: 8 },
  'latch-8': { ...PRESETS.latch.config, hidden: 8 },
  'hard-2': { ...everyVariable, activation: 'hard-sigmoid', hidden: 2 },
  'hard-4': { ...everyVariable, activation: 'hard-sigmoid', hidden: 4 },
};

/** Runs one seed of a setting to its end, as the page would. */
export function trainNetwork(setting: string, seed: number): TrainedNetwork {
  const config: RunConfig = { ...SETTINGS[setting], seed, replicas: 1 };
  const { params, solvedAt } = trainConfig(config);
  const { hidden, activation, head } = config;
  return { setting, seed, spec: { hidden, activation, head }, solvedAt, params: Array.from(params) };
}

/** Runs the one replica of a config to its end, from given weights or from its seed's own. */
export function trainConfig(
  config: RunConfig,
  from?: Float32Array,
): { readonly params: Float32Array; readonly solvedAt: number | null } {
  const { seed } = config;
  const plan = planOf(config);
  const passes = createBatchedPasses(plan.model, config.max);
  const batch = createBatch(plan);
  const heldOut = heldOutStrings({ ...plan.dataset, seed });
  const start = from ? stateFrom(plan, from) : freshState(plan, config.init);
  const state = { ...start, tally: new Float32Array(TALLY_SIZE) };
  const schedule = scheduleOf(config);
  let solvedAt: number | null = null;
  for (let update = 0; update < schedule.total;) {
    const stop = schedule.nextStop(update);
    const chunk = { first: update, count: stop - update, learningRate: config.lr };
    trainReplica(passes, batch, { plan, seed, chunk }, state);
    update = stop;
    if (!schedule.isEvaluation(update)) continue;
    const wrongByLength = new Float32Array(config.max);
    passes.evaluate(state.params, heldOut, {
      wrongByLength,
      sums: new Float32Array(SUMS_SIZE),
    });
    solvedAt = isSolved(config, accuracyOf(wrongByLength)) ? (solvedAt ?? update) : null;
    if (solvedAt !== null && config.stop === 'solved') break;
  }
  return { params: state.params, solvedAt };
}

/** `wrongByLength`: wrong answers after each bit, over the held-out strings, which have all of the bits. */
function accuracyOf(wrongByLength: Float32Array): { bitAccuracy: number; lastBitAccuracy: number } {
  const wrongBits = wrongByLength.reduce((sum, wrong) => sum + wrong, 0);
  return {
    bitAccuracy: 1 - wrongBits / (HELD_OUT_STRINGS * wrongByLength.length),
    lastBitAccuracy: 1 - wrongByLength[wrongByLength.length - 1] / HELD_OUT_STRINGS,
  };
}
