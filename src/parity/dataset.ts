/**
 * Training and held-out strings. String n of a run is a function of (seed, n) and its place in epoch e a keyed
 * permutation of (seed, e), so nothing is stored and the GPU makes the same strings by itself
 * (`engine/webgl/strings.kernel.ts` is the twin of this file).
 */
import { clearBitsFrom, WORDS_PER_STRING } from './bits.ts';
import { PURPOSE, randomWords } from './random.ts';

/** How training strings are drawn. */
export interface DatasetSpec {
  readonly seed: number;
  /** `fixed`: every string has `max` bits; `variable`: lengths uniform in 1..`max`. */
  readonly lengths: 'fixed' | 'variable';
  readonly max: number;
  /** How many training strings there are; an epoch visits each once. */
  readonly strings: number;
  /** Share of strings whose bits are ones with a probability drawn from U(0, 1) afresh for each string. */
  readonly sparse: number;
}

/** Strings packed four words each, with their lengths. Length 0 marks an empty place in the last batch. */
export interface PackedStrings {
  readonly words: Uint32Array;
  readonly lengths: Uint8Array;
}

/** Batches in one epoch, the last possibly smaller. */
export const batchesPerEpoch = ({
  strings,
  batch,
}: {
  readonly strings: number;
  readonly batch: number;
}): number => Math.ceil(strings / batch);

/** Updates in one epoch of so many strings: each batch `repeats` times. */
export const updatesPerEpoch = (epoch: {
  readonly strings: number;
  readonly batch: number;
  readonly repeats: number;
}): number => batchesPerEpoch(epoch) * epoch.repeats;

/** Held-out strings a run is judged by. */
export const HELD_OUT_STRINGS = 10_000;

/** From this length up a held-out string that is also a training string is replaced; below, overlap cannot be avoided. */
export const DISJOINT_FROM_BITS = 25;

/** Binary digits of a sparse string's probability of a one, beside the half that centres it: p = (k + 1/2) / 2^16. */
export const SPARSE_DIGITS = 16;

/** Counter blocks of one training string: its length and kind, its fair bits, its probability, its biased bits. */
export const STRING_BLOCK = { kind: 0, bits: 1, probability: 3, biased: 16 } as const;

/** `sparse` as a threshold on 24 random bits. */
export const sparseThreshold = (sparse: number): number => Math.round(sparse * 2 ** 24);

const pair = new Uint32Array(2);
const fair = new Uint32Array(2);

/** Writes training string `n` to place `index` of `into`. */
export function writeTrainingString(spec: DatasetSpec, n: number, into: PackedStrings, index: number): void {
  const stream = [spec.seed, PURPOSE.trainingString] as const;
  const { words } = into;
  // where all strings are of a kind, what tells it is not drawn: nothing else depends on it
  const isMixed = spec.lengths === 'variable' || spec.sparse > 0;
  if (isMixed) randomWords(stream, n, STRING_BLOCK.kind, pair);
  const length = spec.lengths === 'fixed' ? spec.max : lengthOf(pair[0], spec.max);
  const isSparse = isMixed && pair[1] >>> 8 < sparseThreshold(spec.sparse);
  const base = WORDS_PER_STRING * index;
  for (let half = 0; 64 * half < spec.max; half++) {
    if (isSparse) writeBiasedWords(stream, n, half, pair);
    else randomWords(stream, n, STRING_BLOCK.bits + half, pair);
    words[base + 2 * half] = pair[0];
    words[base + 2 * half + 1] = pair[1];
  }
  // and what the place held before
  clearBitsFrom(words, index, length);
  into.lengths[index] = length;
}

/** A length from 1 to `max`, from a random word. */
const lengthOf = (word: number, max: number): number => 1 + (((word >>> 8) * max) >>> 24);

/**
 * 64 independent bits, each one with probability p = (k + 1/2) / 2^16: combining fair words by OR where p's binary
 * digit is 1 and AND where it is 0, from the least significant digit up, turns probability q into (digit + q) / 2.
 */
