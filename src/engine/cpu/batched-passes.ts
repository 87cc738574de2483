/** The passes in JavaScript: float64, in lanes. */
import type { ModelSpec, Supervision } from '../../lstm/params.ts';
import type { PackedStrings } from '../../parity/dataset.ts';
import { answerLosses, countWrong } from './answers.ts';
import { passBackward } from './backward-pass.ts';
import { passForward, stepForward } from './forward-pass.ts';
import { fillLaneBlock, LANES } from './lanes.ts';
import { addToTally, type Batch, type BlockSums, type EvaluationRows, type Passes } from './passes.ts';
import { createWorkspace, loadWeights, type Workspace } from './workspace.ts';

/** Passes for strings of up to `max` bits. */
export function createBatchedPasses(spec: ModelSpec, max: number): Passes {
  const workspace = createWorkspace(spec, max);
  return {
    gradient: workspace.gradient,
    batchGradient(params, batch, supervision, tally) {
      loadWeights(workspace, params);
      addToTally(tally, batch, supervision, (scale) => runBlocks(workspace, batch, supervision, scale));
    },
    evaluate(params, strings, rows) {
      loadWeights(workspace, params);
      evaluate(workspace, strings, rows);
    },
  };
}

function runBlocks(
  workspace: Workspace,
  { strings, order, count }: Batch,
  supervision: Supervision,
  scale: number,
): BlockSums {
  const sums = { loss: 0, wrongBits: 0, wrongLastBits: 0, wrongStrings: 0 };
  workspace.gradient.fill(0);
  for (let from = 0; from < count; from += LANES) {
    fillLaneBlock(workspace.block, strings, order, { from, to: Math.min(from + LANES, count) });
    passForward(workspace, supervision, scale, sums);
    passBackward(workspace);
  }
  return sums;
}

/** Writes what is answered wrongly on strings all of the same length. */
function evaluate(workspace: Workspace, strings: PackedStrings, rows: EvaluationRows): void {
  const { block, wrongInLane } = workspace;
  const count = strings.lengths.length;
  const order = Int32Array.from({ length: count }, (_, index) => index);
  let [everyLoss, lastLoss, wrongStrings] = [0, 0, 0];
  for (let from = 0; from < count; from += LANES) {
    const to = Math.min(from + LANES, count);
    fillLaneBlock(block, strings, order, { from, to });
    wrongInLane.fill(0);
    for (let t = 0; t < block.steps; t++) {
      const lanes = { t, from: 0, to: to - from };
      stepForward(workspace, t);
      rows.wrongByLength[t] += countWrong(workspace, lanes);
      const loss = answerLosses(workspace, lanes, 0);
      everyLoss += loss;
      if (t === block.steps - 1) lastLoss += loss;
    }
    for (const wrong of wrongInLane) if (wrong > 0) wrongStrings++;
  }
  rows.sums.set([everyLoss, lastLoss, wrongStrings]);
}
