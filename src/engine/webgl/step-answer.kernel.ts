/** Held-out strings, answered and judged one time step a draw. */
import { JUDGED_GLSL } from '../canary.ts';
import type { RunPlan } from '../engine.ts';
import { bitsGlsl, lossGlsl } from './cell.kernel.ts';
import { forwardGlsl, stepWeightsGlsl } from './step.kernel.ts';
import { groupsOf } from './step-rows.ts';
import { FRAGMENT_PROLOGUE, type ProgramSource } from './program-compiler.ts';

/** What the texel beyond the last row of a state holds after a bit: the link of a chain, as in `step-marks.ts`. */
const CHAIN_GLSL = `
float chained(int stamp, int replica, int time) { return float((stamp * 256 + replica) * 128 + time); }`;

/** One step of four units of held-out strings, which lie in `rows` rows per replica; uniform `theReplica`. */
export const stepAnswerKernel = ({ model, dataset }: RunPlan, rows: number): ProgramSource =>
  forwardGlsl(model, 1, {
    declarations: `
uniform usampler2D heldOut;
uniform int theReplica;
uniform int stamp;
${bitsGlsl(dataset.max)}
${CHAIN_GLSL}`,
    prelude: `if (place.y == ${groupsOf(model.hidden) * rows}) {
    float former = texelFetch(before, ivec3(place, 0), 0).x;
    texel0 = vec4(time == 0 || former == chained(stamp, theReplica, time - 1) ? chained(stamp, theReplica, time) : -1.0);
    return;
  }
  int group = place.y / ${rows};
  ivec2 texel = ivec2(place.x, place.y - group * ${rows});
  replica = theReplica;
  bool one0 = bitOf(texelFetch(heldOut, texel + ivec2(0, replica * ${rows}), 0), time);`,
    samplers: ['heldOut'],
    uniforms: ['theReplica', 'stamp'],
    rows: String(rows),
  });

/**
 * Judges held-out strings after bit `time`, and goes on with what earlier bits left. Outputs: RGBA32UI wrong answers,
 * RGBA32F (loss over every bit, loss of the last bit, any wrong, and after the last bit `judgedOf`; before it, what shows
 * that no bit was left out, or -1).
 */
export function stepJudgeKernel({ model, dataset }: RunPlan, rows: number): ProgramSource {
  const fragment = `${FRAGMENT_PROLOGUE}
uniform sampler2DArray after;
uniform usampler2D heldOut;
uniform usampler2D wrongBefore;
uniform sampler2D sumsBefore;
uniform int groups;
uniform int time;
uniform int stamp;
layout(location = 0) out uvec4 wrong;
layout(location = 1) out vec4 sums;
${stepWeightsGlsl(model.hidden)}
${lossGlsl(model)}
${bitsGlsl(dataset.max)}
${JUDGED_GLSL}
${CHAIN_GLSL}
void main() {
  ivec2 place = ivec2(gl_FragCoord.xy);
  replica = place.y / ${rows};
  ivec2 texel = ivec2(place.x, place.y - replica * ${rows});
  float d = outBias();
  for (int j = 0; j < groups; j++) d += dot(outOf(j), texelFetch(after, ivec3(texel.x, texel.y + j * ${rows}, 0), 0));
  uvec4 bits = texelFetch(heldOut, place, 0);
  bool odd = bitOf(prefixParities(bits), time);
  bool isWrong = (d > 0.0) != odd;
  wrong = time == 0 ? uvec4(0u) : texelFetch(wrongBefore, place, 0);
  wrong |= uvec4(equal(ivec4(time >> 5), ivec4(0, 1, 2, 3))) * (uint(isWrong) << uint(time & 31));
  sums = time == 0 ? vec4(0.0) : texelFetch(sumsBefore, place, 0);
  float loss = lossAndSlope(odd ? d : -d).x;
  float judged = judgedOf(bits, stamp);
  bool isChained = texelFetch(after, ivec3(0, ${groupsOf(model.hidden) * rows}, 0), 0).x == chained(stamp, replica, time);
  bool isNext = time == 0 || sums.w == 256.0 * judged + float(time - 1);
  float mark = !isNext || !isChained ? -1.0 : time == ${dataset.max - 1} ? judged : 256.0 * judged + float(time);
  sums = vec4(sums.x + loss, loss, max(sums.z, float(isWrong)), mark);
}`;
  return {
    fragment,
    samplers: ['weights', 'after', 'heldOut', 'wrongBefore', 'sumsBefore'],
    uniforms: ['groups', 'time', 'stamp'],
  };
}
