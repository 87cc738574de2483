/** Between tfjs' tensors (one number a texel, flat order) and our columns (four numbers a texel, a replica a row). */
import { paramCount } from '../../lstm/params.ts';
import { DIGEST_GLSL, DIGEST_SPAN, MARK_OF } from '../canary.ts';
import { TALLY_SIZE } from '../kernel-rows.ts';
import { columnsGlsl, paramColumns } from './columns.ts';
import { FRAGMENT_PROLOGUE, type ProgramSource } from './program-compiler.ts';

/**
 * Outputs weights, m and v as columns, the tally behind the weights. `places`: RGBA32I, flat index per
 * component, below 0 where nothing lies. The mark comes with the weights, and only where the moments have theirs, unless the weights are `alone`.
 */
export function packKernel(hidden: number): ProgramSource {
  const columns = paramColumns(hidden);
  const size = paramCount(hidden);
  const fragment = `${FRAGMENT_PROLOGUE}
uniform sampler2D params;
uniform sampler2D m;
uniform sampler2D v;
uniform sampler2D tally;
uniform isampler2D places;
uniform bool alone;
layout(location = 0) out vec4 weight;
layout(location = 1) out vec4 firstMoment;
layout(location = 2) out vec4 secondMoment;
${columnsGlsl(hidden)}
float flat_(sampler2D source, int index) {
  int width = textureSize(source, 0).x;
  int row = index / width;
  return texelFetch(source, ivec2(index - row * width, row), 0).x;
}
float present(sampler2D source, int first, int index) {
  return index < 0 ? 0.0 : flat_(source, first + index);
}
vec4 four(sampler2D source, int first, ivec4 index) {
  return vec4(
    present(source, first, index.x), present(source, first, index.y),
    present(source, first, index.z), present(source, first, index.w));
}
void main() {
  ivec2 place = ivec2(gl_FragCoord.xy);
  firstMoment = vec4(0.0);
  secondMoment = vec4(0.0);
  int column = columnAt(place);
  int replica = replicaAt(place);
  weight = vec4(0.0);
  if (column >= ${columns + TALLY_SIZE / 4}) return;
  if (column >= ${columns}) {
    weight = four(tally, replica * ${TALLY_SIZE} + 4 * (column - ${columns}), ivec4(0, 1, 2, 3));
    if (column == ${columns}) return;
    int end = replica * ${size + 1} + ${size};
    weight.w = flat_(params, end);
    bool isOne = flat_(m, end) == weight.w + ${MARK_OF.m} && flat_(v, end) == weight.w + ${MARK_OF.v};
    if (!alone && !isOne) weight.w = -1.0;
    return;
  }
  ivec4 index = texelFetch(places, tablePlace(column), 0);
  int first = replica * ${size + 1};
  weight = four(params, first, index);
  firstMoment = four(m, first, index);
  secondMoment = four(v, first, index);
}`;
  return { fragment, samplers: ['params', 'm', 'v', 'tally', 'places'], uniforms: ['alone'] };
}

const COMPONENT_GLSL = `
float component(vec4 value, int k) {
  return k == 0 ? value.x : k == 1 ? value.y : k == 2 ? value.z : value.w;
}`;

/** Outputs params, m and v in flat order, each row with the mark at its end. `columns`: R32I, four times the column plus the component, per parameter. */
export function unpackKernel(hidden: number, replicas: number): ProgramSource {
  const size = paramCount(hidden);
  const fragment = `${FRAGMENT_PROLOGUE}
uniform sampler2D weights;
uniform sampler2D firstMoments;
uniform sampler2D secondMoments;
uniform isampler2D columns;
uniform int width;
layout(location = 0) out float param;
layout(location = 1) out float firstMoment;
layout(location = 2) out float secondMoment;
${columnsGlsl(hidden)}
${COMPONENT_GLSL}
void main() {
  ivec2 texel = ivec2(gl_FragCoord.xy);
  int index = texel.y * width + texel.x;
  int replica = index / ${size + 1};
  int k = index - replica * ${size + 1};
  param = firstMoment = secondMoment = 0.0;
  if (replica >= ${replicas}) return;
  if (k == ${size}) {
    param = texelFetch(weights, columnPlace(${paramColumns(hidden) + 1}, replica), 0).w;
    firstMoment = param + ${MARK_OF.m};
    secondMoment = param + ${MARK_OF.v};
    return;
  }
  int place = texelFetch(columns, tablePlace(k), 0).x;
  ivec2 source = columnPlace(place >> 2, replica);
  param = component(texelFetch(weights, source, 0), place & 3);
  firstMoment = component(texelFetch(firstMoments, source, 0), place & 3);
  secondMoment = component(texelFetch(secondMoments, source, 0), place & 3);
}`;
  return {
    fragment,
    samplers: ['weights', 'firstMoments', 'secondMoments', 'columns'],
    uniforms: ['width'],
  };
}

/** Outputs the tally in flat order, its digest last: that of the others, begun with the mark. */
export function unpackTallyKernel(hidden: number, replicas: number): ProgramSource {
  const fragment = `${FRAGMENT_PROLOGUE}
uniform sampler2D weights;
uniform int width;
layout(location = 0) out float value;
${columnsGlsl(hidden)}
${COMPONENT_GLSL}
${DIGEST_GLSL}
void main() {
  ivec2 texel = ivec2(gl_FragCoord.xy);
  int index = texel.y * width + texel.x;
  int replica = index / ${TALLY_SIZE};
  int k = index - replica * ${TALLY_SIZE};
  value = 0.0;
  if (replica >= ${replicas}) return;
  vec4 a = texelFetch(weights, columnPlace(${paramColumns(hidden)}, replica), 0);
  vec4 b = texelFetch(weights, columnPlace(${paramColumns(hidden) + 1}, replica), 0);
  value = component(k < 4 ? a : b, k & 3);
  if (k < ${TALLY_SIZE - 1}) return;
  uint hash = uint(int(b.w));
  ${['a.x', 'a.y', 'a.z', 'a.w', 'b.x', 'b.y', 'b.z'].map((number) => `hash = digestOf(hash, ${number});`).join(' ')}
  value = b.w < 0.0 ? -1.0 : digestEnd(hash);
}`;
  return { fragment, samplers: ['weights'], uniforms: ['width'] };
}

/** Outputs digests of a matrix's rows in flat order: of `columns` numbers a row, `spans` digests. */
export function digestKernel(): ProgramSource {
  const fragment = `${FRAGMENT_PROLOGUE}
uniform sampler2D values;
uniform int rows;
uniform int columns;
uniform int spans;
uniform int width;
layout(location = 0) out float value;
${DIGEST_GLSL}
void main() {
  ivec2 texel = ivec2(gl_FragCoord.xy);
  int index = texel.y * width + texel.x;
  int row = index / spans;
  value = 0.0;
  if (row >= rows) return;
  int from = (index - row * spans) * ${DIGEST_SPAN};
  int across = textureSize(values, 0).x;
  uint hash = 0u;
  for (int k = from; k < min(from + ${DIGEST_SPAN}, columns); k++) {
    int place = row * columns + k;
    int y = place / across;
    hash = digestOf(hash, texelFetch(values, ivec2(place - y * across, y), 0).x);
  }
  value = digestEnd(hash);
}`;
  return { fragment, samplers: ['values'], uniforms: ['rows', 'columns', 'spans', 'width'] };
}
