/** The statistics of training and held-out strings. Seeds are fixed, so that no bound here fails by chance. */
import { describe, expect, test } from 'vitest';
import { bitAt, unpackBits, WORDS_PER_STRING } from './bits.ts';
import {
  type DatasetSpec,
  DISJOINT_FROM_BITS,
  emptyStrings,
  HELD_OUT_STRINGS,
  heldOutStrings,
  type PackedStrings,
  updatesPerEpoch,
  writeTrainingString,
} from './dataset.ts';
import { epochPermutation } from './random.ts';

const fixed: DatasetSpec = { seed: 1, lengths: 'fixed', max: 50, strings: 20_000, sparse: 0 };

function trainingStrings(spec: DatasetSpec): PackedStrings {
  const strings = emptyStrings(spec.strings);
  for (let n = 0; n < spec.strings; n++) writeTrainingString(spec, n, strings, n);
  return strings;
}

const stringKey = ({ words }: PackedStrings, index: number): string =>
  words.subarray(WORDS_PER_STRING * index, WORDS_PER_STRING * (index + 1)).join();

const onesOf = (strings: PackedStrings, index: number): number =>
  unpackBits(strings.words, index, strings.lengths[index]).reduce((sum, bit) => sum + bit, 0);

/**
 * Standard normal score of Pearson's chi-square statistic against equal shares (Wilson and Hilferty, PNAS 17, 1931):
 * above 4 once in 30,000 draws.
 */
function chiSquareScore(counts: readonly number[]): number {
  const expected = counts.reduce((sum, count) => sum + count, 0) / counts.length;
  const degrees = counts.length - 1;
  const chiSquare = counts.reduce((sum, count) => sum + (count - expected) ** 2 / expected, 0);
  const spread = 2 / (9 * degrees);
  return (Math.cbrt(chiSquare / degrees) - (1 - spread)) / Math.sqrt(spread);
}

/** Standard normal score of `hits` among `of` draws of probability `p`. */
const binomialScore = (hits: number, of: number, p: number): number =>
  (hits - of * p) / Math.sqrt(of * p * (1 - p));

/** Outside 34..94 ones of 128: a fair string once in ten million, a sparse one with probability 68 / 129. */
const isLopsided = (strings: PackedStrings, index: number): boolean =>
  Math.abs(onesOf(strings, index) - 64) > 30;

describe('lengths', () => {
  test.each([2, 25, 50, 128])('are uniform in 1..%i when variable', (max) => {
    const { lengths } = trainingStrings({ ...fixed, lengths: 'variable', max });
    const counts = Array.from({ length: max }, () => 0);
    for (const length of lengths) counts[length - 1]++;
    expect(counts.reduce((sum, count) => sum + count, 0)).toBe(lengths.length);
    expect(chiSquareScore(counts)).toBeLessThan(4);
  });

  test.each([1, 31, 32, 33, 64, 65, 128])('are all %i when fixed', (max) => {
    expect(new Set(trainingStrings({ ...fixed, max, strings: 500 }).lengths)).toEqual(new Set([max]));
  });

  test('every bit from the length on is 0', () => {
    for (const sparse of [0, 1]) {
      const strings = trainingStrings({ ...fixed, lengths: 'variable', max: 128, strings: 2000, sparse });
      const isEmptyAfter = (length: number, n: number): boolean =>
        unpackBits(strings.words, n, 128)
          .subarray(length)
          .every((bit) => bit === 0);
      // thousands of expectations take seconds
      expect(strings.lengths.every(isEmptyAfter)).toBe(true);
    }
  });
});

