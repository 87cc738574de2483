/**
 * The gradient of one string in one fragment: forward, then backward through time, in registers.
 *
 * The forward pass keeps the state at the start of every segment of a few steps; the backward pass takes the
 * segments from the last to the first, runs each forward again with every gate kept, and then back (checkpointing,
 * Chen et al. 2016, arXiv 1604.06174). So no array is ever indexed by a variable, which software rasterisers and the
 * Windows compiler handle badly.
 *
 * A fragment can write `targets` texels (4 or 8). Each slice of a lane repeats both passes for its unit and writes
 * some of that unit's columns (`unitColumns`), shared out with the read-out's columns and the string's metrics.
 */
import type { RunPlan } from '../engine.ts';
import { bitsGlsl, cellGlsl, lossGlsl, perUnit, weightsGlsl } from './cell.kernel.ts';
import { unitColumns } from './columns.ts';
import { FRAGMENT_PROLOGUE, type ProgramSource } from './device.ts';
import {
  cut,
  metricsColumnOf,
  sharedColumns,
  writtenColumns,
  type GradientLayout,
} from './gradient-layout.ts';
import { laneGridGlsl, type LaneGrid } from './lane-grid.ts';

/** A layout whose slices serve one unit each. */
type StringLayout = GradientLayout & { readonly units: readonly number[] };

/** Shares the columns out over slices of `targets` texels; a slice serves one unit. */
export function stringLayout(hidden: number, targets: number): StringLayout {
  const shared = sharedColumns(hidden);
  const columns: number[][][] = [];
  const units: number[] = [];
  for (let u = 0; u < hidden; u++) {
    const from = Math.floor((u * shared.length) / hidden);
    const to = Math.floor(((u + 1) * shared.length) / hidden);
    for (const slice of cut([...writtenColumns(hidden, u), ...shared.slice(from, to)], targets)) {
      columns.push([slice]);
      units.push(u);
    }
  }
  const metricsColumn = metricsColumnOf(hidden);
  return { targets, pixels: 1, slices: columns.length, units, columns, metricsColumn };
}

/** Steps per segment: about the square root of the length, with few steps past its end. */
export function segmentSteps(max: number): number {
  const wasted = (steps: number): number => Math.ceil(max / steps) * steps - max;
  const around = Math.max(1, Math.round(Math.sqrt(max)));
  const candidates = [around, around - 1, around + 1, around - 2, around + 2].filter((steps) => steps > 0);
  return candidates.reduce((best, steps) => (wasted(steps) < wasted(best) ? steps : best));
}

