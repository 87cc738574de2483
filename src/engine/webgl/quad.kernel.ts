/**
 * The gradient of one string in the four fragments of a 2 x 2 quad, each of which owns every fourth unit.
 *
 * A quad runs in lockstep, and `dFdx` and `dFdy` are differences between its fragments: a fragment adds the difference
 * to its own value and has its neighbour's, to within a rounding (Penner, "Shader Amortization using Pixel Quad Message
 * Passing", GPU Pro 2, 2011). So units are shared out without a word through memory: each fragment computes its own
 * gates and asks the others for their h, or on the way back for their dz. GLSL ES lets a driver take one difference
 * for both rows of a quad; what then comes out is wrong, and the engine's self-test refuses the design.
 *
 * Passes are those of `passes.kernel.ts`; slices repeat them for other columns, as in `gradient.kernel.ts`.
 */
import type { RunPlan } from '../engine.ts';
import { gateGradients, gatesGlsl, perUnit } from './cell.kernel.ts';
import { readoutColumns, unitColumn, unitColumns } from './columns.ts';
import { cut, metricsColumnOf, sharedColumns, type GradientLayout } from './gradient-layout.ts';
import type { LaneGrid } from './lane-grid.ts';
import { passesKernel } from './passes.kernel.ts';
import type { ProgramSource } from './program-compiler.ts';

/** Fragments of a quad; `k * QUAD + p` numbers the units as a fragment sees them: its partner p's unit number k. */
const QUAD = 4;

/** Units that each fragment owns; the last may be padding. */
const ownUnits = (hidden: number): number => Math.ceil(hidden / QUAD);

/** The k-th unit of the fragment `pixel`. */
const unitOf = (pixel: number, k: number): number => k * QUAD + pixel;

/** What fragments write at one place: the same expression, which is of another column for each. */
interface WrittenTexel {
  readonly glsl: string;
  /** Of the fragment `pixel`; -1 is padding. */
  readonly columnOf: (pixel: number) => number;
}

/** All that a fragment writes, in order; inputs come first, so that both bits' columns of a unit share a slice. */
function writtenTexels(hidden: number): WrittenTexel[] {
  const own = Array.from({ length: ownUnits(hidden) }, (_, k) => k);
  const column = (unit: number, k: number): number => (unit < hidden ? unitColumn(hidden, unit, k) : -1);
  const inputs = own.flatMap((k) =>
    ['sumZeros', 'sumOnes'].map((sum, bit) => ({
      glsl: `${sum}${k}`,
      columnOf: (pixel: number) => column(unitOf(pixel, k), bit),
    })),
  );
  const recurrent = own.flatMap((k) =>
    own.flatMap((j) =>
      [0, 1, 2, 3].map((p) => ({
        glsl: `sum${k}_${j}_${p}`,
        columnOf(pixel: number) {
          const from = unitOf(pixel ^ p, j);
          return from < hidden ? column(unitOf(pixel, k), 3 + from) : -1;
        },
      })),
    ),
  );
  const shared = sharedColumns(hidden);
  const sharedOut = Array.from({ length: Math.ceil(shared.length / QUAD) }, (_, k) => ({
    glsl: sharedGlsl(hidden, k),
    columnOf: (pixel: number) => shared[k * QUAD + pixel] ?? -1,
  }));
  return [...inputs, ...recurrent, ...sharedOut];
}

/** Four fragments a lane. */
export function quadLayout(hidden: number, targets: number): GradientLayout {
  const written = writtenTexels(hidden);
  const pixels = [0, 1, 2, 3].map((pixel) =>
    cut(
      written.map(({ columnOf }) => columnOf(pixel)),
      targets,
    ),
  );
  const columns = pixels[0].map((_, slice) => pixels.map((slices) => slices[slice]));
  return { targets, pixels: 2, slices: columns.length, columns, metricsColumn: metricsColumnOf(hidden) };
}

