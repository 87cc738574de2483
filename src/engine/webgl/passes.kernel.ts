/**
 * What designs share that run a whole string in one draw: forward, then backward through time, in registers.
 *
 * The forward pass keeps the state at the start of every segment of a few steps; the backward pass takes the
 * segments from the last to the first, runs each forward again with every gate kept, and then back (checkpointing,
 * Chen et al. 2016, arXiv 1604.06174). So no array is ever indexed by a variable, which software rasterisers and the
 * Windows compiler handle badly.
 */
import type { RunPlan } from '../engine.ts';
import { bitsGlsl, lossGlsl, perUnit } from './cell.kernel.ts';
import { laneGridGlsl, type LaneGrid } from './lane-grid.ts';
import { FRAGMENT_PROLOGUE, type ProgramSource } from './program-compiler.ts';
import { LENGTH_GLSL } from './strings.kernel.ts';

/** What a design brings. */
export interface LaneShader {
  /**
   * Declares `State`, `zeroState()`, `advance(bit, state)`; `Step`, `forwardStep(t, sample, state)` which asks `slopeOf`;
   * `Adjoint`, `zeroAdjoint()`, `backwardStep(step, adjoint)` which adds to the sums; `loadWeights(replica)`.
   */
  readonly declarations: string;
  /** Turns `place` from texels into lanes. */
  readonly toLane?: string;
  /** Goes before the passes; `slice` is known. */
  readonly setUp?: string;
  /** Assigns every `texel0`, `texel1`, ... */
  readonly write: string;
}

/** Steps per segment: about the square root of the length, with few steps past its end. */
export function segmentSteps(max: number): number {
  const wasted = (steps: number): number => Math.ceil(max / steps) * steps - max;
  const around = Math.max(1, Math.round(Math.sqrt(max)));
  const candidates = [around, around - 1, around + 1, around - 2, around + 2].filter((steps) => steps > 0);
  return candidates.reduce((best, steps) => (wasted(steps) < wasted(best) ? steps : best));
}

/**
 * Outputs: `targets` texels of the slice's columns. Uniform `blockAndMark`: the batch's place in the chunk, and the
 * update's mark (`GradientSum`).
 */
export function passesKernel(
  plan: RunPlan,
  grid: LaneGrid,
  targets: number,
  shader: LaneShader,
): ProgramSource {
  const fragment = `${FRAGMENT_PROLOGUE}
uniform sampler2D active_;
uniform ivec2 blockAndMark;
${Array.from({ length: targets }, (_, k) => `layout(location = ${k}) out vec4 texel${k};`).join('\n')}
${laneGridGlsl(grid)}
${passesGlsl(plan, shader.declarations)}
void main() {
  ivec2 place = ivec2(gl_FragCoord.xy);
  ${shader.toLane ?? ''}
  int slice = place.y / GRID_ROWS;
  int row = place.y - slice * GRID_ROWS;
  int lane = laneAt(place.x, row);
  if (lane < 0 || lane >= GRID_LANES) return;
  int replica = lane / LANES_PER_REPLICA;
  if (texelFetch(active_, ivec2(replica, 0), 0).x == 0.0) return;
  loadWeights(replica);
  ${shader.setUp ?? ''}
  passString(ivec2(place.x, row + blockAndMark.x * BLOCK_ROWS));
  metrics.w += float(4 * blockAndMark.y);
${shader.write}
}`;
  return { fragment, samplers: ['weights', 'words', 'lengths', 'active_'], uniforms: ['blockAndMark'] };
}

/**
 * Declares `passString(source)`: both passes over the string at texel `source`, with the weights that are loaded. Metrics
 * and the design's sums add up.
 */
export function passesGlsl(
  { dataset, supervision, model }: RunPlan,
  declarations: LaneShader['declarations'],
): string {
  const steps = segmentSteps(dataset.max);
  const segments = Math.ceil(dataset.max / steps);
  return `
uniform usampler2D words;
uniform usampler2D lengths;
${bitsGlsl(dataset.max)}
${lossGlsl(model)}
${sampleGlsl(supervision === 'every')}
${declarations}
void passString(ivec2 source) {
  Sample string_ = sampleAt(source); State state = zeroState();
  State ${perUnit(segments, (k) => `start${k} = state`, ', ')};
  int longest = string_.length_;
  int segmentCount = (longest + ${steps - 1}) / ${steps};
  for (int segment = 0; segment < segmentCount; segment++) {
    ${perUnit(segments, (k) => `if (segment == ${k}) start${k} = state;`, '\n    ')}
    for (int t = segment * ${steps}; t < min(segment * ${steps} + ${steps}, longest); t++) {
      state = advance(bitOf(string_.bits, t), state);
    }
  }
  Adjoint adjoint = zeroAdjoint();
  for (int segment = segmentCount - 1; segment >= 0; segment--) {
    ${perUnit(segments, (k) => `if (segment == ${k}) state = start${k};`, '\n    ')}
    int t = segment * ${steps};
    ${perUnit(steps, (k) => `Step step${k} = forwardStep(t + ${k}, string_, state);`, '\n    ')}
    ${perUnit(steps, (k) => `backwardStep(step${steps - 1 - k}, adjoint);`, '\n    ')}
  }
  metrics.w += float(string_.wrong > 0.0);
}`;
}

/**
 * `sampleAt(texel)`: a string with its labels. `slopeOf(d, t, sample)`: the slope of the loss in the margin d after bit t
 * (0 where no answer counts), while the metrics of the lane's strings add up.
 */
const sampleGlsl = (every: boolean): string => `
${LENGTH_GLSL}
vec4 metrics = vec4(0.0); // loss, wrong bits, wrong last bits, wrong strings
struct Sample {
  uvec4 bits;
  uvec4 labels;
  int length_;
  float wrong;
};
Sample sampleAt(ivec2 texel) {
  uvec4 bits = texelFetch(words, texel, 0);
  return Sample(bits, prefixParities(bits), lengthOf(texelFetch(lengths, texel, 0).x), 0.0);
}
float slopeOf(float d, int t, inout Sample x) {
  bool odd = bitOf(x.labels, t);
  float real = float(t < x.length_);
  float last = float(t == x.length_ - 1);
  float wrong = float((d > 0.0) != odd) * real;
  x.wrong += wrong;
  metrics.y += wrong;
  metrics.z += wrong * last;
  float favour = odd ? 1.0 : -1.0;
  vec2 answer = lossAndSlope(favour * d) * ${every ? 'real' : 'last'};
  metrics.x += answer.x;
  return favour * answer.y;
}
`;