/** Outputs: `targets` texels of the slice's columns. Uniform `block` is the batch's place in the chunk. */
export function gradientKernel(plan: RunPlan, grid: LaneGrid, layout: StringLayout): ProgramSource {
  const { model, dataset } = plan;
  const { hidden } = model;
  const steps = segmentSteps(dataset.max);
  const segments = Math.ceil(dataset.max / steps);
  const { strings } = grid;
  const each = (make: (n: number) => string, separator = '\n  '): string => perUnit(strings, make, separator);
  const fragment = `${FRAGMENT_PROLOGUE}
uniform usampler2D words;
uniform usampler2D lengths;
uniform sampler2D active_;
uniform int block;
${Array.from({ length: layout.targets }, (_, k) => `layout(location = ${k}) out vec4 texel${k};`).join('\n')}
${laneGridGlsl(grid)}
${weightsGlsl(hidden)}
${cellGlsl(model)}
${lossGlsl(model)}
${bitsGlsl(dataset.max)}
${sampleGlsl}
${stepGlsl(hidden, plan.supervision === 'every')}
${backwardGlsl(hidden)}
void main() {
  ivec2 place = ivec2(gl_FragCoord.xy);
  int slice = place.y / GRID_ROWS;
  int row = place.y - slice * GRID_ROWS;
  int lane = laneAt(place.x, row);
  if (lane < 0 || lane >= GRID_LANES) return;
  int replica = lane / LANES_PER_REPLICA;
  if (texelFetch(active_, ivec2(replica, 0), 0).x == 0.0) return;
  loadWeights(replica);
  unit = ${sliceUnit(layout)};
  metrics = vec4(0.0);

  ivec2 source = ivec2(place.x, row + block * BLOCK_ROWS);
  ${each((n) => `Sample sample${n} = sampleAt(source + ivec2(0, ${n} * GRID_ROWS)); State state${n} = zeroState();`)}
  State ${each((n) => perUnit(segments, (k) => `start${n}_${k} = state${n}`, ', '), ', ')};
  int longest = ${Array.from({ length: strings }, (_, n) => `sample${n}.length_`).reduce((a, b) => `max(${a}, ${b})`)};
  int segmentCount = (longest + ${steps - 1}) / ${steps};
  for (int segment = 0; segment < segmentCount; segment++) {
    ${each((n) => perUnit(segments, (k) => `if (segment == ${k}) start${n}_${k} = state${n};`, '\n    '), '\n    ')}
    for (int t = segment * ${steps}; t < min(segment * ${steps} + ${steps}, longest); t++) {
      ${each((n) => `state${n} = advance(bitOf(sample${n}.bits, t), state${n});`, '\n      ')}
    }
  }
  ${each((n) => `Adjoint adjoint${n} = zeroAdjoint();`)}
  for (int segment = segmentCount - 1; segment >= 0; segment--) {
    ${each((n) => perUnit(segments, (k) => `if (segment == ${k}) state${n} = start${n}_${k};`, '\n    '), '\n    ')}
    int t = segment * ${steps};
    ${perUnit(steps, (k) => each((n) => `Step step${n}_${k} = forwardStep(t + ${k}, sample${n}, state${n});`, '\n    '), '\n    ')}
    ${perUnit(steps, (k) => each((n) => `backwardStep(step${n}_${steps - 1 - k}, adjoint${n});`, '\n    '), '\n    ')}
  }
  ${each((n) => `metrics.w += float(sample${n}.wrong > 0.0);`)}
${writeGlsl(hidden, layout)}
}`;
  return { fragment, samplers: ['weights', 'words', 'lengths', 'active_'], uniforms: ['block'] };
}

/** `sampleAt(texel)`: a string with its labels. */
const sampleGlsl = `
struct Sample {
  uvec4 bits;
  uvec4 labels;
  int length_;
  float wrong;
};
Sample sampleAt(ivec2 texel) {
  uvec4 bits = texelFetch(words, texel, 0);
  return Sample(bits, prefixParities(bits), int(texelFetch(lengths, texel, 0).x), 0.0);
}
`;

/** The unit that slice `slice` serves: units may have different numbers of slices. */
const sliceUnit = ({ units }: StringLayout): string =>
  units.reduce(
    (text, unit, slice) => (unit === units[slice - 1] ? text : `slice >= ${slice} ? ${unit} : ${text}`),
    '0',
  );

/** `forwardStep(t, state)`: one step with everything that its way back needs. */
const stepGlsl = (hidden: number, every: boolean): string => `
int unit;
vec4 metrics; // loss, wrong bits, wrong last bits, wrong strings
struct Step {
  bool one;
  float slope;
  ${perUnit(hidden, (u) => `vec4 gates${u}; vec4 memory${u};`, '\n  ')} // memory: c before, h before, tanh(c), h
};
Step forwardStep(int t, inout Sample x, inout State s) {
  Step k;
  k.one = bitOf(x.bits, t);
  State next;
  ${perUnit(
    hidden,
    (u) => `k.gates${u} = gatesOf${u}(k.one, s);
  next.c${u} = k.gates${u}.y * s.c${u} + k.gates${u}.x * k.gates${u}.z;
  k.memory${u} = vec4(s.c${u}, s.h${u}, tanh1(next.c${u}), 0.0);
  next.h${u} = k.gates${u}.w * k.memory${u}.z;
  k.memory${u}.w = next.h${u};`,
    '\n  ',
  )}
  s = next;
  bool odd = bitOf(x.labels, t);
  float d = margin(s);
  float real = float(t < x.length_);
  float last = float(t == x.length_ - 1);
  float wrong = float((d > 0.0) != odd) * real;
  x.wrong += wrong;
  metrics.y += wrong;
  metrics.z += wrong * last;
  float favour = odd ? 1.0 : -1.0;
  float counts = ${every ? 'real' : 'last'};
  vec2 answer = lossAndSlope(favour * d) * counts;
  metrics.x += answer.x;
  k.slope = favour * answer.y;
  return k;
}
`;

