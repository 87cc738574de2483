/** Backpropagation through a block's stored gates (`lstm/backward.ts` has the equations). */
import { LANES } from './lanes.ts';
import type { Workspace } from './workspace.ts';

/** Adds the gradient of the block, given `slopes`, to `gradient`. */
export function passBackward(workspace: Workspace): void {
  const { spec, block, dc, dh } = workspace;
  for (let t = block.steps - 1; t >= 0; t--) {
    // strings whose last bit this is
    for (let unit = 0; unit < spec.hidden; unit++) {
      dc.fill(0, unit * LANES + block.running[t + 1], unit * LANES + block.running[t]);
      dh.fill(0, unit * LANES + block.running[t + 1], unit * LANES + block.running[t]);
    }
    addOutputBiasGradient(workspace, t);
    for (let unit = 0; unit < spec.hidden; unit++) writeGateGradients(workspace, t, unit);
    if (t === 0) break; // h and c before the first bit are zeros
    for (let unit = 0; unit < spec.hidden; unit++) {
      addRecurrentGradient(workspace, t, unit);
      writeHiddenGradient(workspace, t, unit);
    }
  }
}

function addOutputBiasGradient({ layout, block, slopes, gradient }: Workspace, t: number): void {
  let sum = 0;
  for (let at = t * LANES; at < t * LANES + block.running[t]; at++) sum += slopes[at];
  gradient[layout.outputBias.offset] -= sum;
  gradient[layout.outputBias.offset + 1] += sum;
}

/** `dz` of a unit's four gates, `dc` one step before, and the gradients that need no other unit. */
function writeGateGradients(workspace: Workspace, t: number, unit: number): void {
  const { spec, layout, weights, block, gates, c, tanhC, h, slopes, dz, dc, dh, gradient } = workspace;
  const { bits } = block;
  const { hidden } = spec;
  const isSigmoid = spec.activation === 'sigmoid';
  const running = block.running[t];
  const own = unit * LANES;
  const previous = (t * hidden + unit) * LANES;
  const next = previous + hidden * LANES;
  const i = 4 * previous;
  const f = i + LANES;
  const g = i + 2 * LANES;
  const o = i + 3 * LANES;
  const zi = 4 * own;
  const zf = zi + LANES;
  const zg = zi + 2 * LANES;
  const zo = zi + 3 * LANES;
  const output = weights.output[unit];
  let outputSum = 0;
  let sumI = 0;
  let sumF = 0;
  let sumG = 0;
  let sumO = 0;
  let oneI = 0;
  let oneF = 0;
  let oneG = 0;
  let oneO = 0;
  for (let lane = 0; lane < running; lane++) {
    const gi = gates[i + lane];
    const gf = gates[f + lane];
    const gg = gates[g + lane];
    const go = gates[o + lane];
    const squashed = tanhC[previous + lane];
    const slope = slopes[t * LANES + lane];
    outputSum += slope * h[next + lane];
    const dhHere = dh[own + lane] + slope * output;
    const dcHere = dc[own + lane] + dhHere * go * (1 - squashed * squashed);
    const di = dcHere * gg * (isSigmoid ? gi * (1 - gi) : hardSlope(gi));
    const df = dcHere * c[previous + lane] * (isSigmoid ? gf * (1 - gf) : hardSlope(gf));
    const dg = dcHere * gi * (1 - gg * gg);
    const doo = dhHere * squashed * (isSigmoid ? go * (1 - go) : hardSlope(go));
    dc[own + lane] = dcHere * gf;
    dz[zi + lane] = di;
    dz[zf + lane] = df;
    dz[zg + lane] = dg;
    dz[zo + lane] = doo;
    const bit = bits[t * LANES + lane];
    sumI += di;
    sumF += df;
    sumG += dg;
    sumO += doo;
    oneI += bit * di;
    oneF += bit * df;
    oneG += bit * dg;
    oneO += bit * doo;
  }
  const row = layout.outputKernel.offset + 2 * unit;
  gradient[row] -= outputSum;
  gradient[row + 1] += outputSum;
  const sums = [sumI, sumF, sumG, sumO];
  const ones = [oneI, oneF, oneG, oneO];
  for (let gate = 0; gate < 4; gate++) {
    const column = gate * hidden + unit;
    gradient[layout.bias.offset + column] += sums[gate];
    gradient[layout.inputKernel.offset + column] += sums[gate] - ones[gate];
    gradient[layout.inputKernel.offset + 4 * hidden + column] += ones[gate];
  }
}

const hardSlope = (s: number): number => (s > 0 && s < 1 ? 0.2 : 0);

/** Row `from` of the recurrent kernel's gradient: `h_{t-1}` of that unit times every `dz`. */
function addRecurrentGradient(
  { spec, layout, block, h, dz, gradient }: Workspace,
  t: number,
  from: number,
): void {
  const { hidden } = spec;
  const running = block.running[t];
  const hidden0 = (t * hidden + from) * LANES;
  for (let unit = 0; unit < hidden; unit++) {
    const zi = 4 * unit * LANES;
    const zf = zi + LANES;
    const zg = zi + 2 * LANES;
    const zo = zi + 3 * LANES;
    let sumI = 0;
    let sumF = 0;
    let sumG = 0;
    let sumO = 0;
    for (let lane = 0; lane < running; lane++) {
      const before = h[hidden0 + lane];
      sumI += dz[zi + lane] * before;
      sumF += dz[zf + lane] * before;
      sumG += dz[zg + lane] * before;
      sumO += dz[zo + lane] * before;
    }
    const column = layout.recurrentKernel.offset + 4 * hidden * from + unit;
    gradient[column] += sumI;
    gradient[column + hidden] += sumF;
    gradient[column + 2 * hidden] += sumG;
    gradient[column + 3 * hidden] += sumO;
  }
}

/** `dh_{t-1}` of unit `from`: its row of the recurrent kernel times `dz`. */
function writeHiddenGradient({ spec, weights, block, dz, dh }: Workspace, t: number, from: number): void {
  const { recurrent } = weights;
  const { hidden } = spec;
  const running = block.running[t];
  const stride = 4 * hidden;
  for (let lane = 0; lane < running; lane += 2) {
    let ia = 0;
    let fa = 0;
    let ib = 0;
    let fb = 0;
    for (let unit = 0, w = 4 * from, z = lane; unit < hidden; unit++, w += stride, z += 4 * LANES) {
      ia += recurrent[w] * dz[z];
      ib += recurrent[w] * dz[z + 1];
      fa += recurrent[w + 1] * dz[z + LANES];
      fb += recurrent[w + 1] * dz[z + LANES + 1];
      ia += recurrent[w + 2] * dz[z + 2 * LANES];
      ib += recurrent[w + 2] * dz[z + 2 * LANES + 1];
      fa += recurrent[w + 3] * dz[z + 3 * LANES];
      fb += recurrent[w + 3] * dz[z + 3 * LANES + 1];
    }
    dh[from * LANES + lane] = ia + fa;
    dh[from * LANES + lane + 1] = ib + fb;
  }
}