/** Outputs: `targets` texels of the slice's columns. */
export function quadKernel(plan: RunPlan, grid: LaneGrid, layout: GradientLayout): ProgramSource {
  const { model } = plan;
  const { hidden } = model;
  const own = ownUnits(hidden);
  return passesKernel(plan, grid, layout.targets, {
    declarations: [
      exchangeGlsl,
      gatesGlsl(model),
      quadWeightsGlsl(hidden, own),
      quadStepGlsl(own),
      quadBackwardGlsl(own),
    ].join('\n'),
    toLane: `pixel = (place.x & 1) + 2 * (place.y & 1);
  flip = vec2(1 - 2 * (place & 1));
  place >>= 1;`,
    write: writeGlsl(hidden, own, layout),
  });
}

/** A value of each partner: `a` of the fragment beside, `b` of the one above or below, `c` of the one across. */
const exchangeGlsl = ['float', 'vec4']
  .map(
    (type) => `
${type} besideOf(${type} own) { return own + flip.x * dFdx(own); }
${type} aboveOf(${type} own) { return own + flip.y * dFdy(own); }`,
  )
  .reduce((text, functions) => text + functions, '\nint pixel;\nvec2 flip;');

/** Declares, for every `name` of `own` values, the partners' values `name_0` (own) to `name_3`. */
const partners = (type: 'float' | 'vec4', name: string, value: string): string =>
  `${type} ${name}_0 = ${value};
  ${type} ${name}_1 = besideOf(${name}_0);
  ${type} ${name}_2 = aboveOf(${name}_0);
  ${type} ${name}_3 = aboveOf(${name}_1);`;

/** Joins `make(k, p)` over the units that a fragment sees. */
const perSeen = (own: number, make: (k: number, p: number) => string, separator: string): string =>
  perUnit(own, (k) => perUnit(QUAD, (p) => make(k, p), separator), separator);

/** `fromK_J_P`: weights to the own unit K from partner P's unit J; `toK_J_P`: to that unit from the own unit K. */
function quadWeightsGlsl(hidden: number, own: number): string {
  const isPadded = own * QUAD > hidden;
  const guard = (unit: string): string => (isPadded ? `${unit} < ${hidden}` : 'true');
  const read = (unit: string, column: string): string =>
    `texelFetch(weights, ivec2(${unit} * ${unitColumns(hidden)} + ${column}, replica), 0)`;
  const first = hidden * unitColumns(hidden);
  const bias = 2 * hidden;
  const biasTexel = `texelFetch(weights, ivec2(${first + (bias >> 2)}, replica), 0).${bias % 4 === 0 ? 'xy' : 'zw'}`;
  return `
uniform sampler2D weights;
${perUnit(own, (k) => `vec4 zero${k}, one${k}; float out${k};`)}
${perUnit(own, (k) => `vec4 ${perSeen(own, (j, p) => `from${k}_${j}_${p}, to${k}_${j}_${p}`, ', ')};`)}
float outBias;
vec4 recurrentOf(int unit, int other, int replica) {
  return ${guard('unit')} && ${guard('other')} ? ${read('unit', '3 + other')} : vec4(0.0);
}
void loadWeights(int replica) {
  ${perUnit(
    own,
    (k) => `int unit${k} = ${k * QUAD} + pixel;
  vec4 bias${k} = ${guard(`unit${k}`)} ? ${read(`unit${k}`, '2')} : vec4(0.0);
  zero${k} = bias${k} + (${guard(`unit${k}`)} ? ${read(`unit${k}`, '0')} : vec4(0.0));
  one${k} = bias${k} + (${guard(`unit${k}`)} ? ${read(`unit${k}`, '1')} : vec4(0.0));
  vec4 pair${k} = ${guard(`unit${k}`)} ? texelFetch(weights, ivec2(${first} + unit${k} / 2, replica), 0) : vec4(0.0);
  out${k} = (unit${k} & 1) == 1 ? pair${k}.w - pair${k}.z : pair${k}.y - pair${k}.x;`,
    '\n  ',
  )}
  ${perUnit(
    own,
    (k) =>
      perSeen(
        own,
        (j, p) =>
          `from${k}_${j}_${p} = recurrentOf(unit${k}, ${j * QUAD} + (pixel ^ ${p}), replica);
  to${k}_${j}_${p} = recurrentOf(${j * QUAD} + (pixel ^ ${p}), unit${k}, replica);`,
        '\n  ',
      ),
    '\n  ',
  )}
  vec2 outBiases = ${biasTexel};
  outBias = outBiases.y - outBiases.x;
}
`;
}