/** `backwardStep(step, adjoint)`: d loss / d state one step back; gradients add up in `sum...` of the slice's unit. */
const backwardGlsl = (hidden: number): string => `
struct Adjoint {
  float ${perUnit(hidden, (u) => `c${u}, h${u}`, ', ')};
};
Adjoint zeroAdjoint() {
  return Adjoint(${perUnit(hidden, () => '0.0, 0.0', ', ')});
}
vec4 sumZeros = vec4(0.0), sumOnes = vec4(0.0);
vec4 ${perUnit(hidden, (j) => `sumRecurrent${j} = vec4(0.0)`, ', ')};
float ${perUnit(hidden, (u) => `sumOut${u} = 0.0`, ', ')}, sumOutBias = 0.0;
void backwardStep(Step k, inout Adjoint a) {
  ${perUnit(
    hidden,
    (u) => `float dh${u} = a.h${u} + k.slope * out${u};
  sumOut${u} += k.slope * k.memory${u}.w;
  float dc${u} = a.c${u} + dh${u} * k.gates${u}.w * (1.0 - k.memory${u}.z * k.memory${u}.z);
  vec4 dz${u} = vec4(dc${u} * k.gates${u}.z, dc${u} * k.memory${u}.x, dc${u} * k.gates${u}.x, dh${u} * k.memory${u}.z) * gateSlopes(k.gates${u});
  a.c${u} = dc${u} * k.gates${u}.y;`,
    '\n  ',
  )}
  sumOutBias += k.slope;
  ${perUnit(hidden, (j) => `a.h${j} = ${perUnit(hidden, (u) => `dot(recurrent${u}_${j}, dz${u})`, ' + ')};`, '\n  ')}
  vec4 dz = ${perUnit(hidden, (u) => (u === hidden - 1 ? `dz${u}` : `unit == ${u} ? dz${u}`), ' : ')};
  sumZeros += k.one ? vec4(0.0) : dz;
  sumOnes += k.one ? dz : vec4(0.0);
  ${perUnit(hidden, (j) => `sumRecurrent${j} += k.memory${j}.y * dz;`, '\n  ')}
}
`;

/** Assignments of every target, by slice where slices differ. */
function writeGlsl(hidden: number, layout: StringLayout): string {
  const expression = (column: number | undefined): string => {
    if (column === undefined) return 'vec4(0.0)';
    if (column === layout.metricsColumn) return 'metrics';
    const inUnit = column % unitColumns(hidden);
    const isShared = column >= hidden * unitColumns(hidden);
    if (isShared) return readoutExpression(hidden, column - hidden * unitColumns(hidden));
    return ['sumZeros', 'sumOnes'][inUnit] ?? `sumRecurrent${inUnit - 3}`;
  };
  const lines: string[] = [];
  for (let target = 0; target < layout.targets; target++) {
    const bySlice = layout.columns.map(([columns]) => expression(columns[target]));
    const isSame = bySlice.every((text) => text === bySlice[0]);
    const chosen = isSame
      ? bySlice[0]
      : bySlice.map((text, s) => (s === bySlice.length - 1 ? text : `slice == ${s} ? ${text}`)).join(' : ');
    lines.push(`  texel${target} = ${chosen};`);
  }
  return lines.join('\n');
}

/** Four numbers of the read-out's gradient: the kernel's columns are (-g, g) per unit, then the biases (-g, g). */
export function readoutExpression(hidden: number, texel: number): string {
  const component = (k: number): string => {
    if (k >= 2 * hidden + 2) return '0.0';
    const sum = k < 2 * hidden ? `sumOut${k >> 1}` : 'sumOutBias';
    return (k & 1) === 1 ? sum : `-${sum}`;
  };
  return `vec4(${[0, 1, 2, 3].map((k) => component(4 * texel + k)).join(', ')})`;
}
