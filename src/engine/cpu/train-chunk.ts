/** Updates of one replica on typed arrays; between two updates nothing is carried but float32 numbers. */
import { adamUpdate, type AdamState } from '../../lstm/adam.ts';
import {
  emptyStrings,
  writeTrainingString,
  type DatasetSpec,
  type PackedStrings,
} from '../../parity/dataset.ts';
import { epochPermutation } from '../../parity/random.ts';
import { batchOfUpdate, startsTally, type Chunk, type RunPlan } from '../engine.ts';
import { passBackward } from './backward-pass.ts';
import { passForward } from './forward-pass.ts';
import { fillLaneBlock, LANES, orderByLength } from './lanes.ts';
import { loadWeights, type Workspace } from './workspace.ts';

/** What one replica carries from update to update. */
export interface ReplicaState extends AdamState {
  readonly params: Float32Array;
  readonly m: Float32Array;
  readonly v: Float32Array;
  readonly tally: Float32Array; // TALLY_COLUMNS
}

/** A batch of training strings and the order in which lanes take them. */
interface Batch {
  readonly strings: PackedStrings;
  readonly order: Int32Array;
  count: number;
}

/** What the batches of a plan are drawn into. */
export const createBatch = (plan: RunPlan): Batch => ({
  strings: emptyStrings(plan.batch),
  order: new Int32Array(plan.batch),
  count: 0,
});

/** Trains one replica for a chunk, in place. */
export function trainReplica(
  workspace: Workspace,
  batch: Batch,
  run: { readonly plan: RunPlan; readonly seed: number; readonly chunk: Chunk },
  state: ReplicaState,
): void {
  const { plan, chunk } = run;
  const nextBatch = batchReader(plan, run.seed, batch);
  for (let update = chunk.first; update < chunk.first + chunk.count; update++) {
    nextBatch(update);
    if (startsTally(plan, update)) state.tally.fill(0);
    loadWeights(workspace, state.params);
    batchGradient(workspace, plan, batch, state.tally);
    adamUpdate(state, workspace.gradient, chunk.learningRate, update + 1);
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

/** Writes the gradient of the mean loss to `workspace.gradient` and adds the batch to a tally. */
function batchGradient(workspace: Workspace, plan: RunPlan, batch: Batch, tally: Float32Array): void {
  const { strings, order, count } = batch;
  let bits = 0;
  for (let index = 0; index < count; index++) bits += strings.lengths[index];
  const answers = plan.supervision === 'every' ? bits : count;
  const sums = { loss: 0, wrongBits: 0, wrongLastBits: 0, wrongStrings: 0 };
  workspace.gradient.fill(0);
  for (let from = 0; from < count; from += LANES) {
    fillLaneBlock(workspace.block, strings, order, { from, to: Math.min(from + LANES, count) });
    passForward(workspace, plan.supervision, 1 / answers, sums);
    passBackward(workspace);
  }
  const columns = [sums.loss, answers, count, bits, sums.wrongBits, sums.wrongLastBits, sums.wrongStrings];
  for (let k = 0; k < columns.length; k++) tally[k] += columns[k];
}
