import { expect, test } from 'vitest';
import { heldOutStrings } from '../parity/dataset.ts';
import { birthMark, digest, digestRows, judgedSum, markAfter, stampOf } from './canary.ts';

const numbers = Float32Array.from({ length: 600 }, (_, k) => Math.sin(k + 1) * 2 ** ((k % 40) - 20));

test('a digest is a whole number that a float32 holds', () => {
  const found = digest(numbers, 0, numbers.length);
  expect(Number.isInteger(found)).toBe(true);
  expect(Math.fround(found)).toBe(found);
});

test('any one bit that changes is seen', () => {
  const before = digest(numbers, 0, 8);
  const words = new Uint32Array(numbers.buffer);
  for (let at = 0; at < 8; at++)
    for (let bit = 0; bit < 32; bit++) {
      words[at] ^= 1 << bit;
      expect(digest(numbers, 0, 8), `number ${at}, bit ${bit}`).not.toBe(before);
      words[at] ^= 1 << bit;
    }
  expect(digest(numbers, 0, 8)).toBe(before);
});

test('zeros, another order, another mark and numbers a thousandth off have other digests', () => {
  const before = digest(numbers, 0, 7, 251);
  expect(digest(new Float32Array(7), 0, 7, 251)).not.toBe(before);
  expect(digest(numbers.slice(0, 7).toReversed(), 0, 7, 251)).not.toBe(before);
  expect(digest(numbers, 0, 7, 252)).not.toBe(before);
  expect(
    digest(
      numbers.map((x) => 1.001 * x),
      0,
      7,
      251,
    ),
  ).not.toBe(before);
});

test('what a GPU may change does not count: the sign of zero, numbers too small, kinds of NaN', () => {
  const mine = Float32Array.of(0, 1e-40, Number.NaN, 1);
  const words = new Uint32Array(mine.slice().buffer);
  words[0] = 0x80000000;
  words[1] = 0;
  words[2] = 0xffc00001;
  expect(digest(new Float32Array(words.buffer), 0, 4)).toBe(digest(mine, 0, 4));
});

test('long rows have a digest every 256 numbers', () => {
  const rows = digestRows(numbers, 300);
  expect([...rows]).toEqual([
    digest(numbers, 0, 256),
    digest(numbers, 256, 300),
    digest(numbers, 300, 556),
    digest(numbers, 556, 600),
  ]);
});

test('marks stay whole numbers that a float32 holds, and differ from run to run', () => {
  expect(new Set(Array.from({ length: 1000 }, (_, run) => birthMark(run))).size).toBe(1000);
  expect(markAfter(2 ** 22 - 1, 1)).toBe(0);
  expect(markAfter(birthMark(3), 1e9)).toBeLessThan(2 ** 22);
});

test('what is judged is counted with the strings themselves', () => {
  const strings = heldOutStrings({ seed: 3, lengths: 'fixed', max: 50, strings: 10, sparse: 0 });
  const sum = judgedSum(strings, stampOf(4));
  expect(Math.fround(sum)).toBe(sum);
  expect(judgedSum(strings, stampOf(59))).toBeLessThan(2 ** 24);
  expect(judgedSum(strings, stampOf(5))).not.toBe(sum);
  expect(judgedSum({ ...strings, words: new Uint32Array(strings.words.length) }, stampOf(4))).not.toBe(sum);
});
