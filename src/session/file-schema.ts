/** What run and weights files hold, part by part, with the words for what does not belong there. */
import * as v from 'valibot';
import { MAX_HIDDEN } from '../lstm/params.ts';
import { count, finiteNumber, notNegative, share } from './file-numbers.ts';
import { repairSchema } from './repair-file.ts';

/** Each of 256 seeds, eight times over. */
const MAX_REPAIRS = 2048;

const float32 = v.pipe(
  finiteNumber,
  v.check((value) => Number.isFinite(Math.fround(value)), 'is too large'),
);
/** Epochs and seconds: no run gets further, and no axis breaks. */
const amount = v.pipe(notNegative, v.maxValue(1e9, 'is too large'));
const loss = v.pipe(notNegative, v.maxValue(1e6, 'is too large'));
const text = v.string('is not text');

const row = (length: number) => v.pipe(v.array(float32), v.length(length, `must have ${length} numbers`));
const matrix = (rows: number, columns: number) =>
  v.pipe(v.array(row(columns)), v.length(rows, `must have ${rows} rows`));

export const header = v.object({
  format: v.string(),
  version: v.literal(1, 'is not 1, the version known here'),
});

export const weightsHeader = v.object({
  format: v.literal('latch-weights', 'is not "latch-weights"'),
  version: v.literal(1, 'is not 1'),
  hidden: v.pipe(
    v.number('is not a number'),
    v.integer('is not a whole number'),
    v.minValue(1, 'is below 1'),
    v.maxValue(MAX_HIDDEN, `is above ${MAX_HIDDEN}`),
  ),
  gateOrder: v.literal('ifco', 'is not "ifco"'),
  activation: v.picklist(['sigmoid', 'hard-sigmoid'], 'is not "sigmoid" or "hard-sigmoid"'),
  head: v.picklist(['softmax', 'double-softmax'], 'is not "softmax" or "double-softmax"'),
});

export const weightsArrays = (hidden: number) =>
  v.object({
    inputKernel: matrix(2, 4 * hidden),
    recurrentKernel: matrix(hidden, 4 * hidden),
    bias: row(4 * hidden),
    outputKernel: matrix(hidden, 2),
    outputBias: row(2),
  });

const metrics = { loss, bitAccuracy: share, lastBitAccuracy: share, stringAccuracy: share };
const historyPoint = v.object({
  update: count,
  epoch: amount,
  strings: count,
  bits: count,
  seconds: amount,
  ...metrics,
  heldOut: v.nullable(v.object(metrics)),
});
const replicaSchema = v.object({
  seed: count,
  history: v.array(historyPoint),
  weights: v.nullable(v.unknown()),
});
export const runSchema = v.object({
  config: v.record(v.string(), v.union([v.string(), v.number()])),
  engine: v.object({
    name: v.picklist(['webgl', 'cpu', 'layers'], 'is none of webgl, cpu and layers'),
    renderer: text,
  }),
  kernel: v.optional(text),
  learningRates: v.optional(
    v.array(v.object({ update: count, learningRate: v.pipe(share, v.gtValue(0, 'is not above 0')) })),
  ),
  /** Updates that the weights have seen, where that is more than the curves tell. */
  update: v.optional(count),
  repairs: v.optional(
    v.pipe(v.array(repairSchema), v.maxLength(MAX_REPAIRS, `has more than ${MAX_REPAIRS}`)),
  ),
  replicas: v.pipe(v.array(replicaSchema), v.minLength(1, 'is empty'), v.maxLength(256, 'has more than 256')),
});
