import * as fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import {
  bitAt,
  clearBitsFrom,
  formatBits,
  MAX_STRING_BITS,
  packBits,
  parseBits,
  prefixParities,
  unpackBits,
  WORDS_PER_STRING,
} from './bits.ts';

const bit = fc.integer({ min: 0, max: 1 });
const bitStrings = fc.array(bit, { maxLength: MAX_STRING_BITS });
const nonEmptyBitStrings = fc.array(bit, { minLength: 1, maxLength: MAX_STRING_BITS });

describe('packed strings', () => {
  test('unpackBits inverts packBits, at any place of a set', () => {
    fc.assert(
      fc.property(bitStrings, fc.nat(3), (bits, index) => {
        const words = new Uint32Array(4 * WORDS_PER_STRING).fill(0xdeadbeef);
        words.set(packBits(bits), WORDS_PER_STRING * index);
        expect([...unpackBits(words, index, bits.length)]).toEqual(bits);
        for (const [t, expected] of bits.entries()) expect(bitAt(words, index, t)).toBe(expected);
      }),
    );
  });

  test('bit t lies at bit (t mod 32) of word (t div 32)', () => {
    for (const t of [0, 1, 31, 32, 63, 64, 127]) {
      const words = packBits(Array.from({ length: t + 1 }, (_, k) => Number(k === t)));
      expect(words[Math.floor(t / 32)]).toBe(2 ** (t % 32));
      expect(words.filter((word) => word !== 0)).toHaveLength(1);
    }
  });

  test('holds 128 bits and refuses more', () => {
    expect([...packBits(Array.from({ length: 128 }, () => 1))]).toEqual(
      Array.from({ length: 4 }, () => 2 ** 32 - 1),
    );
    expect(() => packBits(new Uint8Array(129))).toThrow(RangeError);
  });

  test('clearBitsFrom leaves the prefix, zeros after it, and the neighbours alone', () => {
    fc.assert(
      fc.property(nonEmptyBitStrings, fc.nat(MAX_STRING_BITS), (bits, length) => {
        const words = new Uint32Array(3 * WORDS_PER_STRING).fill(0xffffffff);
        words.set(packBits(bits), WORDS_PER_STRING);
        clearBitsFrom(words, 1, length);
        expect([...words.subarray(WORDS_PER_STRING, 2 * WORDS_PER_STRING)]).toEqual([
          ...packBits(bits.slice(0, length)),
        ]);
        const neighbours = [...words.subarray(0, WORDS_PER_STRING), ...words.subarray(2 * WORDS_PER_STRING)];
        expect(neighbours.every((word) => word === 0xffffffff)).toBe(true);
      }),
    );
  });
});

describe('prefixParities', () => {
  test('is the sum of the prefix modulo 2', () => {
    fc.assert(
      fc.property(bitStrings, (bits) => {
        const naive = bits.map((_, t) => bits.slice(0, t + 1).reduce((sum, x) => sum + x, 0) % 2);
        expect([...prefixParities(bits)]).toEqual(naive);
      }),
    );
  });

  test('flips from any one flipped bit on, and not before it', () => {
    fc.assert(
      fc.property(nonEmptyBitStrings, fc.nat(), (bits, place) => {
        const flipped = place % bits.length;
        const before = prefixParities(bits);
        const after = prefixParities(bits.map((x, t) => (t === flipped ? 1 - x : x)));
        for (let t = 0; t < bits.length; t++) expect(after[t]).toBe(t < flipped ? before[t] : 1 - before[t]);
      }),
    );
  });
});

describe('text', () => {
  test('parseBits inverts formatBits', () => {
    fc.assert(
      fc.property(bitStrings, (bits) => {
        expect([...parseBits(formatBits(bits))]).toEqual(bits);
      }),
    );
  });

  test.each([
    ['0120', '"2" at position 3'],
    ['01 1', '" " at position 3'],
    ['a', '"a" at position 1'],
    ['1\n', '"\n" at position 2'],
    // an astral character is named whole
    ['1😀', '"😀" at position 2'],
  ])('parseBits refuses %j and names the first wrong character', (text, problem) => {
    expect(() => parseBits(text)).toThrow(RangeError);
    expect(() => parseBits(text)).toThrow(problem);
  });

  test('the empty text is the empty string', () => {
    expect(parseBits('')).toHaveLength(0);
    expect(formatBits([])).toBe('');
  });
});
