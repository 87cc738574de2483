/** The forward pass of a block, every gate kept for the way back (`lstm/forward.ts` has the equations). */
import { GATES, type Supervision } from '../../lstm/params.ts';
import { answerLosses, countWrong } from './answers.ts';
import { LANES } from './lanes.ts';
import type { BlockSums } from './passes.ts';
import { SIGMOID, squash, squashHard, TANH } from './squash.ts';
import type { Workspace } from './workspace.ts';

/** Runs a block forward: writes gates, states and `slopes` (times `scale`), and adds the block to `sums`. */
export function passForward(
  workspace: Workspace,
  supervision: Supervision,
  scale: number,
  sums: BlockSums,
): void {
  const { block, slopes, wrongInLane } = workspace;
  wrongInLane.fill(0);
  for (let t = 0; t < block.steps; t++) {
    const going = block.running[t + 1];
    const running = block.running[t];
    stepForward(workspace, t);
    const wrongLast = countWrong(workspace, { t, from: going, to: running });
    sums.wrongLastBits += wrongLast;
    sums.wrongBits += wrongLast + countWrong(workspace, { t, from: 0, to: going });
    if (supervision === 'last') slopes.fill(0, t * LANES, t * LANES + going);
    const from = supervision === 'every' ? 0 : going;
    if (from < running) sums.loss += answerLosses(workspace, { t, from, to: running }, scale);
  }
  for (const wrong of wrongInLane) if (wrong > 0) sums.wrongStrings++;
}

/** One bit of every running lane: writes gates, states and `margins` of step `t`. */
export function stepForward(workspace: Workspace, t: number): void {
  const { spec, block, margins, weights } = workspace;
  const running = block.running[t];
  margins.fill(weights.outputBias, 0, running);
  for (let unit = 0; unit < spec.hidden; unit++) {
    writePreactivations(workspace, t, unit);
    squashGates(workspace, t, unit);
    writeState(workspace, t, unit);
  }
}

/** `z` of a unit's four gates; two lanes at a time, so that a weight is read once for both. */
function writePreactivations(workspace: Workspace, t: number, unit: number): void {
  const { spec, block, gates, h } = workspace;
  const { input, recurrent } = workspace.weights;
  const { bits } = block;
  const { hidden } = spec;
  const running = block.running[t];
  const firstWeight = 4 * hidden * unit;
  const endWeight = firstWeight + 4 * hidden;
  const bias = 8 * unit;
  const row = t * LANES;
  const stride = LANES;
  const firstState = t * hidden * LANES;
  const i = (t * hidden + unit) * 4 * LANES;
  const f = i + LANES;
  const g = i + 2 * LANES;
  const o = i + 3 * LANES;
  for (let lane = 0; lane < running; lane += 2) {
    const a = bias + bits[row + lane];
    const b = bias + bits[row + lane + 1];
    let ia = input[a];
    let fa = input[a + 2];
    let ga = input[a + 4];
    let oa = input[a + 6];
    let ib = input[b];
    let fb = input[b + 2];
    let gb = input[b + 4];
    let ob = input[b + 6];
    for (let w = firstWeight, from = firstState + lane; w < endWeight; w += 4, from += stride) {
      const ha = h[from];
      const hb = h[from + 1];
      ia += recurrent[w] * ha;
      ib += recurrent[w] * hb;
      fa += recurrent[w + 1] * ha;
      fb += recurrent[w + 1] * hb;
      ga += recurrent[w + 2] * ha;
      gb += recurrent[w + 2] * hb;
      oa += recurrent[w + 3] * ha;
      ob += recurrent[w + 3] * hb;
    }
    gates[i + lane] = ia;
    gates[i + lane + 1] = ib;
    gates[f + lane] = fa;
    gates[f + lane + 1] = fb;
    gates[g + lane] = ga;
    gates[g + lane + 1] = gb;
    gates[o + lane] = oa;
    gates[o + lane + 1] = ob;
  }
}

/** Applies each gate's function to its `z`. */
function squashGates({ spec, block, gates }: Workspace, t: number, unit: number): void {
  const running = block.running[t];
  for (let gate = 0; gate < 4; gate++) {
    const from = ((t * spec.hidden + unit) * 4 + gate) * LANES;
    if (GATES[gate] === 'c') squash(gates, from, from + running, TANH);
    else if (spec.activation === 'sigmoid') squash(gates, from, from + running, SIGMOID);
    else squashHard(gates, from, from + running);
  }
}

/** `c_t = f c_{t-1} + i g`, `h_t = o tanh(c_t)`, and the unit's share of the margins. */
function writeState(
  { spec, weights, block, gates, c, tanhC, h, margins }: Workspace,
  t: number,
  unit: number,
): void {
  const running = block.running[t];
  const previous = (t * spec.hidden + unit) * LANES;
  const next = previous + spec.hidden * LANES;
  const i = 4 * previous;
  const f = i + LANES;
  const g = i + 2 * LANES;
  const o = i + 3 * LANES;
  for (let lane = 0; lane < running; lane++) {
    const state = gates[f + lane] * c[previous + lane] + gates[i + lane] * gates[g + lane];
    c[next + lane] = state;
    tanhC[previous + lane] = state;
  }
  squash(tanhC, previous, previous + running, TANH);
  const weight = weights.output[unit];
  for (let lane = 0; lane < running; lane++) {
    const output = gates[o + lane] * tanhC[previous + lane];
    h[next + lane] = output;
    margins[lane] += weight * output;
  }
}
