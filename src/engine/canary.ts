/**
 * Marks that go with numbers through every draw and come back with them, so that a draw that was skipped, a read-back
 * of zeros, of an earlier result, or with a wrong bit is seen. The GPU and this file compute the same integers.
 *
 *     mark      of weights: the number that the run was born with plus the updates that the replica has been trained;
 *               -1 when anything on the way did not fit together
 *     digest    of some numbers: 22 bits of a hash over their bits
 *     judged    of an evaluation: over all strings, 16 times its stamp plus four bits of a hash of the string
 */
import { WORDS_PER_STRING } from '../parity/bits.ts';
import type { PackedStrings } from '../parity/dataset.ts';

/** Marks run through this many values: integers that a float32 holds exactly. */
const MARKS = 2 ** 22;
/** Stamps of evaluations, few enough for a float32 to hold the sum over all strings exactly. */
const STAMPS = 60;

/** What the marks of weights and of the two moments have beyond their number, so that one does not pass for another. */
export const MARK_OF = { params: 0, m: 0.25, v: 0.5 } as const;

/** The mark after some updates. */
export const markAfter = (mark: number, updates: number): number => (mark + updates) % MARKS;

/** A mark for the weights of a new run, unlike those of runs before. */
export const birthMark = (run: number): number => 1 + ((run * 99_991) % (MARKS - 1));

/** The stamp of a run's `count`-th evaluation. */
export const stampOf = (count: number): number => 1 + (count % STAMPS);

/** GLSL: `float laterMark(float mark)`, the mark after one update. */
export const MARK_GLSL = `
float laterMark(float mark) { return mark < 0.0 ? -1.0 : mark + 1.0 == ${MARKS}.0 ? 0.0 : mark + 1.0; }`;

/** GLSL: `uint digestOf(uint hash, float value)` takes a number in, `float digestEnd(uint hash)` gives the digest. */
export const DIGEST_GLSL = `
uint digestOf(uint hash, float value) {
  uint bits = floatBitsToUint(value);
  uint exponent = bits & 0x7f800000u;
  // the smallest numbers may become zero on their way, and what is no number has many forms
  bits = exponent == 0u ? 0u : exponent == 0x7f800000u ? exponent : bits;
  hash = (hash ^ bits) * 16777619u;
  return hash ^ (hash >> 15);
}
float digestEnd(uint hash) { return float((hash ^ (hash >> 11)) & ${MARKS - 1}u); }`;

const word = new Uint32Array(1);
const asFloat = new Float32Array(word.buffer);

/** The digest of `values[from .. to - 1]`, which begins with `seed`: twin of `DIGEST_GLSL`. */
export function digest(values: Float32Array, from: number, to: number, seed = 0): number {
  let hash = seed;
  for (let at = from; at < to; at++) {
    asFloat[0] = values[at];
    const [bits] = word;
    const exponent = bits & 0x7f800000;
    const taken = exponent === 0 ? 0 : exponent === 0x7f800000 ? exponent : bits;
    hash = Math.imul(hash ^ taken, 16_777_619);
    hash ^= hash >>> 15;
  }
  return (hash ^ (hash >>> 11)) & (MARKS - 1);
}

/** Numbers that one digest of a long row covers. */
export const DIGEST_SPAN = 256;

/** Digests of every row of a matrix, a span after the other: [rows, ceil(width / DIGEST_SPAN)]. */
export function digestRows(values: Float32Array, width: number): Float32Array {
  const spans = Math.ceil(width / DIGEST_SPAN);
  return Float32Array.from({ length: (values.length / width) * spans }, (_, index) => {
    const row = Math.floor(index / spans);
    const from = (index - row * spans) * DIGEST_SPAN;
    return digest(values, row * width + from, row * width + Math.min(from + DIGEST_SPAN, width));
  });
}

/** GLSL: `float judgedOf(uvec4 words, int stamp)`, what one string adds. */
export const JUDGED_GLSL = `
float judgedOf(uvec4 words, int stamp) {
  uint h = words.x ^ words.y ^ words.z ^ words.w;
  h ^= h >> 16; h ^= h >> 8; h ^= h >> 4;
  return float(16 * stamp + int(h & 15u));
}`;

/** What an evaluation with that stamp must have counted over all strings. */
export function judgedSum({ words, lengths }: PackedStrings, stamp: number): number {
  let sum = 16 * stamp * lengths.length;
  for (let base = 0; base < WORDS_PER_STRING * lengths.length; base += WORDS_PER_STRING) {
    let h = words[base] ^ words[base + 1] ^ words[base + 2] ^ words[base + 3];
    h ^= h >>> 16;
    h ^= h >>> 8;
    sum += (h ^ (h >>> 4)) & 15;
  }
  return sum;
}
