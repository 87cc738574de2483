/**
 * Judges weights on the held-out strings. One fragment answers one string after every bit and writes which answers
 * were wrong, a bit each; two more kernels count them, and add up the losses, in a fixed order. What they count of the
 * strings themselves shows that all of them were judged, and now (`../canary.ts`).
 */
import { HELD_OUT_STRINGS } from '../../parity/dataset.ts';
import type { RunPlan } from '../engine.ts';
import { JUDGED_GLSL } from '../canary.ts';
import { judgedWidth, SAMPLE_STRIDE, SUMS_SIZE } from '../kernel-rows.ts';
import { bitsGlsl, cellGlsl, lossGlsl, weightsGlsl } from './cell.kernel.ts';
import { columnsGlsl, paramColumns } from './columns.ts';
import { FRAGMENT_PROLOGUE, type ProgramSource } from './program-compiler.ts';

/** Held-out strings lie in rows of this many. */
export const HELD_OUT_COLUMNS = 1000;
/** Rows of held-out strings per replica. */
export const HELD_OUT_ROWS = HELD_OUT_STRINGS / HELD_OUT_COLUMNS;

/** Outputs: RGBA32UI wrong answers, RGBA32F (loss over every bit, loss of the last bit, any wrong, `judgedOf`). */
export function answerKernel(plan: RunPlan): ProgramSource {
  const { max } = plan.dataset;
  const fragment = `${FRAGMENT_PROLOGUE}
uniform usampler2D heldOut;
layout(location = 0) out uvec4 wrong;
layout(location = 1) out vec4 sums;
${weightsGlsl(plan.model.hidden)}
${cellGlsl(plan.model)}
${lossGlsl(plan.model)}
${bitsGlsl(max)}
${JUDGED_GLSL}
uniform int stringLength;
uniform int stamp;
void main() {
  ivec2 texel = ivec2(gl_FragCoord.xy);
  uvec4 bits = texelFetch(heldOut, texel, 0);
  uvec4 labels = prefixParities(bits);
  loadWeights(texel.y / ${HELD_OUT_ROWS});
  State state = zeroState();
  wrong = uvec4(0u);
  vec2 loss = vec2(0.0);
  for (int t = 0; t < stringLength; t++) {
    state = advance(bitOf(bits, t), state);
    float d = margin(state);
    bool odd = bitOf(labels, t);
    uint mark = uint((d > 0.0) != odd) << uint(t & 31);
    ${max <= 32 ? 'wrong.x |= mark;' : 'wrong |= uvec4(equal(ivec4(t >> 5), ivec4(0, 1, 2, 3))) * mark;'}
    loss.y = lossAndSlope(odd ? d : -d).x;
    loss.x += loss.y;
  }
  sums = vec4(loss, float((wrong.x | wrong.y | wrong.z | wrong.w) != 0u), judgedOf(bits, stamp));
}`;
  return { fragment, samplers: ['weights', 'heldOut'], uniforms: ['stringLength', 'stamp'] };
}

/** Adds up each row of strings. Output R32F [replicas * rows, max + sums]: wrong per length, then the sums. */
export function countRowsKernel(plan: RunPlan): ProgramSource {
  const { max } = plan.dataset;
  const fragment = `${FRAGMENT_PROLOGUE}
uniform usampler2D wrong;
uniform sampler2D sums;
uniform int columns;
layout(location = 0) out float total;
${bitsGlsl(max)}
void main() {
  ivec2 place = ivec2(gl_FragCoord.xy);
  total = 0.0;
  if (place.x < ${max}) {
    for (int x = 0; x < columns; x++) total += float(bitOf(texelFetch(wrong, ivec2(x, place.y), 0), place.x));
    return;
  }
  int k = place.x - ${max};
  for (int x = 0; x < columns; x++) {
    vec4 value = texelFetch(sums, ivec2(x, place.y), 0);
    total += k == 0 ? value.x : k == 1 ? value.y : k == 2 ? value.z : value.w;
  }
}`;
  return { fragment, samplers: ['wrong', 'sums'], uniforms: ['columns'] };
}

/**
 * Adds up the rows of each replica into a tensor's texture, in flat order, a row of `judgedWidth` numbers a replica: wrong
 * per length and the sums; then the mark of the weights and the losses of the sample, as they are.
 */
export function countReplicasKernel({ dataset: { max }, seeds, model: { hidden } }: RunPlan): ProgramSource {
  const counted = max + SUMS_SIZE;
  const fragment = `${FRAGMENT_PROLOGUE}
uniform sampler2D rowTotals;
uniform sampler2D sums;
uniform sampler2D weights;
uniform int width;
layout(location = 0) out float total;
${columnsGlsl(hidden)}
void main() {
  ivec2 texel = ivec2(gl_FragCoord.xy);
  int index = texel.y * width + texel.x;
  int replica = index / ${judgedWidth(max)};
  int k = index - replica * ${judgedWidth(max)};
  int firstRow = replica * ${HELD_OUT_ROWS};
  total = 0.0;
  if (replica >= ${seeds.length}) return;
  if (k > ${counted}) {
    int place = (k - ${counted + 1}) * ${SAMPLE_STRIDE};
    total = texelFetch(sums, ivec2(place % ${HELD_OUT_COLUMNS}, firstRow + place / ${HELD_OUT_COLUMNS}), 0).x;
    return;
  }
  if (k == ${counted}) {
    total = texelFetch(weights, columnPlace(${paramColumns(hidden) + 1}, replica), 0).w;
    return;
  }
  for (int y = 0; y < ${HELD_OUT_ROWS}; y++) total += texelFetch(rowTotals, ivec2(k, firstRow + y), 0).x;
}`;
  return { fragment, samplers: ['rowTotals', 'sums', 'weights'], uniforms: ['width'] };
}