describe('fair strings', () => {
  const strings = trainingStrings({ ...fixed, max: 128 });
  const heldOut = heldOutStrings({ ...fixed, max: 128, strings: 0 });

  test.each([
    ['training', strings],
    ['held-out', heldOut],
  ])('%s: each bit is 1 half of the time, whatever its neighbour', (_, { words, lengths }) => {
    const scores: number[] = [];
    for (let t = 0; t < 128; t++) {
      let ones = 0;
      let changes = 0;
      for (let n = 0; n < lengths.length; n++) {
        ones += bitAt(words, n, t);
        if (t > 0 && bitAt(words, n, t) !== bitAt(words, n, t - 1)) changes++;
      }
      scores.push(Math.abs(binomialScore(ones, lengths.length, 1 / 2)));
      if (t > 0) scores.push(Math.abs(binomialScore(changes, lengths.length, 1 / 2)));
    }
    expect(Math.max(...scores)).toBeLessThan(4.5);
  });

  test('the number of ones has the variance of 128 independent bits', () => {
    const variance =
      strings.lengths.reduce((sum, _, n) => sum + (onesOf(strings, n) - 64) ** 2, 0) / strings.lengths.length;
    // the variance's own standard error is 32 sqrt(2 / n)
    expect(Math.abs(variance - 32)).toBeLessThan(4 * 32 * Math.sqrt(2 / strings.lengths.length));
  });

  test('do not repeat, neither among themselves nor in the held-out set', () => {
    const keys = [...strings.lengths.keys()].map((n) => stringKey(strings, n));
    const heldOutKeys = [...heldOut.lengths.keys()].map((n) => stringKey(heldOut, n));
    expect(new Set([...keys, ...heldOutKeys]).size).toBe(keys.length + heldOutKeys.length);
  });
});

describe('sparse strings', () => {
  test.each([5, 50, 128])('of %i bits hold each number of ones equally often', (max) => {
    const strings = trainingStrings({ ...fixed, max, sparse: 1 });
    const counts = Array.from({ length: max + 1 }, () => 0);
    for (let n = 0; n < strings.lengths.length; n++) counts[onesOf(strings, n)]++;
    expect(chiSquareScore(counts)).toBeLessThan(4);
  });

  test('with p uniform, two bits of a string are both 1 a third of the time, across words too', () => {
    const { words, lengths } = trainingStrings({ ...fixed, max: 128, sparse: 1 });
    for (const [a, b] of [
      [0, 1],
      [30, 31],
      [31, 32],
      [63, 64],
      [95, 96],
      [0, 127],
      [5, 37],
    ]) {
      let both = 0;
      for (let n = 0; n < lengths.length; n++) both += bitAt(words, n, a) & bitAt(words, n, b);
      expect(Math.abs(binomialScore(both, lengths.length, 1 / 3))).toBeLessThan(4);
    }
  });

  test.each([0.001, 0.25, 0.5])('take their share, %d of the strings', (sparse) => {
    const strings = trainingStrings({ ...fixed, max: 128, sparse });
    const outside = [...strings.lengths.keys()].filter((n) => isLopsided(strings, n)).length;
    expect(Math.abs(binomialScore(outside, strings.lengths.length, (sparse * 68) / 129))).toBeLessThan(4);
  });

  test('are not drawn when their share is 0', () => {
    const strings = trainingStrings({ ...fixed, max: 128, sparse: 0 });
    expect([...strings.lengths.keys()].some((n) => isLopsided(strings, n))).toBe(false);
  });
});

describe('string n', () => {
  const spec: DatasetSpec = { ...fixed, lengths: 'variable', sparse: 0.3 };

  test('is a function of seed and n alone: not of place, order, neighbours or the number of strings', () => {
    const inOrder = trainingStrings({ ...spec, strings: 200 });
    const dirty: PackedStrings = { words: new Uint32Array(8).fill(0xffffffff), lengths: new Uint8Array(2) };
    for (let n = 199; n >= 0; n -= 7) {
      writeTrainingString({ ...spec, strings: 7 }, n, dirty, 1);
      expect(stringKey(dirty, 1)).toBe(stringKey(inOrder, n));
      expect(dirty.lengths[1]).toBe(inOrder.lengths[n]);
    }
    expect([...dirty.words.subarray(0, 4)]).toEqual([0xffffffff, 0xffffffff, 0xffffffff, 0xffffffff]);
  });

  test('is another string under another seed', () => {
    const keysOf = (seed: number): string[] => {
      const strings = trainingStrings({ ...fixed, seed, strings: 200 });
      return [...strings.lengths.keys()].map((n) => stringKey(strings, n));
    };
    expect(new Set([...keysOf(1), ...keysOf(2), ...keysOf(2_147_483_647)]).size).toBe(600);
  });

  test('is visited once in an epoch, batch by batch', () => {
    const keys = trainingStrings({ ...fixed, strings: 1000 });
    const place = epochPermutation(fixed.seed, 3, 1000);
    const batch = emptyStrings(128);
    const seen = new Set<string>();
    for (let start = 0; start < 1000; start += 128)
      for (let k = 0; k < Math.min(128, 1000 - start); k++) {
        writeTrainingString(fixed, place(start + k), batch, k);
        seen.add(stringKey(batch, k));
      }
    expect(seen).toEqual(new Set([...keys.lengths.keys()].map((n) => stringKey(keys, n))));
  });
});

