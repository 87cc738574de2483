/**
 * Adds up the gradients of a batch, always in the same order, and updates four parameters per fragment by Adam: the
 * twin of `lstm/adam.ts`. Columns after the parameters carry the tally of the training batches.
 */
import { ADAM } from '../../lstm/adam.ts';
import type { RunPlan } from '../engine.ts';
import { FRAGMENT_PROLOGUE, type ProgramSource } from './device.ts';
import type { SlicePlan } from './gradient.kernel.ts';
import { laneGridGlsl, type LaneGrid } from './lane-grid.ts';

/** Texels of a replica's tally. */
export const TALLY_COLUMNS_PER_REPLICA = 2;

/**
 * Outputs: weights, m and v, RGBA32F [replicas, parameter columns + 2 of the tally].
 * `sources` says for every column its layer and its slice of the gradient texture.
 */
export function adamKernel(plan: RunPlan, grid: LaneGrid, slicing: SlicePlan): ProgramSource {
  const { metricsColumn } = slicing;
  const fragment = `${FRAGMENT_PROLOGUE}
uniform sampler2D weights;
uniform sampler2D firstMoments;
uniform sampler2D secondMoments;
uniform sampler2DArray gradients;
uniform sampler2D answers;
uniform isampler2D sources;
uniform sampler2D active_;
uniform int block;
uniform int batchSize;
uniform float stepSize;
uniform bool restartTally;
layout(location = 0) out vec4 weight;
layout(location = 1) out vec4 firstMoment;
layout(location = 2) out vec4 secondMoment;
${laneGridGlsl(grid)}
void main() {
  ivec2 place = ivec2(gl_FragCoord.xy);
  int replica = place.y;
  weight = texelFetch(weights, place, 0);
  firstMoment = texelFetch(firstMoments, place, 0);
  secondMoment = texelFetch(secondMoments, place, 0);
  if (texelFetch(active_, ivec2(replica, 0), 0).x == 0.0) return;

  ivec2 source = texelFetch(sources, ivec2(min(place.x, ${metricsColumn}), 0), 0).xy;
  ivec2 texel = texelOfLane(replica * ${plan.batch});
  vec4 sum = vec4(0.0);
  vec4 counts = vec4(0.0);
  for (int b = 0; b < batchSize; b++) {
    vec4 value = texelFetch(gradients, ivec3(texel.x, texel.y + source.y * GRID_ROWS, source.x), 0);
    sum += value;
    counts += vec4(greaterThan(value, vec4(0.5)));
    nextLane(texel);
  }
  float total = texelFetch(answers, ivec2(replica, block), 0).x;
  if (place.x >= ${metricsColumn}) {
    vec4 tally = place.x == ${metricsColumn} ? vec4(sum.x, total, counts.w, sum.w) : vec4(sum.y, sum.z, counts.y, 0.0);
    weight = (restartTally ? vec4(0.0) : weight) + tally;
    return;
  }
  vec4 gradient = sum / total;
  firstMoment = ${ADAM.beta1} * firstMoment + ${(1 - ADAM.beta1).toFixed(6)} * gradient;
  secondMoment = ${ADAM.beta2} * secondMoment + ${(1 - ADAM.beta2).toFixed(6)} * gradient * gradient;
  weight -= stepSize * firstMoment / (sqrt(secondMoment) + ${ADAM.epsilon.toFixed(10)});
}`;
  return {
    fragment,
    samplers: ['weights', 'firstMoments', 'secondMoments', 'gradients', 'answers', 'sources', 'active_'],
    uniforms: ['block', 'batchSize', 'stepSize', 'restartTally'],
  };
}
