/**
 * Several updates on one string each, one after the other in one draw: with batches of one string a draw's cost is many
 * times that of its work. The fragment of every column runs the whole network, keeps weights and moments in registers,
 * and writes its own column. For one unit.
 */
import type { RunPlan } from '../engine.ts';
import { MARK_GLSL } from '../canary.ts';
import { ADAM_GLSL } from './adam.kernel.ts';
import { cellGlsl, perUnit, weightsGlsl } from './cell.kernel.ts';
import { columnsGlsl, paramColumns, tallyTexels } from './columns.ts';
import { backwardGlsl, stepGlsl } from './gradient.kernel.ts';
import { laneGridGlsl, type LaneGrid } from './lane-grid.ts';
import { passesGlsl } from './passes.kernel.ts';
import { FRAGMENT_PROLOGUE, type ProgramSource } from './program-compiler.ts';
import { STAMPS } from './strings.kernel.ts';

/** Time steps that one draw may take in all: some milliseconds, far below what a driver takes for a hang. */
const MAX_STEPS = 2048;
const MAX_UPDATES = 32;

/** Updates in one draw. */
export const updatesPerDraw = ({ dataset }: Pick<RunPlan, 'dataset'>): number =>
  Math.max(1, Math.min(MAX_UPDATES, Math.floor(MAX_STEPS / dataset.max)));

/** Columns of one unit: bit 0, bit 1, bias, recurrent, read-out. */
const COLUMNS = paramColumns(1);
const each = (make: (k: number) => string): string => perUnit(COLUMNS, make, '\n  ');
/** The bias has the gradient of both bits; the read-out's kernel is (-g, g), and so is its bias. */
const GRADIENTS = [
  'sumZeros',
  'sumOnes',
  'sumZeros + sumOnes',
  'sumRecurrent0',
  'vec4(-sumOut0, sumOut0, -sumOutBias, sumOutBias)',
];

/**
 * Outputs: weights, m and v, RGBA32F [columns of all replicas, the tally's after the weights]. Uniforms: `count` updates,
 * with `steps[k]` = (step size, whether the tally starts afresh); the first is number `phase` on the batch at `block`,
 * which is the run's `batchNumber`-th.
 */
export function serialKernel(plan: RunPlan, grid: LaneGrid): ProgramSource {
  const [answers, errors] = tallyTexels({
    lossSum: 'metrics.x',
    answers: 'total',
    strings: '1.0',
    bits: 'bits',
    wrongBits: 'metrics.y',
    wrongLastBits: 'metrics.z',
    wrongStrings: 'metrics.w',
  });
  const fragment = `${FRAGMENT_PROLOGUE}
uniform sampler2D firstMoments;
uniform sampler2D secondMoments;
uniform sampler2D active_;
uniform int block;
uniform int phase;
uniform int count;
uniform int batchNumber;
uniform vec2 steps[${updatesPerDraw(plan)}];
layout(location = 0) out vec4 weight;
layout(location = 1) out vec4 firstMoment;
layout(location = 2) out vec4 secondMoment;
${columnsGlsl(1)}
${laneGridGlsl(grid)}
${ADAM_GLSL}
${MARK_GLSL}
${passesGlsl(plan, [weightsGlsl(1), cellGlsl(plan.model), stepGlsl(1), backwardGlsl(1)].join('\n'))}
void main() {
  ivec2 place = ivec2(gl_FragCoord.xy);
  int column = columnAt(place);
  int replica = replicaAt(place);
  ${each((k) => `vec4 w${k} = texelFetch(weights, ivec2(${k}, replica), 0);`)}
  ${each((k) => `vec4 m${k} = texelFetch(firstMoments, ivec2(${k}, replica), 0);`)}
  ${each((k) => `vec4 v${k} = texelFetch(secondMoments, ivec2(${k}, replica), 0);`)}
  vec4 answers = texelFetch(weights, ivec2(${COLUMNS}, replica), 0);
  vec4 errors = texelFetch(weights, ivec2(${COLUMNS + 1}, replica), 0);
  int updates = texelFetch(active_, ivec2(replica, 0), 0).x == 0.0 ? 0 : count;
  ivec2 lane = texelOfLane(replica * LANES_PER_REPLICA);
  for (int k = 0; k < updates; k++) {
    ivec2 source = lane + ivec2(0, (block + (phase + k) / ${plan.repeats}) * BLOCK_ROWS);
    zero0 = w0 + w2;
    one0 = w1 + w2;
    recurrent0_0 = w3;
    out0 = w4.y - w4.x;
    outBias = w4.w - w4.z;
    metrics = sumZeros = sumOnes = sumRecurrent0 = vec4(0.0);
    sumOut0 = sumOutBias = 0.0;
    passString(source);
    uint stamped = texelFetch(lengths, source, 0).x;
    float bits = float(lengthOf(stamped));
    bool isFresh = stampOf(stamped) == (batchNumber + (phase + k) / ${plan.repeats}) % ${STAMPS};
    float total = ${plan.supervision === 'every' ? 'bits' : '1.0'};
    if (steps[k].y > 0.0) { answers = vec4(0.0); errors.xyz = vec3(0.0); }
    answers += ${answers};
    errors += ${errors};
    errors.w = isFresh ? laterMark(errors.w) : -1.0;
    ${each((n) => `adam(w${n}, m${n}, v${n}, (${GRADIENTS[n]}) / total, steps[k].x);`)}
  }
  weight = ${chosen('w', `column == ${COLUMNS} ? answers : errors`)};
  firstMoment = ${chosen('m', 'vec4(0.0)')};
  secondMoment = ${chosen('v', 'vec4(0.0)')};
}`;
  return {
    fragment,
    samplers: ['weights', 'firstMoments', 'secondMoments', 'words', 'lengths', 'active_'],
    uniforms: ['block', 'phase', 'count', 'batchNumber', 'steps'],
  };
}

/** The register of a fragment's own column. */
const chosen = (name: string, otherwise: string): string =>
  `${perUnit(COLUMNS, (k) => `column == ${k} ? ${name}${k} : `, '')}${otherwise}`;