/** `advance` and `forwardStep(t, sample, state)`: one step of the own units, the second with all that its way back needs. */
const quadStepGlsl = (own: number): string => `
struct State {
  float ${perUnit(own, (k) => `c${k}, h${k}`, ', ')};
};
State zeroState() {
  return State(${perUnit(own, () => '0.0, 0.0', ', ')});
}
struct Step {
  bool one;
  float slope;
  float ${perSeen(own, (j, p) => `h${j}_${p}`, ', ')};
  ${perUnit(own, (k) => `vec4 gates${k}; vec3 memory${k};`, '\n  ')} // memory: c before, tanh(c), h
};
${perUnit(
  own,
  (k) => `vec4 gatesOf${k}(bool one, ${perSeen(own, (j, p) => `float h${j}_${p}`, ', ')}) {
  return gates((one ? one${k} : zero${k}) + ${perSeen(own, (j, p) => `h${j}_${p} * from${k}_${j}_${p}`, ' + ')});
}`,
)}
State advance(bool one, State s) {
  ${perUnit(own, (j) => partners('float', `h${j}`, `s.h${j}`), '\n  ')}
  ${perUnit(
    own,
    (k) => `vec4 a${k} = gatesOf${k}(one, ${perSeen(own, (j, p) => `h${j}_${p}`, ', ')});
  s.c${k} = a${k}.y * s.c${k} + a${k}.x * a${k}.z;
  s.h${k} = a${k}.w * tanh1(s.c${k});`,
    '\n  ',
  )}
  return s;
}
Step forwardStep(int t, inout Sample x, inout State s) {
  Step k;
  k.one = bitOf(x.bits, t);
  ${perUnit(own, (j) => partners('float', `h${j}`, `s.h${j}`), '\n  ')}
  ${perSeen(own, (j, p) => `k.h${j}_${p} = h${j}_${p};`, ' ')}
  ${perUnit(
    own,
    (u) => `k.gates${u} = gatesOf${u}(k.one, ${perSeen(own, (j, p) => `h${j}_${p}`, ', ')});
  k.memory${u}.x = s.c${u};
  s.c${u} = k.gates${u}.y * s.c${u} + k.gates${u}.x * k.gates${u}.z;
  k.memory${u}.y = tanh1(s.c${u});
  s.h${u} = k.gates${u}.w * k.memory${u}.y;
  k.memory${u}.z = s.h${u};`,
    '\n  ',
  )}
  float part = ${perUnit(own, (u) => `s.h${u} * out${u}`, ' + ')};
  part += besideOf(part);
  k.slope = slopeOf(outBias + part + aboveOf(part), t, x);
  return k;
}
`;

