/** The run file as surface.md describes it, read strictly and independently of the page's own reader. */
import * as v from 'valibot';

const share = v.pipe(v.number(), v.minValue(0), v.maxValue(1));
const count = v.pipe(v.number(), v.integer(), v.minValue(0));
const positive = v.pipe(v.number(), v.finite(), v.minValue(0));
const metrics = {
  loss: positive,
  bitAccuracy: share,
  lastBitAccuracy: share,
  stringAccuracy: share,
};
const point = v.strictObject({
  update: count,
  epoch: positive,
  strings: count,
  bits: count,
  seconds: positive,
  ...metrics,
  heldOut: v.nullable(v.strictObject(metrics)),
});

const weight = v.pipe(v.number(), v.finite());
const rows = (count_: number, columns: number) =>
  v.pipe(v.array(v.pipe(v.array(weight), v.length(columns))), v.length(count_));

/** A one-unit network's weights file. */
export const weightsFile = v.strictObject({
  format: v.literal('latch-weights'),
  version: v.literal(1),
  hidden: v.literal(1),
  gateOrder: v.literal('ifco'),
  activation: v.picklist(['sigmoid', 'hard-sigmoid']),
  head: v.picklist(['softmax', 'double-softmax']),
  inputKernel: rows(2, 4),
  recurrentKernel: rows(1, 4),
  bias: v.pipe(v.array(weight), v.length(4)),
  outputKernel: rows(1, 2),
  outputBias: v.pipe(v.array(weight), v.length(2)),
});

const config = v.strictObject({
  lengths: v.picklist(['fixed', 'variable']),
  supervision: v.picklist(['every', 'last']),
  max: count,
  strings: count,
  sparse: share,
  hidden: v.literal(1),
  activation: v.picklist(['sigmoid', 'hard-sigmoid']),
  head: v.picklist(['softmax', 'double-softmax']),
  init: v.picklist(['glorot-normal', 'glorot-uniform']),
  lr: positive,
  batch: count,
  repeats: count,
  epochs: count,
  stop: v.picklist(['solved', 'budget']),
  evaluate: count,
  replicas: count,
  seed: count,
});

const runFile = v.strictObject({
  format: v.literal('latch-run'),
  version: v.literal(1),
  config,
  engine: v.strictObject({ name: v.picklist(['webgl', 'cpu', 'layers']), renderer: v.string() }),
  kernel: v.pipe(v.string(), v.minLength(1)),
  device: v.pipe(v.string(), v.minLength(1)),
  learningRates: v.array(v.strictObject({ update: count, learningRate: positive })),
  update: v.optional(count),
  repairs: v.optional(v.array(v.looseObject({ replica: count, seed: count, before: weightsFile }))),
  replicas: v.array(v.strictObject({ seed: count, history: v.array(point), weights: weightsFile })),
});

export type RunFile = v.InferOutput<typeof runFile>;
export type RunReplica = RunFile['replicas'][number];
type Point = RunReplica['history'][number];

/** Most updates between two training points. */
const LONGEST_GAP = 200;

/** Reads a run file's text and throws at the first thing that surface.md does not say. */
export function readRunFile(text: string): RunFile {
  const run = v.parse(runFile, JSON.parse(text));
  if (run.replicas.length !== run.config.replicas) throw new Error('a replica is missing');
  for (const [k, { seed, history }] of run.replicas.entries()) {
    if (seed !== run.config.seed + k) throw new Error(`replica ${k} has seed ${seed}`);
    checkHistory(history);
  }
  return run;
}

function checkHistory(history: readonly Point[]): void {
  for (const [k, { update, strings, bits, epoch, seconds }] of history.entries()) {
    const before = history[k - 1] ?? { update: 0, strings: 0, bits: 0, epoch: 0, seconds: 0 };
    const isLater = update > before.update && bits > before.bits && epoch > before.epoch;
    if (!isLater || strings < before.strings || seconds < before.seconds)
      throw new Error(`point ${k} does not come after the one before`);
    if (update - before.update > LONGEST_GAP) throw new Error(`a gap before update ${update}`);
  }
}

/** The last evaluation of a replica. */
export function lastJudged({
  history,
}: RunReplica): Point & { readonly heldOut: NonNullable<Point['heldOut']> } {
  const last = history.findLast((candidate) => candidate.heldOut !== null);
  if (last?.heldOut === undefined || last.heldOut === null) throw new Error('never evaluated');
  return { ...last, heldOut: last.heldOut };
}

/** Whether the replica ended solved: right on the held-out strings at every length that the setting trains. */
export function isSolved({ config: { lengths, supervision } }: RunFile, replica: RunReplica): boolean {
  const { heldOut } = lastJudged(replica);
  return (
    (lengths === 'fixed' && supervision === 'last' ? heldOut.lastBitAccuracy : heldOut.bitAccuracy) === 1
  );
}

/** The evaluation from which on a replica was solved to its end, or null. */
export function solvedAt(run: RunFile, replica: RunReplica): Point | null {
  if (!isSolved(run, replica)) return null;
  const judged = replica.history.filter((candidate) => candidate.heldOut !== null);
  const { lengths, supervision } = run.config;
  const key = lengths === 'fixed' && supervision === 'last' ? 'lastBitAccuracy' : 'bitAccuracy';
  const lastWrong = judged.findLastIndex((candidate) => candidate.heldOut?.[key] !== 1);
  return judged[lastWrong + 1] ?? null;
}
