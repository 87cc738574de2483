/**
 * One draw per time step, for networks too wide to run whole in a fragment. A fragment takes the step of a few units of
 * a lane's strings, and reads what it needs of all units from textures:
 *
 *     forward   4 units: h and c after the step, kept for every time
 *     backward  2 units: d loss / d z of step t, from that of step t + 1; the gates are computed again
 *     gradient  adds the step's products to the sums, a parameter column per texel
 *
 * The backward draw of step t also reads the answer after step t - 1, because it has that step's h at hand anyway; so
 * there is one more step than bits, which does nothing else. Bounds of loops are uniforms where the Windows compiler
 * would unroll them.
 */
import type { ModelSpec } from '../../lstm/params.ts';
import type { RunPlan } from '../engine.ts';
import { bitsGlsl, gateGradients, gatesGlsl, lossGlsl, perUnit } from './cell.kernel.ts';
import { columnsGlsl, paramColumns, unitColumns } from './columns.ts';
import { laneGridGlsl, type LaneGrid } from './lane-grid.ts';
import { ADJOINT_MARK_LAYER, lanePrelude, STATE_MARK_LAYER } from './step-marks.ts';
import { ADJOINT_LAYERS, groupsOf, PAIR, pairsOf, STATE_LAYERS, UNIT_GROUP } from './step-rows.ts';
import { FRAGMENT_PROLOGUE, type ProgramSource } from './program-compiler.ts';
import { LENGTH_GLSL } from './strings.kernel.ts';

export const outputs = (count: number): string =>
  Array.from({ length: count }, (_, k) => `layout(location = ${k}) out vec4 texel${k};`).join('\n');

export const COMPONENTS = 'xyzw';

/** `recurrentOf(unit, other)`, `inputOf(bit, unit)`: weights of a unit of the replica; padding reads the last unit's. */
export function stepWeightsGlsl(hidden: number): string {
  const last = hidden - 1;
  const first = hidden * unitColumns(hidden);
  const isPadded = hidden % UNIT_GROUP !== 0;
  const clamped = (unit: string): string => (isPadded ? `min(${unit}, ${last})` : unit);
  return `
uniform sampler2D weights;
int replica;
${columnsGlsl(hidden)}
vec4 column(int k) { return texelFetch(weights, columnPlace(k, replica), 0); }
vec4 recurrentOf(int unit, int other) {
  return column(${clamped('unit')} * ${unitColumns(hidden)} + 3 + ${clamped('other')});
}
vec4 inputOf(int bit, int unit) {
  int first = ${clamped('unit')} * ${unitColumns(hidden)};
  return column(first + bit) + column(first + 2);
}
// read-out weights of units 4 group .. 4 group + 3, odd minus even; padding is multiplied by h = 0
vec4 outOf(int group) {
  vec4 a = column(${first} + 2 * group);
  vec4 b = column(min(${first} + 2 * group + 1, ${paramColumns(hidden) - 1}));
  return vec4(a.y - a.x, a.w - a.z, b.y - b.x, b.w - b.z);
}
float outBias() {
  vec4 a = column(${first + (hidden >> 1)});
  return ${hidden % 2 === 0 ? 'a.y - a.x' : 'a.w - a.z'};
}
`;
}

/** Where a forward draw finds its strings, and what it needs to declare for that. */
interface Addressing {
  readonly declarations: string;
  /**
   * Sets `texel` (of the first group), `group`, `replica`, and `one0`, `one1`, ...; may return. Takes care of marks, and finds
   * in `c0` what layer 1 of its place has held.
   */
  readonly prelude: string;
  readonly samplers: readonly string[];
  readonly uniforms: readonly string[];
  /** Rows of strings between two groups. */
  readonly rows: string;
}

