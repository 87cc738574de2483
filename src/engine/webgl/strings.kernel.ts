/**
 * The training strings of a chunk, made on the GPU: the twin of `parity/dataset.ts`. One fragment makes one string:
 * its four words, and its length (0 in the empty places of an epoch's last batch). A chunk holds one block of rows
 * per batch.
 *
 * A second kernel counts each batch's bits and strings - one of them is what the mean of the loss is taken over. Strings
 * and counts carry the stamp of their batch, so that whoever uses them sees that they are the right ones.
 */
import { batchesPerEpoch, SPARSE_DIGITS, sparseThreshold, STRING_BLOCK } from '../../parity/dataset.ts';
import { feistelHalfBits, PURPOSE } from '../../parity/random.ts';
import type { RunPlan } from '../engine.ts';
import { laneGridGlsl, type LaneGrid } from './lane-grid.ts';
import { permutationGlsl, THREEFRY_GLSL } from './random.kernel.ts';
import { FRAGMENT_PROLOGUE, type ProgramSource } from './program-compiler.ts';

/** Stamps run through this many values: what is left of 32 bits beside a length, and a float32 holds. */
export const STAMPS = 2 ** 22;

/** The stamp of the run's `number`-th batch. */
export const batchStamp = (number: number): number => number % STAMPS;

/** Declares `lengthOf(stamped)`, `stampOf(stamped)`: a string's length and the stamp of its batch. */
export const LENGTH_GLSL = `
int lengthOf(uint stamped) { return int(stamped & 255u); }
int stampOf(uint stamped) { return int(stamped >> 8); }`;

/** Outputs: words RGBA32UI, length and stamp R32UI. Uniform `firstBatch` is the run's batch number of the first block. */
export function stringsKernel(plan: RunPlan, grid: LaneGrid): ProgramSource {
  const { dataset, batch } = plan;
  const { strings, max, lengths, sparse } = dataset;
  const batches = batchesPerEpoch({ strings, batch });
  const halves = Math.ceil(max / 64);
  const fragment = `${FRAGMENT_PROLOGUE}
uniform usampler2D seeds;
uniform int firstBatch;
layout(location = 0) out uvec4 words;
layout(location = 1) out uint stringLength;
${laneGridGlsl(grid)}
${THREEFRY_GLSL}
${permutationGlsl(PURPOSE.shuffle)}
const uint PURPOSE = ${PURPOSE.trainingString}u;
uvec2 fairBits(uint seed, uint n, uint half_) {
  return threefry(uvec2(seed, PURPOSE), uvec2(n, ${STRING_BLOCK.bits}u + half_));
}
uvec2 biasedBits(uint seed, uint n, uint half_) {
  uvec2 key = uvec2(seed, PURPOSE);
  uint k = threefry(key, uvec2(n, ${STRING_BLOCK.probability}u)).x >> 16;
  uvec2 bits = threefry(key, uvec2(n, ${STRING_BLOCK.biased}u + half_));
  for (uint digit = 0u; digit < ${SPARSE_DIGITS}u; digit++) {
    uvec2 fair = threefry(key, uvec2(n, ${STRING_BLOCK.biased}u + 2u * (digit + 1u) + half_));
    bits = ((k >> digit) & 1u) == 1u ? bits | fair : bits & fair;
  }
  return bits;
}
uint keepBits(uint word, int kept) {
  return kept <= 0 ? 0u : kept >= 32 ? word : word & ((1u << uint(kept)) - 1u);
}
void main() {
  ivec2 texel = ivec2(gl_FragCoord.xy);
  int block = texel.y / BLOCK_ROWS;
  int row = texel.y - block * BLOCK_ROWS;
  int number = row / GRID_ROWS;
  int lane = laneAt(texel.x, row - number * GRID_ROWS);
  words = uvec4(0u);
  stringLength = 0u;
  if (lane < 0 || lane >= GRID_LANES) return;
  int replica = lane / LANES_PER_REPLICA;
  int place = (lane - replica * LANES_PER_REPLICA) * STRINGS_PER_LANE + number;
  int batchNumber = firstBatch + block;
  uint stamp = uint(batchNumber % ${STAMPS}) << 8;
  stringLength = stamp;
  int epoch = batchNumber / ${batches};
  int position = (batchNumber - epoch * ${batches}) * ${batch} + place;
  if (place >= ${batch} || position >= ${strings}) return;
  uint seed = texelFetch(seeds, ivec2(replica, 0), 0).x;
  uint n = permuted(seed, uint(epoch), uint(position), ${feistelHalfBits(strings)}u, ${strings}u);
  uvec2 kind = threefry(uvec2(seed, PURPOSE), uvec2(n, ${STRING_BLOCK.kind}u));
  stringLength = ${lengths === 'fixed' ? `${max}u` : `1u + (((kind.x >> 8) * ${max}u) >> 24)`};
  bool isSparse = (kind.y >> 8) < ${sparseThreshold(sparse)}u;
  words.xy = isSparse ? biasedBits(seed, n, 0u) : fairBits(seed, n, 0u);
  ${halves === 2 ? 'words.zw = isSparse ? biasedBits(seed, n, 1u) : fairBits(seed, n, 1u);' : ''}
  int kept = int(stringLength);
  stringLength |= stamp;
  words = uvec4(keepBits(words.x, kept), keepBits(words.y, kept - 32), keepBits(words.z, kept - 64), keepBits(words.w, kept - 96));
}`;
  return { fragment, samplers: ['seeds'], uniforms: ['firstBatch'] };
}

/** Output: RGBA32F [replicas, blocks], real bits and strings of the block's batch, its stamp or -1, 0. */
export function answersKernel(grid: LaneGrid): ProgramSource {
  const fragment = `${FRAGMENT_PROLOGUE}
uniform usampler2D lengths;
uniform int firstBatch;
layout(location = 0) out vec4 answers;
${laneGridGlsl(grid)}
${LENGTH_GLSL}
void main() {
  ivec2 place = ivec2(gl_FragCoord.xy);
  ivec2 texel = texelOfLane(place.x * LANES_PER_REPLICA);
  int stamp = (firstBatch + place.y) % ${STAMPS};
  answers = vec4(0.0, 0.0, stamp, 0.0);
  for (int lane = 0; lane < LANES_PER_REPLICA; lane++) {
    for (int k = 0; k < STRINGS_PER_LANE; k++) {
      uint stamped = texelFetch(lengths, ivec2(texel.x, texel.y + k * GRID_ROWS + place.y * BLOCK_ROWS), 0).x;
      int stringLength = lengthOf(stamped);
      answers.xy += vec2(stringLength, stringLength > 0);
      if (stampOf(stamped) != stamp) answers.z = -1.0;
    }
    nextLane(texel);
  }
}`;
  return { fragment, samplers: ['lengths'], uniforms: ['firstBatch'] };
}
