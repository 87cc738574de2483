/**
 * Adds up the gradients of a batch, always in the same order, and updates four parameters per fragment by Adam: the
 * twin of `lstm/adam.ts`. Columns after the parameters carry the tally of the training batches.
 */
import { ADAM } from '../../lstm/adam.ts';
import { MARK_GLSL } from '../canary.ts';
import type { RunPlan } from '../engine.ts';
import { columnsGlsl, paramColumns, tallyTexels } from './columns.ts';
import { FRAGMENT_PROLOGUE, type ProgramSource } from './program-compiler.ts';

/** How a design hands over the gradients of a batch, for `adamKernel`. */
export interface GradientSum {
  /**
   * Declares its samplers and `vec4 gradientSum(int column, int replica)`, the sum over the batch, and
   * `bool takeMark(inout vec4 metrics, int replica)`, which takes out of the metrics' sum what shows that every draw of
   * this update has been drawn (`DRAW_MARK`, 1 to 251), and tells whether they have.
   */
  readonly glsl: string;
  readonly samplers: readonly string[];
  readonly uniforms: readonly string[];
}

/** Samplers before those of the sum. */
export const ADAM_SAMPLERS = ['weights', 'firstMoments', 'secondMoments', 'answers', 'active_'] as const;

/** Declares `adam(weights, m, v, gradient, stepSize)` for four parameters: the twin of `lstm/adam.ts`. */
export const ADAM_GLSL = `
void adam(inout vec4 w, inout vec4 m, inout vec4 v, vec4 g, float size) {
  m = ${ADAM.beta1} * m + ${(1 - ADAM.beta1).toFixed(6)} * g;
  v = ${ADAM.beta2} * v + ${(1 - ADAM.beta2).toFixed(6)} * g * g;
  w -= size * m / (sqrt(v) + ${ADAM.epsilon.toFixed(10)});
}`;

/** Outputs: weights, m and v, RGBA32F [columns of all replicas, the tally's after the weights]. */
export function adamKernel(plan: RunPlan, sum: GradientSum): ProgramSource {
  const { hidden } = plan.model;
  const metricsColumn = paramColumns(hidden);
  const [counts, errors] = tallyTexels({
    lossSum: 'sum.x',
    answers: 'total',
    strings: 'bitsAndStrings.y',
    bits: 'bitsAndStrings.x',
    wrongBits: 'sum.y',
    wrongLastBits: 'sum.z',
    wrongStrings: 'sum.w',
  });
  const fragment = `${FRAGMENT_PROLOGUE}
uniform sampler2D weights;
uniform sampler2D firstMoments;
uniform sampler2D secondMoments;
uniform sampler2D answers;
uniform sampler2D active_;
uniform int block;
// step size, whether the tally starts afresh, the mark, the batch's stamp: one call sets them
uniform vec4 step_;
#define DRAW_MARK step_.z
layout(location = 0) out vec4 weight;
layout(location = 1) out vec4 firstMoment;
layout(location = 2) out vec4 secondMoment;
${columnsGlsl(hidden)}
${ADAM_GLSL}
${MARK_GLSL}
${sum.glsl}
void main() {
  ivec2 place = ivec2(gl_FragCoord.xy);
  int column = columnAt(place);
  int replica = replicaAt(place);
  weight = texelFetch(weights, place, 0);
  firstMoment = texelFetch(firstMoments, place, 0);
  secondMoment = texelFetch(secondMoments, place, 0);
  if (texelFetch(active_, ivec2(replica, 0), 0).x == 0.0) return;

  vec4 sum = gradientSum(min(column, ${metricsColumn}), replica);
  vec4 answer = texelFetch(answers, ivec2(replica, block), 0);
  vec2 bitsAndStrings = answer.xy;
  float total = bitsAndStrings.${plan.supervision === 'every' ? 'x' : 'y'};
  if (column >= ${metricsColumn}) {
    bool isFresh = takeMark(sum, replica) && answer.z == step_.w;
    float next = isFresh ? laterMark(weight.w) : -1.0;
    vec4 tally = column == ${metricsColumn} ? ${counts} : ${errors};
    weight = (step_.y != 0.0 ? vec4(0.0) : weight) + tally;
    if (column != ${metricsColumn}) weight.w = next;
    return;
  }
  vec4 gradient = sum / total;
  adam(weight, firstMoment, secondMoment, gradient, step_.x);
}`;
  return {
    fragment,
    samplers: [...ADAM_SAMPLERS, ...sum.samplers],
    uniforms: ['block', 'step_', ...sum.uniforms],
  };
}
