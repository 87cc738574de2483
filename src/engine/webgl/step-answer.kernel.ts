/** Held-out strings, answered and judged one time step a draw. */
import type { RunPlan } from '../engine.ts';
import { bitsGlsl, lossGlsl } from './cell.kernel.ts';
import { forwardGlsl, stepWeightsGlsl } from './step.kernel.ts';
import { FRAGMENT_PROLOGUE, type ProgramSource } from './program-compiler.ts';

/** One step of four units of held-out strings, which lie in `rows` rows per replica; uniform `theReplica`. */
export const stepAnswerKernel = ({ model, dataset }: RunPlan, rows: number): ProgramSource =>
  forwardGlsl(model, 1, {
    declarations: `
uniform usampler2D heldOut;
uniform int theReplica;
${bitsGlsl(dataset.max)}`,
    prelude: `int group = place.y / ${rows};
  ivec2 texel = ivec2(place.x, place.y - group * ${rows});
  replica = theReplica;
  bool one0 = bitOf(texelFetch(heldOut, texel + ivec2(0, replica * ${rows}), 0), time);`,
    samplers: ['heldOut'],
    uniforms: ['theReplica'],
    rows: String(rows),
  });

/**
 * Judges held-out strings after bit `time`, and goes on with what earlier bits left. Outputs: RGBA32UI wrong answers,
 * RGBA32F (loss over every bit, loss of the last bit, any wrong, 0).
 */
export function stepJudgeKernel({ model, dataset }: RunPlan, rows: number): ProgramSource {
  const fragment = `${FRAGMENT_PROLOGUE}
uniform sampler2DArray after;
uniform usampler2D heldOut;
uniform usampler2D wrongBefore;
uniform sampler2D sumsBefore;
uniform int groups;
uniform int time;
layout(location = 0) out uvec4 wrong;
layout(location = 1) out vec4 sums;
${stepWeightsGlsl(model.hidden)}
${lossGlsl(model)}
${bitsGlsl(dataset.max)}
void main() {
  ivec2 place = ivec2(gl_FragCoord.xy);
  replica = place.y / ${rows};
  ivec2 texel = ivec2(place.x, place.y - replica * ${rows});
  float d = outBias();
  for (int j = 0; j < groups; j++) d += dot(outOf(j), texelFetch(after, ivec3(texel.x, texel.y + j * ${rows}, 0), 0));
  bool odd = bitOf(prefixParities(texelFetch(heldOut, place, 0)), time);
  bool isWrong = (d > 0.0) != odd;
  wrong = time == 0 ? uvec4(0u) : texelFetch(wrongBefore, place, 0);
  wrong |= uvec4(equal(ivec4(time >> 5), ivec4(0, 1, 2, 3))) * (uint(isWrong) << uint(time & 31));
  sums = time == 0 ? vec4(0.0) : texelFetch(sumsBefore, place, 0);
  float loss = lossAndSlope(odd ? d : -d).x;
  sums = vec4(sums.x + loss, loss, max(sums.z, float(isWrong)), 0.0);
}`;
  return {
    fragment,
    samplers: ['weights', 'after', 'heldOut', 'wrongBefore', 'sumsBefore'],
    uniforms: ['groups', 'time'],
  };
}
