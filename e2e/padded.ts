/**
 * The road not taken: strings of variable length filled up to 50 bits with zeros, every padded bit read and no mask,
 * and the answer looked at after the fiftieth. The page's own data set stops at a string's end instead. The CPU
 * engine's passes do the arithmetic; the strings, and the loop over them, are here.
 */
import { createBatchedPasses } from '../src/engine/cpu/batched-passes.ts';
import { batchOfUpdate } from '../src/engine/engine.ts';
import { SUMS_SIZE, TALLY_SIZE } from '../src/engine/kernel-rows.ts';
import { freshState } from '../src/engine/state.ts';
import { adamUpdate } from '../src/lstm/adam.ts';
import { bitAt, clearBitsFrom, WORDS_PER_STRING } from '../src/parity/bits.ts';
import {
  emptyStrings,
  heldOutStrings,
  writeTrainingString,
  type PackedStrings,
} from '../src/parity/dataset.ts';
import { epochPermutation } from '../src/parity/random.ts';
import { fourConfig } from '../src/session/four-state.ts';
import { planOf, scheduleOf } from '../src/training/schedule.ts';

export type Padding = 'before' | 'after';

export interface PaddedRun {
  readonly seed: number;
  /** Epoch after which no held-out string was answered wrongly; null: not within the budget. */
  readonly epoch: number | null;
  /** Share of the held-out strings, of all lengths and padded alike, that were answered rightly at the end. */
  readonly accuracy: number;
}

const OPTIONS = { seeds: 1, epochs: 7, hidden: 1 };

/** Trains one seed of "last step, variable length" on padded strings, as long as the page would. */
export function trainPadded(padding: Padding, seed: number): PaddedRun {
  const config = { ...fourConfig({ supervision: 'last', lengths: 'variable' }, OPTIONS), seed };
  const plan = planOf(config);
  const dataset = { ...plan.dataset, seed };
  const { total, perEpoch } = scheduleOf(config);
  const passes = createBatchedPasses(plan.model, config.max);
  const { params, m, v } = freshState(plan, config.init);
  const judged = padAll(cutHeldOut(dataset), padding, config.max);
  const batch = emptyStrings(config.batch);
  // all are equally long
  const order = Int32Array.from({ length: config.batch }, (_, index) => index);
  let accuracy = 0;
  for (let update = 0; update < total; update++) {
    const { epoch, start, end } = batchOfUpdate(plan, update);
    const place = epochPermutation(seed, epoch, config.strings);
    for (let k = start; k < end; k++) writeTrainingString(dataset, place(k), batch, k - start);
    const strings = padAll(batch, padding, config.max);
    passes.batchGradient(
      params,
      { strings, order, count: end - start },
      'last',
      new Float32Array(TALLY_SIZE),
    );
    adamUpdate({ params, m, v }, passes.gradient, config.lr, update + 1);
    if ((update + 1) % perEpoch !== 0) continue;
    const wrongByLength = new Float32Array(config.max);
    passes.evaluate(params, judged, { wrongByLength, sums: new Float32Array(SUMS_SIZE) });
    accuracy = 1 - wrongByLength[config.max - 1] / judged.lengths.length;
    if (accuracy === 1) return { seed, epoch: (update + 1) / perEpoch, accuracy };
  }
  return { seed, epoch: null, accuracy };
}

/** Held-out strings of variable length: of fair ones, beginnings as long as the training strings are. */
function cutHeldOut(dataset: Parameters<typeof heldOutStrings>[0]): PackedStrings {
  const strings = heldOutStrings(dataset);
  const drawn = emptyStrings(1);
  for (let index = 0; index < strings.lengths.length; index++) {
    writeTrainingString(dataset, dataset.strings + index, drawn, 0);
    strings.lengths[index] = drawn.lengths[0];
    clearBitsFrom(strings.words, index, drawn.lengths[0]);
  }
  return strings;
}

/** The strings with zeros before or after, all of `max` bits; zeros change no parity. */
function padAll({ words, lengths }: PackedStrings, padding: Padding, max: number): PackedStrings {
  const padded = emptyStrings(lengths.length);
  padded.lengths.fill(max);
  if (padding === 'after') {
    padded.words.set(words);
    return padded;
  }
  for (let index = 0; index < lengths.length; index++)
    for (let t = 0; t < lengths[index]; t++) {
      const at = t + max - lengths[index];
      padded.words[WORDS_PER_STRING * index + (at >>> 5)] |= bitAt(words, index, t) << (at & 31);
    }
  return padded;
}
