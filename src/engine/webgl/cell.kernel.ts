/**
 * The cell and its read-out in GLSL, for any number of units: the twin of `lstm/forward.ts`. Weights are global
 * vec4 variables (i, f, c, o), loaded once per fragment; the state is a struct with `c` and `h` of every unit.
 */
import { MARGIN_CLIP, PROBABILITY_CLIP } from '../../lstm/loss.ts';
import type { ModelSpec } from '../../lstm/params.ts';
import { readoutColumns, unitColumn, unitColumns } from './columns.ts';

/** Joins `make(u)` over the units. */
export const perUnit = (hidden: number, make: (u: number) => string, separator = '\n'): string =>
  Array.from({ length: hidden }, (_, u) => make(u)).join(separator);

const read = (column: number): string => `texelFetch(weights, ivec2(${column}, replica), 0)`;
const readout = (k: number): string => `readout${k >> 2}.${'xyzw'[k & 3]}`;

/** Declares the weights and `loadWeights(replica)`, which reads them from the sampler `weights`. */
export function weightsGlsl(hidden: number): string {
  const unitRead = (u: number): string => `
  vec4 bias${u} = ${read(unitColumn(hidden, u, 2))};
  zero${u} = ${read(unitColumn(hidden, u, 0))} + bias${u};
  one${u} = ${read(unitColumn(hidden, u, 1))} + bias${u};
  ${perUnit(hidden, (j) => `recurrent${u}_${j} = ${read(unitColumn(hidden, u, 3 + j))};`, '\n  ')}`;
  const first = hidden * unitColumns(hidden);
  return `
uniform sampler2D weights;
${perUnit(hidden, (u) => `vec4 zero${u}, one${u}, ${perUnit(hidden, (j) => `recurrent${u}_${j}`, ', ')};`)}
float ${perUnit(hidden, (u) => `out${u}`, ', ')}, outBias;
void loadWeights(int replica) {${perUnit(hidden, unitRead)}
  ${perUnit(readoutColumns(hidden), (k) => `vec4 readout${k} = ${read(first + k)};`, '\n  ')}
  ${perUnit(hidden, (u) => `out${u} = ${readout(2 * u + 1)} - ${readout(2 * u)};`, '\n  ')}
  outBias = ${readout(2 * hidden + 1)} - ${readout(2 * hidden)};
}
`;
}

// exponents are kept below 80 because GLSL does not promise infinities
const GATES_GLSL = {
  sigmoid: `
vec4 gates(vec4 z) {
  vec4 s = 1.0 / (1.0 + exp(min(z * vec4(-1.0, -1.0, -2.0, -1.0), 80.0)));
  return vec4(s.xy, 2.0 * s.z - 1.0, s.w);
}
vec4 gateSlopes(vec4 a) {
  return vec4(a.xy * (1.0 - a.xy), 1.0 - a.z * a.z, a.w * (1.0 - a.w));
}`,
  'hard-sigmoid': `
vec4 gates(vec4 z) {
  vec3 s = clamp(0.2 * z.xyw + 0.5, 0.0, 1.0);
  return vec4(s.xy, tanh1(z.z), s.z);
}
vec4 gateSlopes(vec4 a) {
  bvec4 inside = bvec4(greaterThan(a, vec4(0.0))) ;
  vec4 slope = vec4(inside) * vec4(lessThan(a, vec4(1.0))) * 0.2;
  return vec4(slope.xy, 1.0 - a.z * a.z, slope.w);
}`,
} as const;

/** What d loss / d z of a unit's gates follows from: that of its c and of its h, the gates, c before and tanh(c). */
interface UnitAdjoint {
  readonly dc: string;
  readonly dh: string;
  readonly gates: string;
  readonly before: string;
  readonly tanhC: string;
}

/** d loss / d z of a unit's four gates (`lstm/backward.ts`). */
export const gateGradients = ({ dc, dh, gates, before, tanhC }: UnitAdjoint): string =>
  `vec4(${dc} * ${gates}.z, ${dc} * ${before}, ${dc} * ${gates}.x, ${dh} * ${tanhC}) * gateSlopes(${gates})`;

