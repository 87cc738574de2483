/**
 * Bit strings of up to 128 bits, packed for the engines: bit t of a string is bit (t mod 32) of its word
 * (t div 32), four 32-bit words a string - one RGBA32UI texel on the GPU.
 */

/** Longest string that a training or held-out set may hold. */
export const MAX_STRING_BITS = 128;

/** Words a packed string takes. */
export const WORDS_PER_STRING = 4;

/** Bit `t` of string number `index` in `words`. */
export const bitAt = (words: Uint32Array, index: number, t: number): 0 | 1 =>
  ((words[WORDS_PER_STRING * index + (t >>> 5)] >>> (t & 31)) & 1) as 0 | 1;

/** The first `length` bits of string number `index`. */
export function unpackBits(words: Uint32Array, index: number, length: number): Uint8Array {
  return Uint8Array.from({ length }, (_, t) => bitAt(words, index, t));
}

/** Packs the bits of one string (at most 128) into four words. */
export function packBits(bits: ArrayLike<number>): Uint32Array {
  if (bits.length > MAX_STRING_BITS)
    throw new RangeError(`a packed string has at most ${MAX_STRING_BITS} bits`);
  const words = new Uint32Array(WORDS_PER_STRING);
  for (let t = 0; t < bits.length; t++) if (bits[t]) words[t >>> 5] |= 1 << (t & 31);
  return words;
}

/** Clears every bit of a packed string from `length` on, so that equal strings have equal words. */
export function clearBitsFrom(words: Uint32Array, index: number, length: number): void {
  for (let word = 0; word < WORDS_PER_STRING; word++) {
    const kept = length - 32 * word;
    if (kept <= 0) words[WORDS_PER_STRING * index + word] = 0;
    else if (kept < 32) words[WORDS_PER_STRING * index + word] &= (1 << kept) - 1;
  }
}

/** Parity of every prefix: entry t is 1 when bits 0..t hold an odd number of ones. */
export function prefixParities(bits: ArrayLike<number>): Uint8Array {
  const parities = new Uint8Array(bits.length);
  let parity = 0;
  for (let t = 0; t < bits.length; t++) parities[t] = parity ^= bits[t];
  return parities;
}

/** The bits of a text of zeros and ones. Throws a RangeError that names the first other character. */
export function parseBits(text: string): Uint8Array {
  const wrong = /[^01]/u.exec(text);
  if (wrong) throw new RangeError(`"${wrong[0]}" at position ${wrong.index + 1} is neither 0 nor 1`);
  return Uint8Array.from(text, Number);
}

/** The text of zeros and ones that `parseBits` reads back. */
export const formatBits = (bits: Iterable<number>): string => Array.from(bits).join('');
