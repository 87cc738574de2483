/** Gradients of the step design: every step's products added to the sums, a parameter column a texel, and their reader. */
import type { RunPlan } from '../engine.ts';
import type { GradientSum } from './adam.kernel.ts';
import { bitsGlsl, perUnit } from './cell.kernel.ts';
import { paramColumns, unitColumns } from './columns.ts';
import { laneGridGlsl, type LaneGrid } from './lane-grid.ts';
import { COMPONENTS, outputs } from './step.kernel.ts';
import { adjointMarkGlsl, stateMarkGlsl } from './step-marks.ts';
import { ADJOINT_LAYERS, groupsOf, STATE_LAYERS, UNIT_GROUP } from './step-rows.ts';
import { FRAGMENT_PROLOGUE, type ProgramSource } from './program-compiler.ts';

/** The column of the marks. */
const markColumn = (hidden: number, targets: number): number => (hidden + 1) * sumBlocks(hidden, targets);

/** Texels across the sums of a replica. */
export const sumColumns = (hidden: number, targets: number): number => markColumn(hidden, targets) + 1;

/** Texels of a unit's sums: one for its inputs, one for every `targets` recurrent weights. */
export const sumBlocks = (hidden: number, targets: number): number => 1 + Math.ceil(hidden / targets);

/**
 * Adds a step to the sums. Output: [replicas, sumColumns], `targets` layers. A unit's first texel holds
 * its input weights for 0 and 1, the others its recurrent weights; the row after the last unit is the read-out: first
 * the bias and the metrics, then a weight each, in the first component.
 */
export function stepGradientKernel(
  { model, dataset }: RunPlan,
  grid: LaneGrid,
  targets: number,
): ProgramSource {
  const { hidden } = model;
  const blocks = sumBlocks(hidden, targets);
  const groups = groupsOf(hidden);
  const texelsOfH = targets / UNIT_GROUP;
  const layers = Array.from({ length: targets }, (_, k) => k);
  const perString = (n: number): string => `
      vec4 d = unit < ${hidden}
        ? texelFetch(adjoint, ivec3(at.x, at.y + (unit >> 1) * GRID_ROWS, ${ADJOINT_LAYERS * n} + (unit & 1)), 0)
        : vec4(texelFetch(adjoint, ivec3(at, ${ADJOINT_LAYERS * n + 2}), 0).z, 0.0, 0.0, 0.0);
      if (part == 0) {
        if (unit < ${hidden}) {
          bool one = bitOf(texelFetch(words, at + ivec2(0, ${n} * GRID_ROWS + block * BLOCK_ROWS), 0), time);
          texel0 += one ? vec4(0.0) : d;
          texel1 += one ? d : vec4(0.0);
        } else {
          texel0 += d;
          texel1 += texelFetch(adjoint, ivec3(at, ${ADJOINT_LAYERS * n + 3}), 0);
        }
      } else {
        vec4 h;
        ${Array.from({ length: texelsOfH }, (_, k) => k)
          .map(
            (
              k,
            ) => `h = texelFetch(before, ivec3(at.x, at.y + min(firstGroup + ${k}, ${groups - 1}) * GRID_ROWS, ${STATE_LAYERS * n}), 0);
        ${[0, 1, 2, 3].map((j) => `texel${UNIT_GROUP * k + j} += h.${COMPONENTS[j]} * d;`).join(' ')}`,
          )
          .join('\n        ')}
      }`;
  const fragment = `${FRAGMENT_PROLOGUE}
uniform sampler2DArray before;
uniform sampler2DArray adjoint;
uniform sampler2DArray sums;
uniform usampler2D words;
uniform sampler2D active_;
uniform int block;
uniform int laneCount;
uniform int time;
${outputs(targets)}
${laneGridGlsl(grid)}
${bitsGlsl(dataset.max)}
void main() {
  ivec2 place = ivec2(gl_FragCoord.xy);
  if (texelFetch(active_, ivec2(place.y, 0), 0).x == 0.0) return;
  int unit = place.x / ${blocks};
  int part = place.x - unit * ${blocks};
  int firstGroup = (part - 1) * ${texelsOfH};
  bool goesOn = time < ${dataset.max};
  if (place.x == ${markColumn(hidden, targets)}) {
    float now = ${adjointMarkGlsl('adjoint', grid, hidden)};
    float former = goesOn ? texelFetch(sums, ivec3(place, 0), 0).x : ${stateMarkGlsl('before', grid, hidden)} + ${dataset.max + 1}.0;
    bool isNext = former == now + 1.0;
    texel0 = vec4(isNext ? now : -1.0);
    return;
  }
  ${layers.map((k) => `texel${k} = goesOn ? texelFetch(sums, ivec3(place, ${k}), 0) : vec4(0.0);`).join('\n  ')}
  ivec2 at = texelOfLane(place.y * LANES_PER_REPLICA);
  for (int lane = 0; lane < laneCount; lane++) {
    ${perUnit(grid.strings, (n) => `{${perString(n)}\n    }`, '\n    ')}
    nextLane(at);
  }
}`;
  return {
    fragment,
    samplers: ['before', 'adjoint', 'sums', 'words', 'active_'],
    uniforms: ['block', 'laneCount', 'time'],
  };
}

/** Reads the sums for Adam. */
export function stepSum(hidden: number, targets: number): GradientSum {
  const blocks = sumBlocks(hidden, targets);
  const columns = unitColumns(hidden);
  const readout = hidden * blocks;
  return {
    glsl: `
uniform sampler2DArray sums;
float readoutOf(int unit, int replica) {
  if (unit >= ${hidden}) return unit > ${hidden} ? 0.0 : texelFetch(sums, ivec3(${readout}, replica, 0), 0).x;
  return texelFetch(sums, ivec3(${readout + 1} + unit / ${targets}, replica, unit % ${targets}), 0).x;
}
vec4 gradientSum(int column, int replica) {
  if (column == ${paramColumns(hidden)}) return texelFetch(sums, ivec3(${readout}, replica, 1), 0);
  if (column >= ${hidden * columns}) {
    int unit = 2 * (column - ${hidden * columns});
    vec2 g = vec2(readoutOf(unit, replica), readoutOf(unit + 1, replica));
    return vec4(-g.x, g.x, -g.y, g.y);
  }
  int unit = column / ${columns};
  int k = column - unit * ${columns};
  int x = unit * ${blocks};
  if (k < 2) return texelFetch(sums, ivec3(x, replica, k), 0);
  // bits are one-hot: a bias has the gradient of both its input weights together
  if (k == 2) return texelFetch(sums, ivec3(x, replica, 0), 0) + texelFetch(sums, ivec3(x, replica, 1), 0);
  return texelFetch(sums, ivec3(x + 1 + (k - 3) / ${targets}, replica, (k - 3) % ${targets}), 0);
}
bool takeMark(inout vec4 metrics, int replica) {
  return texelFetch(sums, ivec3(${markColumn(hidden, targets)}, replica, 0), 0).x == 256.0 * DRAW_MARK;
}`,
    samplers: ['sums'],
    uniforms: [],
  };
}