/** Declares `tanh1`, `gates` and `gateSlopes`. Gate values are (i, f, g, o). */
export const gatesGlsl = ({ activation }: ModelSpec): string => `
float tanh1(float x) {
  return 2.0 / (1.0 + exp(min(-2.0 * x, 80.0))) - 1.0;
}
${GATES_GLSL[activation]}
`;

/** Declares `State`, `advance` and `margin` beside the gates. */
export function cellGlsl(model: ModelSpec): string {
  const { hidden } = model;
  return `
${gatesGlsl(model)}
struct State {
  float ${perUnit(hidden, (u) => `c${u}, h${u}`, ', ')};
};
State zeroState() {
  return State(${perUnit(hidden, () => '0.0, 0.0', ', ')});
}
${perUnit(
  hidden,
  (u) => `vec4 gatesOf${u}(bool one, State s) {
  return gates((one ? one${u} : zero${u}) + ${perUnit(hidden, (j) => `s.h${j} * recurrent${u}_${j}`, ' + ')});
}`,
)}
float margin(State s) {
  return outBias + ${perUnit(hidden, (u) => `s.h${u} * out${u}`, ' + ')};
}
State advance(bool one, State s) {
  State next;
  ${perUnit(
    hidden,
    (u) => `vec4 a${u} = gatesOf${u}(one, s);
  next.c${u} = a${u}.y * s.c${u} + a${u}.x * a${u}.z;
  next.h${u} = a${u}.w * tanh1(next.c${u});`,
    '\n  ',
  )}
  return next;
}
`;
}

/** Declares `lossAndSlope(x)`: `-ln p` of the label and its derivative, x being the margin in the label's favour. */
export function lossGlsl(model: ModelSpec): string {
  const crossEntropy = `
vec2 crossEntropy(float x) {
  float e = exp(-abs(x));
  float loss = max(-x, 0.0) + log(1.0 + e);
  return vec2(loss, -(x < 0.0 ? 1.0 : e) / (1.0 + e));
}`;
  const clipped = `
vec2 lossAndSlope(float x) {
  return abs(x) > MARGIN_CLIP ? vec2(x > 0.0 ? ${-Math.log1p(-PROBABILITY_CLIP)} : MARGIN_CLIP, 0.0) : crossEntropy(x);
}`;
  const twice = `
vec2 lossAndSlope(float x) {
  float p = 1.0 / (1.0 + exp(min(-x, 80.0)));
  return crossEntropy(2.0 * p - 1.0) * vec2(1.0, 2.0 * p * (1.0 - p));
}`;
  return `const float MARGIN_CLIP = ${MARGIN_CLIP};${crossEntropy}${model.head === 'softmax' ? clipped : twice}`;
}

/**
 * Declares `bitOf(words, t)` and `prefixParities(words)`, whose bit t is the parity of bits 0..t: a prefix XOR by
 * doubling shifts, the last bit of a word carried into the next.
 */
export const bitsGlsl = (max: number): string => `
uint wordOf(uvec4 words, int t) {
  return ${max <= 32 ? 'words.x' : max <= 64 ? 't < 32 ? words.x : words.y' : 't < 64 ? (t < 32 ? words.x : words.y) : (t < 96 ? words.z : words.w)'};
}
bool bitOf(uvec4 words, int t) {
  return ((wordOf(words, t) >> uint(t & 31)) & 1u) == 1u;
}
uvec4 prefixParities(uvec4 words) {
  uvec4 p = words;
  p ^= p << 1; p ^= p << 2; p ^= p << 4; p ^= p << 8; p ^= p << 16;
  uint carry = 0u - (p.x >> 31);
  p.y ^= carry;
  carry = 0u - (p.y >> 31);
  p.z ^= carry;
  carry = 0u - (p.z >> 31);
  p.w ^= carry;
  return p;
}
`;