/** One step of four units: outputs h and c of every string. */
export function forwardGlsl(model: ModelSpec, strings: number, addressing: Addressing): ProgramSource {
  const { hidden } = model;
  const units = Array.from({ length: UNIT_GROUP }, (_, k) => k);
  const each = (make: (n: number) => string, separator = '\n  '): string => perUnit(strings, make, separator);
  const fragment = `${FRAGMENT_PROLOGUE}
uniform sampler2DArray before;
uniform int groups;
uniform int time;
${outputs(STATE_LAYERS * strings)}
${addressing.declarations}
${stepWeightsGlsl(hidden)}
${gatesGlsl(model)}
void main() {
  ivec2 place = ivec2(gl_FragCoord.xy);
  vec4 c0 = texelFetch(before, ivec3(place, ${STATE_MARK_LAYER}), 0);
  ${addressing.prelude}
  int unit = ${UNIT_GROUP} * group;
  ${units.map((k) => `vec4 zero${k} = inputOf(0, unit + ${k}), one_${k} = inputOf(1, unit + ${k});`).join('\n  ')}
  ${each((n) => units.map((k) => `vec4 z${n}_${k} = one${n} ? one_${k} : zero${k};`).join(' '))}
  for (int j = 0; j < groups; j++) {
    ${each((n) => `vec4 h${n} = texelFetch(before, ivec3(texel.x, texel.y + j * ${addressing.rows}, ${STATE_LAYERS * n}), 0);`, '\n    ')}
    vec4 w;
    ${units
      .flatMap((from) =>
        units.map(
          (k) =>
            `w = recurrentOf(unit + ${k}, ${UNIT_GROUP} * j + ${from}); ${each((n) => `z${n}_${k} += h${n}.${COMPONENTS[from]} * w;`, ' ')}`,
        ),
      )
      .join('\n    ')}
  }
  ${each(
    (n) => `${n === 0 ? '' : `vec4 c${n} = texelFetch(before, ivec3(place, ${STATE_LAYERS * n + 1}), 0);`}
  vec4 next${n} = vec4(0.0);
  ${units
    .map(
      (k) => `vec4 a${n}_${k} = gates(z${n}_${k});
  c${n}.${COMPONENTS[k]} = a${n}_${k}.y * c${n}.${COMPONENTS[k]} + a${n}_${k}.x * a${n}_${k}.z;
  next${n}.${COMPONENTS[k]} = a${n}_${k}.w * tanh1(c${n}.${COMPONENTS[k]});`,
    )
    .join('\n  ')}
  ${hidden % UNIT_GROUP === 0 ? '' : `vec4 exists${n} = vec4(lessThan(ivec4(unit) + ivec4(0, 1, 2, 3), ivec4(${hidden}))); c${n} *= exists${n}; next${n} *= exists${n};`}
  texel${STATE_LAYERS * n} = next${n};
  texel${STATE_LAYERS * n + 1} = c${n};`,
  )}
}`;
  return {
    fragment,
    samplers: ['weights', 'before', ...addressing.samplers],
    uniforms: ['groups', 'time', ...addressing.uniforms],
  };
}

const sourceOf = (n: number): string => `texel + ivec2(0, ${n} * GRID_ROWS + block * BLOCK_ROWS)`;

/** Outputs for every string of a lane: h, c after bit `time`. Texture rows: groups of units, then the grid's rows. */
export const stepForwardKernel = ({ model, dataset }: RunPlan, grid: LaneGrid): ProgramSource =>
  forwardGlsl(model, grid.strings, {
    declarations: `
uniform usampler2D words;
uniform sampler2D active_;
uniform int block;
uniform float mark;
${laneGridGlsl(grid)}
${bitsGlsl(dataset.max)}`,
    prelude: `${lanePrelude(grid, groupsOf(model.hidden), {
      mark: 'time == 0 ? 256.0 * mark : c0.x',
      layer: STATE_MARK_LAYER,
    })}
  ${perUnit(grid.strings, (n) => `bool one${n} = bitOf(texelFetch(words, ${sourceOf(n)}, 0), time);`, '\n  ')}`,
    samplers: ['words', 'active_'],
    uniforms: ['block', 'mark'],
    rows: 'GRID_ROWS',
  });

/** Where part `k` of string `n`'s adjoint lies. */
const adjointLayer = (n: number, k: number): number => ADJOINT_LAYERS * n + k;

/** The cells of string `n` before and after the step: of a texel's four units those that are the fragment's own. */
const statesBefore = (n: number): string => {
  const cell = (of: string): string => `texelFetch(${of}, own + ivec3(0, 0, ${STATE_LAYERS * n + 1}), 0)`;
  return `vec4 c${n} = ${cell('before')}, next${n} = ${cell('after')};
  vec2 c${n}_ = isUpper ? c${n}.zw : c${n}.xy, next${n}_ = isUpper ? next${n}.zw : next${n}.xy, dcf${n} = vec2(0.0);`;
};

/** The fragment's own unit `k`, of string `n`, one step back. */
function unitBackward(n: number, k: number): string {
  const x = COMPONENTS[k];
  const [a, tanhC, dc, dz] = ['a', 'tanh', 'dc', 'dz'].map((name) => `${name}${n}_${k}`);
  const dh = `dh${n}.${x}`;
  return `vec4 ${a} = gates(z${n}_${k});
  float ${tanhC} = tanh1(next${n}_.${x});
  float ${dc} = carry${n}.${x} + ${dh} * ${a}.w * (1.0 - ${tanhC} * ${tanhC});
  vec4 ${dz} = ${gateGradients({ dc, dh, gates: a, before: `c${n}_.${x}`, tanhC })};
  texel${adjointLayer(n, k)} = exists.${x} ? ${dz} : vec4(0.0);
  dcf${n}.${x} = exists.${x} ? ${dc} * ${a}.y : 0.0;`;
}

/**
 * Outputs for every string of a lane, two units u, u + 1 a fragment: dz of u, dz of u + 1, carry (adjoints of both c
 * before the step, slope of the loss in the answer before it, whether any answer so far was wrong), metrics of that
 * answer (loss, wrong, wrong last, first wrong). Texture rows: pairs of units, then the grid's rows.
 */