/** `backwardStep(step, adjoint)`: d loss / d state one step back; the own units' gradients add up in `sum...`. */
const quadBackwardGlsl = (own: number): string => `
struct Adjoint {
  float ${perUnit(own, (k) => `c${k}, h${k}`, ', ')};
};
Adjoint zeroAdjoint() {
  return Adjoint(${perUnit(own, () => '0.0, 0.0', ', ')});
}
${perUnit(own, (k) => `vec4 sumZeros${k} = vec4(0.0), sumOnes${k} = vec4(0.0); float sumOut${k} = 0.0;`)}
${perUnit(own, (k) => `vec4 ${perSeen(own, (j, p) => `sum${k}_${j}_${p} = vec4(0.0)`, ', ')};`)}
float sumOutBias = 0.0;
void backwardStep(Step k, inout Adjoint a) {
  ${perUnit(
    own,
    (u) => `float dh${u} = a.h${u} + k.slope * out${u};
  sumOut${u} += k.slope * k.memory${u}.z;
  float dc${u} = a.c${u} + dh${u} * k.gates${u}.w * (1.0 - k.memory${u}.y * k.memory${u}.y);
  a.c${u} = dc${u} * k.gates${u}.y;
  ${partners('vec4', `dz${u}`, gateGradients({ dc: `dc${u}`, dh: `dh${u}`, gates: `k.gates${u}`, before: `k.memory${u}.x`, tanhC: `k.memory${u}.y` }))}`,
    '\n  ',
  )}
  sumOutBias += k.slope;
  ${perUnit(own, (u) => `a.h${u} = ${perSeen(own, (j, p) => `dot(to${u}_${j}_${p}, dz${j}_${p})`, ' + ')};`, '\n  ')}
  ${perUnit(
    own,
    (u) => `sumZeros${u} += k.one ? vec4(0.0) : dz${u}_0;
  sumOnes${u} += k.one ? dz${u}_0 : vec4(0.0);
  ${perSeen(own, (j, p) => `sum${u}_${j}_${p} += k.h${j}_${p} * dz${u}_0;`, '\n  ')}`,
    '\n  ',
  )}
}
float ofPixel(vec4 seen, int other) {
  int p = pixel ^ other;
  return p == 0 ? seen.x : p == 1 ? seen.y : p == 2 ? seen.z : seen.w;
}
`;

/** Assignments of every target: the same expression for all pixels, but for what they share out. */
function writeGlsl(hidden: number, own: number, layout: GradientLayout): string {
  const gathered = perUnit(
    own,
    (k) => `  ${partners('float', `out${k}_of`, `sumOut${k}`)}
  vec4 outOf${k} = vec4(out${k}_of_0, out${k}_of_1, out${k}_of_2, out${k}_of_3);`,
  );
  const written = writtenTexels(hidden);
  const lines: string[] = [];
  for (let target = 0; target < layout.targets; target++) {
    const bySlice = layout.columns.map(
      (_, slice) => written[slice * layout.targets + target]?.glsl ?? 'vec4(0.0)',
    );
    const chosen = bySlice
      .map((text, slice) => (slice === bySlice.length - 1 ? text : `slice == ${slice} ? ${text}`))
      .join(' : ');
    lines.push(`  texel${target} = ${chosen};`);
  }
  return `${gathered}\n${lines.join('\n')}`;
}

/** What each pixel writes of the k-th four columns of the read-out and the metrics. */
function sharedGlsl(hidden: number, k: number): string {
  const texels = [0, 1, 2, 3].map((pixel) => {
    const texel = k * QUAD + pixel;
    if (texel === readoutColumns(hidden)) return 'metrics';
    return texel > readoutColumns(hidden) ? 'vec4(0.0)' : readoutTexel(hidden, texel);
  });
  return `(pixel == 0 ? ${texels[0]} : pixel == 1 ? ${texels[1]} : pixel == 2 ? ${texels[2]} : ${texels[3]})`;
}

/** Four numbers of the read-out's gradient: (-g, g) per unit, then the biases (-g, g). */
function readoutTexel(hidden: number, texel: number): string {
  const component = (k: number): string => {
    if (k >= 2 * hidden + 2) return '0.0';
    const unit = k >> 1;
    const sum = unit === hidden ? 'sumOutBias' : `ofPixel(outOf${unit >> 2}, ${unit % QUAD})`;
    return (k & 1) === 1 ? sum : `-${sum}`;
  };
  return `vec4(${[0, 1, 2, 3].map((k) => component(4 * texel + k)).join(', ')})`;
}
