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
    for (let from = 0; from < spec.hidden; from += 2) {
      addRecurrentGradient(workspace, t, from);
      writeHiddenGradient(workspace, t, from);
    }
  }
}

function addOutputBiasGradient({ layout, block, slopes, gradient }: Workspace, t: number): void {
  const end = t * LANES + block.running[t];
  let sum = 0;
  for (let at = t * LANES; at < end; at++) sum += slopes[at];
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
  const row = t * LANES;
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
  // sums over the strings, and over those whose bit is 1
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
    const gateI = gates[i + lane];
    const gateF = gates[f + lane];
    const candidate = gates[g + lane];
    const gateO = gates[o + lane];
    const squashed = tanhC[previous + lane];
    const slope = slopes[row + lane];
    const bit = bits[row + lane];
    outputSum += slope * h[next + lane];
    const dhHere = dh[own + lane] + slope * output;
    const dcHere = dc[own + lane] + dhHere * gateO * (1 - squashed * squashed);
    const di = dcHere * candidate * (isSigmoid ? gateI * (1 - gateI) : hardSlope(gateI));
    const df = dcHere * c[previous + lane] * (isSigmoid ? gateF * (1 - gateF) : hardSlope(gateF));
    const dg = dcHere * gateI * (1 - candidate * candidate);
    const dO = dhHere * squashed * (isSigmoid ? gateO * (1 - gateO) : hardSlope(gateO));
    dc[own + lane] = dcHere * gateF;
    dz[zi + lane] = di;
    dz[zf + lane] = df;
    dz[zg + lane] = dg;
    dz[zo + lane] = dO;
    sumI += di;
    sumF += df;
    sumG += dg;
    sumO += dO;
    oneI += bit * di;
    oneF += bit * df;
    oneG += bit * dg;
    oneO += bit * dO;
  }
  const outputRow = layout.outputKernel.offset + 2 * unit;
  gradient[outputRow] -= outputSum;
  gradient[outputRow + 1] += outputSum;
  const bias = layout.bias.offset + unit;
  gradient[bias] += sumI;
  gradient[bias + hidden] += sumF;
  gradient[bias + 2 * hidden] += sumG;
  gradient[bias + 3 * hidden] += sumO;
  const zero = layout.inputKernel.offset + unit;
  gradient[zero] += sumI - oneI;
  gradient[zero + hidden] += sumF - oneF;
  gradient[zero + 2 * hidden] += sumG - oneG;
  gradient[zero + 3 * hidden] += sumO - oneO;
  const one = zero + 4 * hidden;
  gradient[one] += oneI;
  gradient[one + hidden] += oneF;
  gradient[one + 2 * hidden] += oneG;
  gradient[one + 3 * hidden] += oneO;
}

const hardSlope = (s: number): number => (s > 0 && s < 1 ? 0.2 : 0);

/**
 * Rows `from` and `from + 1` of the recurrent kernel's gradient: `h_{t-1}` of these units times every `dz`. Two at a
 * time, so that a `dz` is read once for both; beside the last of an odd number of units the second is discarded.
 */
function addRecurrentGradient(
  { spec, layout, block, h, dz, gradient }: Workspace,
  t: number,
  from: number,
): void {
  const { hidden } = spec;
  const running = block.running[t];
  const a = (t * hidden + from) * LANES;
  const b = a + LANES;
  for (let unit = 0; unit < hidden; unit++) {
    const zi = 4 * unit * LANES;
    const zf = zi + LANES;
    const zg = zi + 2 * LANES;
    const zo = zi + 3 * LANES;
    let ia = 0;
    let fa = 0;
    let ga = 0;
    let oa = 0;
    let ib = 0;
    let fb = 0;
    let gb = 0;
    let ob = 0;
    for (let lane = 0; lane < running; lane++) {
      const ha = h[a + lane];
      const hb = h[b + lane];
      const di = dz[zi + lane];
      const df = dz[zf + lane];
      const dg = dz[zg + lane];
      const dO = dz[zo + lane];
      ia += di * ha;
      ib += di * hb;
      fa += df * ha;
      fb += df * hb;
      ga += dg * ha;
      gb += dg * hb;
      oa += dO * ha;
      ob += dO * hb;
    }
    const first = layout.recurrentKernel.offset + 4 * hidden * from + unit;
    gradient[first] += ia;
    gradient[first + hidden] += fa;
    gradient[first + 2 * hidden] += ga;
    gradient[first + 3 * hidden] += oa;
    if (from + 1 === hidden) continue;
    const second = first + 4 * hidden;
    gradient[second] += ib;
    gradient[second + hidden] += fb;
    gradient[second + 2 * hidden] += gb;
    gradient[second + 3 * hidden] += ob;
  }
}

/** `dh_{t-1}` of units `from` and `from + 1`, two lanes at a time: their rows of the recurrent kernel times `dz`. */
function writeHiddenGradient({ spec, weights, block, dz, dh }: Workspace, t: number, from: number): void {
  const { recurrent } = weights;
  const { hidden } = spec;
  const running = block.running[t];
  const weightStride = 4 * hidden;
  const stride = LANES;
  const a = from * LANES;
  const b = a + LANES;
  for (let lane = 0; lane < running; lane += 2) {
    let a0 = 0;
    let a1 = 0;
    let b0 = 0;
    let b1 = 0;
    let z = lane;
    for (let unit = 0, start = 4 * from; unit < hidden; unit++, start += weightStride) {
      for (let w = start; w < start + 4; w++, z += stride) {
        const z0 = dz[z];
        const z1 = dz[z + 1];
        a0 += recurrent[w] * z0;
        a1 += recurrent[w] * z1;
        b0 += recurrent[w + 4] * z0;
        b1 += recurrent[w + 4] * z1;
      }
    }
    dh[a + lane] = a0;
    dh[a + lane + 1] = a1;
    dh[b + lane] = b0;
    dh[b + lane + 1] = b1;
  }
}