export function stepBackwardKernel({ model, dataset, supervision }: RunPlan, grid: LaneGrid): ProgramSource {
  const { hidden } = model;
  const { strings } = grid;
  const units = [0, 1];
  const each = (make: (n: number) => string, separator = '\n  '): string => perUnit(strings, make, separator);
  const carryOf = (n: number): string =>
    `vec4 carry${n} = isStep ? texelFetch(later, ivec3(place, ${adjointLayer(n, 2)}), 0) : vec4(0.0);`;
  const fragment = `${FRAGMENT_PROLOGUE}
uniform sampler2DArray before;
uniform sampler2DArray after;
uniform sampler2DArray later;
uniform usampler2D words;
uniform usampler2D lengths;
uniform sampler2D active_;
uniform int block;
uniform int groups;
uniform int pairs;
uniform int time;
uniform float mark;
${outputs(ADJOINT_LAYERS * strings)}
${laneGridGlsl(grid)}
${stepWeightsGlsl(hidden)}
${gatesGlsl(model)}
${lossGlsl(model)}
${bitsGlsl(dataset.max)}
${LENGTH_GLSL}
void main() {
  ivec2 place = ivec2(gl_FragCoord.xy);
  bool isStep = time < ${dataset.max};
  ${carryOf(0)}
  ${lanePrelude(grid, pairsOf(hidden), {
    mark: `isStep ? carry0.x - 1.0 : 256.0 * mark + ${dataset.max}.0`,
    layer: ADJOINT_MARK_LAYER,
  })}
  int unit = ${PAIR} * group;
  vec4 w, u, v;
  ${each((n) => `uvec4 bits${n} = texelFetch(words, ${sourceOf(n)}, 0); int length${n} = lengthOf(texelFetch(lengths, ${sourceOf(n)}, 0).x);`)}
  ${each((n) => (n === 0 ? '' : carryOf(n)))}
  ${each((n) => `vec2 dh${n} = vec2(0.0);`)}
  if (isStep) {
    vec4 out_ = outOf(unit / ${UNIT_GROUP});
    vec2 own = (unit & 2) == 0 ? out_.xy : out_.zw;
    ${each((n) => `dh${n} = carry${n}.z * own;`, '\n    ')}
    for (int p = 0; p < pairs; p++) {
      ${units
        .map(
          (k) =>
            `u = recurrentOf(${PAIR} * p + ${k}, unit); v = recurrentOf(${PAIR} * p + ${k}, unit + 1);
      ${each((n) => `w = texelFetch(later, ivec3(texel.x, texel.y + p * GRID_ROWS, ${adjointLayer(n, k)}), 0); dh${n} += vec2(dot(u, w), dot(v, w));`, '\n      ')}`,
        )
        .join('\n      ')}
    }
  }
  ${units.map((k) => `vec4 zero${k} = inputOf(0, unit + ${k}), one${k} = inputOf(1, unit + ${k});`).join('\n  ')}
  ${each((n) => units.map((k) => `vec4 z${n}_${k} = bitOf(bits${n}, time) ? one${k} : zero${k};`).join(' '))}
  ${each((n) => `float d${n} = outBias();`)}
  for (int j = 0; j < groups; j++) {
    vec4 out_ = outOf(j);
    ${each((n) => `vec4 h${n} = texelFetch(before, ivec3(texel.x, texel.y + j * GRID_ROWS, ${STATE_LAYERS * n}), 0); d${n} += dot(out_, h${n});`, '\n    ')}
    ${[0, 1, 2, 3]
      .flatMap((from) =>
        units.map(
          (k) =>
            `w = recurrentOf(unit + ${k}, ${UNIT_GROUP} * j + ${from}); ${each((n) => `z${n}_${k} += h${n}.${COMPONENTS[from]} * w;`, ' ')}`,
        ),
      )
      .join('\n    ')}
  }
  ivec3 own = ivec3(texel.x, texel.y + (unit / ${UNIT_GROUP}) * GRID_ROWS, 0);
  bool isUpper = (unit & 2) != 0;
  bvec2 exists = bvec2(isStep, isStep && unit + 1 < ${hidden});
  ${each(
    (n) => `${statesBefore(n)}
  ${units.map((k) => unitBackward(n, k)).join('\n  ')}
  bool odd${n} = bitOf(prefixParities(bits${n}), time - 1);
  bool isReal${n} = time > 0 && time <= length${n}, isLast${n} = time > 0 && time == length${n};
  float wrong${n} = float(isReal${n} && (d${n} > 0.0) != odd${n});
  float favour${n} = odd${n} ? 1.0 : -1.0;
  vec2 answer${n} = ${supervision === 'every' ? 'isReal' : 'isLast'}${n} ? lossAndSlope(favour${n} * d${n}) : vec2(0.0);
  texel${adjointLayer(n, 2)} = vec4(dcf${n}, favour${n} * answer${n}.y, max(carry${n}.w, wrong${n}));
  texel${adjointLayer(n, 3)} = vec4(answer${n}.x, wrong${n}, isLast${n} ? wrong${n} : 0.0, wrong${n} * (1.0 - carry${n}.w));`,
  )}
}`;
  return {
    fragment,
    samplers: ['weights', 'before', 'after', 'later', 'words', 'lengths', 'active_'],
    uniforms: ['block', 'groups', 'pairs', 'time', 'mark'],
  };
}
