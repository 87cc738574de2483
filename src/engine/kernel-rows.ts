/** What stands where in the rows that the fused kernels give back, whoever writes and reads them. */
import { HELD_OUT_STRINGS } from '../parity/dataset.ts';

/** Columns of a tally row, in this order: two RGBA texels. The last is the digest of the others, begun with the mark. */
export const TALLY_COLUMNS = [
  'lossSum',
  'answers',
  'strings',
  'bits',
  'wrongBits',
  'wrongLastBits',
  'wrongStrings',
  'digest',
] as const;
export type TallyColumn = (typeof TALLY_COLUMNS)[number];
export const TALLY_SIZE = TALLY_COLUMNS.length;

/** Where each column stands. */
export const TALLY_PLACES = Object.fromEntries(TALLY_COLUMNS.map((name, k) => [name, k])) as Readonly<
  Record<TallyColumn, number>
>;

/** Columns of the evaluation's sums: loss over every bit, loss over last bits, strings with a wrong answer, `canary.ts`. */
export const SUMS_COLUMNS = ['everyLossSum', 'lastLossSum', 'wrongStrings', 'judged'] as const;
export const SUMS_SIZE = SUMS_COLUMNS.length;

/** Held-out strings whose own losses an evaluation tells: every `SAMPLE_STRIDE`-th. */
export const SAMPLE_STRIDE = 250;
export const SAMPLES = HELD_OUT_STRINGS / SAMPLE_STRIDE;

/** A row of an evaluation: wrong answers after each number of bits, the sums, the weights' mark, losses of the sample. */
export const judgedWidth = (max: number): number => max + SUMS_SIZE + 1 + SAMPLES;