function writeBiasedWords(stream: readonly [number, 1], n: number, half: number, out: Uint32Array): void {
  randomWords(stream, n, STRING_BLOCK.probability, fair);
  const k = fair[0] >>> 16;
  randomWords(stream, n, STRING_BLOCK.biased + half, out);
  for (let digit = 0; digit < SPARSE_DIGITS; digit++) {
    randomWords(stream, n, STRING_BLOCK.biased + 2 * (digit + 1) + half, fair);
    const isOne = (k >>> digit) & 1;
    out[0] = isOne ? out[0] | fair[0] : out[0] & fair[0];
    out[1] = isOne ? out[1] | fair[1] : out[1] & fair[1];
  }
}

/** Empty places for `count` strings. */
export const emptyStrings = (count: number): PackedStrings => ({
  words: new Uint32Array(WORDS_PER_STRING * count),
  lengths: new Uint8Array(count),
});

/**
 * The held-out strings of a run: `HELD_OUT_STRINGS` fair strings of exactly `max` bits from a stream of their own.
 * From `DISJOINT_FROM_BITS` bits up, one that is also a training string is replaced by the next of its stream.
 */
export function heldOutStrings(spec: DatasetSpec, count: number = HELD_OUT_STRINGS): PackedStrings {
  const drawing = drawHeldOut(spec, count);
  for (;;) {
    const step = drawing.next();
    if (step.done) return step.value;
  }
}

/** The same in slices: it yields now and then, for the page's thread must not wait for a million training strings. */
export function* drawHeldOut(spec: DatasetSpec, count: number): Generator<void, PackedStrings> {
  const heldOut = emptyStrings(count);
  heldOut.lengths.fill(spec.max);
  let next = 0;
  for (; next < count; next++) writeHeldOutString(spec, next, heldOut, next);
  if (spec.max < DISJOINT_FROM_BITS) return heldOut;
  for (;;) {
    const taken = yield* placesInTrainingSet(spec, heldOut);
    if (taken.size === 0) return heldOut;
    for (const place of taken) writeHeldOutString(spec, next++, heldOut, place);
  }
}

function writeHeldOutString(spec: DatasetSpec, n: number, into: PackedStrings, index: number): void {
  const stream = [spec.seed, PURPOSE.heldOut] as const;
  const base = WORDS_PER_STRING * index;
  for (let half = 0; half < 2; half++) {
    randomWords(stream, n, half, pair);
    into.words[base + 2 * half] = pair[0];
    into.words[base + 2 * half + 1] = pair[1];
  }
  clearBitsFrom(into.words, index, spec.max);
}

/** Training strings that are drawn between two yields: a few milliseconds' worth. */
const SLICE_STRINGS = 16_384;
/** Places of the table of held-out strings: six for each, so that most training strings meet an empty one. */
const TABLE_BITS = 16;
const placeOf = (word: number): number => Math.imul(word, 0x9e3779b1) >>> (32 - TABLE_BITS);

/** Which of the held-out strings are also training strings of the same length. */
function* placesInTrainingSet(spec: DatasetSpec, heldOut: PackedStrings): Generator<void, Set<number>> {
  // strings whose first words fall on one place of the table are a chain: the first one's number, each one's next
  const first = new Int32Array(2 ** TABLE_BITS).fill(-1);
  const next = new Int32Array(heldOut.lengths.length);
  for (let index = 0; index < next.length; index++) {
    const at = placeOf(heldOut.words[WORDS_PER_STRING * index]);
    next[index] = first[at];
    first[at] = index;
  }
  const taken = new Set<number>();
  const training = emptyStrings(1);
  const stream = [spec.seed, PURPOSE.trainingString] as const;
  for (let n = 0; n < spec.strings; n++) {
    if (n % SLICE_STRINGS === 0) yield;
    if (spec.lengths === 'variable') {
      // only one in `max` strings is as long as held-out ones are: the others' bits are not drawn
      randomWords(stream, n, STRING_BLOCK.kind, pair);
      if (lengthOf(pair[0], spec.max) !== spec.max) continue;
    }
    writeTrainingString(spec, n, training, 0);
    for (let index = first[placeOf(training.words[0])]; index >= 0; index = next[index])
      if (sameString(training.words, 0, heldOut.words, index)) taken.add(index);
  }
  return taken;
}

function sameString(a: Uint32Array, i: number, b: Uint32Array, j: number): boolean {
  for (let word = 0; word < WORDS_PER_STRING; word++)
    if (a[WORDS_PER_STRING * i + word] !== b[WORDS_PER_STRING * j + word]) return false;
  return true;
}
