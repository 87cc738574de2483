/** Judges a replica on strings of one length. */
import type { PackedStrings } from '../../parity/dataset.ts';
import { answerLosses, countWrong } from './answers.ts';
import { stepForward } from './forward-pass.ts';
import { fillLaneBlock, LANES } from './lanes.ts';
import { loadWeights, type Workspace } from './workspace.ts';

/** Where the counts go: wrong answers after each number of bits, and SUMS_COLUMNS. */
export interface EvaluationRows {
  readonly wrongByLength: Float32Array; // [max]
  readonly sums: Float32Array; // [SUMS_SIZE]
}

/** Writes what a replica answers wrongly on its held-out strings, all of the same length. */
export function evaluateReplica(
  workspace: Workspace,
  params: Float32Array,
  strings: PackedStrings,
  rows: EvaluationRows,
): void {
  const { block, wrongInLane } = workspace;
  const count = strings.lengths.length;
  const order = Int32Array.from({ length: count }, (_, index) => index);
  let [everyLoss, lastLoss, wrongStrings] = [0, 0, 0];
  loadWeights(workspace, params);
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
