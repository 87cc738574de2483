/** Updates of one replica on typed arrays; between two updates nothing is carried but float32 numbers. */
import { adamUpdate, type AdamState } from '../../lstm/adam.ts';
import { emptyStrings, writeTrainingString, type DatasetSpec } from '../../parity/dataset.ts';
import { epochPermutation } from '../../parity/random.ts';
import { batchOfUpdate, startsTally, type Chunk, type RunPlan } from '../engine.ts';
import { orderByLength } from './lanes.ts';
import type { Batch, Passes } from './passes.ts';

/** What one replica carries from update to update. */
export interface ReplicaState extends AdamState {
  readonly params: Float32Array;
  readonly m: Float32Array;
  readonly v: Float32Array;
  readonly tally: Float32Array; // TALLY_COLUMNS
}

/** What the batches of a plan are drawn into. */
export const createBatch = (plan: RunPlan): Batch => ({
  strings: emptyStrings(plan.batch),
  order: new Int32Array(plan.batch),
  count: 0,
});

/** Trains one replica for a chunk, in place. */
export function trainReplica(
  passes: Passes,
  batch: Batch,
  run: { readonly plan: RunPlan; readonly seed: number; readonly chunk: Chunk },
  state: ReplicaState,
): void {
  const { plan, chunk } = run;
  const nextBatch = batchReader(plan, run.seed, batch);
  for (let update = chunk.first; update < chunk.first + chunk.count; update++) {
    nextBatch(update);
    if (startsTally(plan, update)) state.tally.fill(0);
    passes.batchGradient(state.params, batch, plan.supervision, state.tally);
    adamUpdate(state, passes.gradient, chunk.learningRate, update + 1);
  }
}

/** Draws the strings of an update, unless it repeats the batch before. */
function batchReader(plan: RunPlan, seed: number, batch: Batch): (update: number) => void {
  const spec: DatasetSpec = { ...plan.dataset, seed };
  let [epochNow, startNow] = [-1, -1];
  let place: (position: number) => number;
  return (update) => {
    const { epoch, start, end } = batchOfUpdate(plan, update);
    if (epoch === epochNow && start === startNow) return;
    if (epoch !== epochNow) place = epochPermutation(seed, epoch, spec.strings);
    [epochNow, startNow] = [epoch, start];
    batch.count = end - start;
    for (let index = 0; index < batch.count; index++)
      writeTrainingString(spec, place(start + index), batch.strings, index);
    orderByLength(batch.strings.lengths, batch.count, batch.order);
  };
}
