/** What computes gradients and answers on the processor, between two updates: in JavaScript, or in vectors. */
import type { Supervision } from '../../lstm/params.ts';
import type { PackedStrings } from '../../parity/dataset.ts';
import { TALLY_PLACES as COLUMN } from '../kernel-rows.ts';

/** A batch of training strings and the order in which lanes take them: from long to short. */
export interface Batch {
  readonly strings: PackedStrings;
  readonly order: Int32Array;
  count: number;
}

/** Where the counts of an evaluation go: wrong answers after each number of bits, and SUMS_COLUMNS. */
export interface EvaluationRows {
  readonly wrongByLength: Float32Array; // [max]
  readonly sums: Float32Array; // [SUMS_SIZE]
}

export interface Passes {
  /** In the layout of the parameters. */
  readonly gradient: Float64Array;
  /** Writes the gradient of the mean loss to `gradient` and adds the batch to a tally (TALLY_COLUMNS). */
  batchGradient(params: Float32Array, batch: Batch, supervision: Supervision, tally: Float32Array): void;
  /** Counts what the weights answer wrongly on strings of one length. */
  evaluate(params: Float32Array, strings: PackedStrings, rows: EvaluationRows): void;
}

/** What the strings of some blocks add up to. */
export interface BlockSums {
  loss: number;
  wrongBits: number;
  wrongLastBits: number;
  wrongStrings: number;
}

/** Adds a batch to a tally; `run` runs it, every slope times what it is given. */
export function addToTally(
  tally: Float32Array,
  { strings, count }: Batch,
  supervision: Supervision,
  run: (scale: number) => BlockSums,
): void {
  let bits = 0;
  for (let index = 0; index < count; index++) bits += strings.lengths[index];
  const answers = supervision === 'every' ? bits : count;
  const sums = run(1 / answers);
  tally[COLUMN.lossSum] += sums.loss;
  tally[COLUMN.answers] += answers;
  tally[COLUMN.strings] += count;
  tally[COLUMN.bits] += bits;
  tally[COLUMN.wrongBits] += sums.wrongBits;
  tally[COLUMN.wrongLastBits] += sums.wrongLastBits;
  tally[COLUMN.wrongStrings] += sums.wrongStrings;
}