describe('held-out strings', () => {
  test('are 10,000 of exactly max bits', () => {
    const { words, lengths } = heldOutStrings({ ...fixed, lengths: 'variable', max: 33, strings: 100 });
    expect(lengths).toHaveLength(HELD_OUT_STRINGS);
    expect(new Set(lengths)).toEqual(new Set([33]));
    expect(words.every((word, k) => (k % 4 === 1 ? word < 2 : k % 4 === 0 || word === 0))).toBe(true);
  });

  // 200,000 of the 33.6 million strings of 25 bits are training strings: about 60 of the first 10,000 draws are among them
  const crowded: DatasetSpec = { ...fixed, max: DISJOINT_FROM_BITS, strings: 200_000 };

  test('from 25 bits up, those that are also training strings are replaced by the next of their stream', () => {
    const training = trainingStrings(crowded);
    const trained = new Set([...training.lengths.keys()].map((n) => stringKey(training, n)));
    // without training strings nothing is replaced: the stream as it is
    const stream = heldOutStrings({ ...crowded, strings: 0 }, HELD_OUT_STRINGS + 200);
    const heldOut = heldOutStrings(crowded);
    const replaced = [...heldOut.lengths.keys()].filter(
      (n) => stringKey(heldOut, n) !== stringKey(stream, n),
    );
    const overlapping = [...heldOut.lengths.keys()].filter((n) => trained.has(stringKey(stream, n)));
    expect(overlapping.length).toBeGreaterThan(30);
    expect(replaced).toEqual(overlapping);
    expect([...heldOut.lengths.keys()].some((n) => trained.has(stringKey(heldOut, n)))).toBe(false);
    const nextOfStream = [...stream.lengths.keys()]
      .slice(HELD_OUT_STRINGS)
      .map((n) => stringKey(stream, n))
      .filter((key) => !trained.has(key));
    expect(new Set(replaced.map((n) => stringKey(heldOut, n)))).toEqual(
      new Set(nextOfStream.slice(0, replaced.length)),
    );
  });

  test('below 25 bits they are left as drawn', () => {
    const short = { ...crowded, max: DISJOINT_FROM_BITS - 1, strings: 1000 };
    expect(heldOutStrings(short).words).toEqual(heldOutStrings({ ...short, strings: 0 }).words);
  });

  test('a training string that is only their prefix replaces nothing', () => {
    const variable: DatasetSpec = { ...crowded, lengths: 'variable', strings: 20_000 };
    const training = trainingStrings(variable);
    const full = new Set(
      [...training.lengths.keys()]
        .filter((n) => training.lengths[n] === variable.max)
        .map((n) => stringKey(training, n)),
    );
    const heldOut = heldOutStrings(variable);
    expect([...heldOut.lengths.keys()].some((n) => full.has(stringKey(heldOut, n)))).toBe(false);
  });
});

test('an epoch has each batch so often, the last one smaller', () => {
  expect(updatesPerEpoch({ strings: 100_000, batch: 128, repeats: 1 })).toBe(782);
  expect(updatesPerEpoch({ strings: 1024, batch: 128, repeats: 3 })).toBe(24);
  expect(updatesPerEpoch({ strings: 1, batch: 128, repeats: 1 })).toBe(1);
});
