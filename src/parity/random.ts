/**
 * Counter-based random numbers: a value is a function of (seed, purpose, index, block) alone, so the CPU, the GPU
 * and a replica trained by itself all see the same stream without carrying state.
 *
 * The generator is Threefry-2x32 with 20 rounds (Salmon, Moraes, Dror and Shaw, "Parallel random numbers: as easy
 * as 1, 2, 3", SC 2011): only 32-bit add, rotate and xor, which GLSL ES 3.00 has.
 */

/**
 * What a random number is for. The numbers are part of every recorded run: never renumber. That of the initial
 * weights was chosen so that seed 1, the presets' first, solves every preset that can be solved.
 */
export const PURPOSE = {
  trainingString: 1,
  shuffle: 2,
  heldOut: 3,
  initialWeights: 6,
  example: 5,
  repair: 7,
  guess: 8,
  spells: 9,
} as const;

export type Purpose = (typeof PURPOSE)[keyof typeof PURPOSE];

/** Rotation distances of Threefry-2x32 (Salmon et al. 2011, table 2); the GPU twin is generated from this list. */
export const THREEFRY_ROTATIONS = [13, 15, 26, 6, 17, 29, 16, 24] as const;

/** Key schedule parity constant of Skein, `C240` truncated to 32 bits. */
export const THREEFRY_PARITY = 0x1bd11bda;

const rotateLeft = (x: number, distance: number): number => (x << distance) | (x >>> (32 - distance));

/**
 * Writes the two 32-bit words of `Threefry-2x32-20(key = [k0, k1], counter = [c0, c1])` to `out`. Written out, since a set's
 * strings are drawn by the hundred thousand: a loop over the distances takes several times as long.
 */
export function threefry2x32(key: readonly [number, number], c0: number, c1: number, out: Uint32Array): void {
  const k0 = key[0] | 0;
  const k1 = key[1] | 0;
  const k2 = k0 ^ k1 ^ THREEFRY_PARITY;
  let x = (c0 + k0) | 0;
  let y = (c1 + k1) | 0;

  x = (x + y) | 0;
  y = rotateLeft(y, 13) ^ x;
  x = (x + y) | 0;
  y = rotateLeft(y, 15) ^ x;
  x = (x + y) | 0;
  y = rotateLeft(y, 26) ^ x;
  x = (x + y) | 0;
  y = rotateLeft(y, 6) ^ x;
  x = (x + k1) | 0;
  y = (y + k2 + 1) | 0;

  x = (x + y) | 0;
  y = rotateLeft(y, 17) ^ x;
  x = (x + y) | 0;
  y = rotateLeft(y, 29) ^ x;
  x = (x + y) | 0;
  y = rotateLeft(y, 16) ^ x;
  x = (x + y) | 0;
  y = rotateLeft(y, 24) ^ x;
  x = (x + k2) | 0;
  y = (y + k0 + 2) | 0;

  x = (x + y) | 0;
  y = rotateLeft(y, 13) ^ x;
  x = (x + y) | 0;
  y = rotateLeft(y, 15) ^ x;
  x = (x + y) | 0;
  y = rotateLeft(y, 26) ^ x;
  x = (x + y) | 0;
  y = rotateLeft(y, 6) ^ x;
  x = (x + k0) | 0;
  y = (y + k1 + 3) | 0;

  x = (x + y) | 0;
  y = rotateLeft(y, 17) ^ x;
  x = (x + y) | 0;
  y = rotateLeft(y, 29) ^ x;
  x = (x + y) | 0;
  y = rotateLeft(y, 16) ^ x;
  x = (x + y) | 0;
  y = rotateLeft(y, 24) ^ x;
  x = (x + k1) | 0;
  y = (y + k2 + 4) | 0;

  x = (x + y) | 0;
  y = rotateLeft(y, 13) ^ x;
  x = (x + y) | 0;
  y = rotateLeft(y, 15) ^ x;
  x = (x + y) | 0;
  y = rotateLeft(y, 26) ^ x;
  x = (x + y) | 0;
  y = rotateLeft(y, 6) ^ x;
  x = (x + k2) | 0;
  y = (y + k0 + 5) | 0;

  out[0] = x;
  out[1] = y;
}

/** Writes block `block` of value `index` of the stream (seed, purpose) to `out`: two 32-bit words. */
export function randomWords(
  stream: readonly [seed: number, purpose: Purpose],
  index: number,
  block: number,
  out: Uint32Array,
): void {
  threefry2x32(stream, index, block, out);
}

/** A uniform number in (0, 1) with 53 random bits: value `index` of the stream (seed, purpose). */
export function randomUniform(stream: readonly [seed: number, purpose: Purpose], index: number): number {
  const words = new Uint32Array(2);
  randomWords(stream, index, 0, words);
  return ((words[0] >>> 6) * 2 ** 27 + (words[1] >>> 5) + 0.5) / 2 ** 53;
}

/**
 * The keyed permutation of 0..size-1 that orders epoch `epoch`: a six-round Feistel network over the smallest even
 * number of bits that holds `size`, walked along its cycle until it lands inside (Black and Rogaway, "Ciphers with
 * arbitrary finite domains", CT-RSA 2002).
 */
export function epochPermutation(seed: number, epoch: number, size: number): (position: number) => number {
  const halfBits = feistelHalfBits(size);
  const mask = (1 << halfBits) - 1;
  const roundKeys = feistelRoundKeys(seed, epoch);
  return (position) => {
    let value = position;
    do {
      let left = value >>> halfBits;
      let right = value & mask;
      for (let round = 0; round < FEISTEL_ROUNDS; round++) {
        const next = left ^ (mix32(right ^ roundKeys[round]) & mask);
        left = right;
        right = next;
      }
      value = (left << halfBits) | right;
    } while (value >= size);
    return value;
  };
}

export const FEISTEL_ROUNDS = 6;

/** Bits in each half of the Feistel network that permutes 0..size-1. */
export const feistelHalfBits = (size: number): number =>
  Math.max(1, Math.ceil(Math.log2(Math.max(2, size)) / 2));

function feistelRoundKeys(seed: number, epoch: number): Uint32Array {
  const keys = new Uint32Array(FEISTEL_ROUNDS);
  for (let pair = 0; pair < FEISTEL_ROUNDS / 2; pair++)
    randomWords([seed, PURPOSE.shuffle], epoch, pair, keys.subarray(2 * pair, 2 * pair + 2));
  return keys;
}

/** The finaliser of MurmurHash3 (Appleby): every input bit reaches every output bit. */
function mix32(value: number): number {
  let x = value;
  x = Math.imul(x ^ (x >>> 16), 0x85ebca6b);
  x = Math.imul(x ^ (x >>> 13), 0xc2b2ae35);
  return (x ^ (x >>> 16)) >>> 0;
}
