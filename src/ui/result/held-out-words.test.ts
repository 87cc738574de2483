import { describe, expect, test } from 'vitest';
import { counted } from '../../session/counted.ts';
import { areUnseen, heldOutWords, shortStringsWords } from './held-out-words.ts';

test.each([
  [1, 'on 10,000 random draws of the 2 strings of 1 bit'],
  [2, 'on 10,000 random draws of the 4 strings of 2 bits'],
  [13, 'on 10,000 random draws of the 8,192 strings of 13 bits'],
  [14, 'on 10,000 strings of 14 bits'],
  [50, 'on 10,000 strings of 50 bits'],
  [128, 'on 10,000 strings of 128 bits'],
])('held-out strings of %i bits: %s', (max, words) => {
  expect(heldOutWords(max)).toBe(words);
  expect(areUnseen(max)).toBe(max >= 25);
});

describe('training on strings so short', () => {
  const fixed = { lengths: 'fixed', sparse: 0 } as const;
  test.each([
    [
      { ...fixed, max: 2, strings: 4 },
      '4 training strings drawn at random may hold fewer than the 4 strings of 2 bits.',
    ],
    [
      { ...fixed, max: 1, strings: 2 },
      '2 training strings drawn at random may hold fewer than the 2 strings of 1 bit.',
    ],
    [
      { ...fixed, lengths: 'variable' as const, max: 10, strings: 100_000 },
      '100,000 training strings drawn at random may hold fewer than the 1,024 strings of 10 bits.',
    ],
    [
      { ...fixed, max: 2, strings: 100_000 },
      'There are only 4 strings of 2 bits, and training sees all of them.',
    ],
    [
      { ...fixed, max: 1, strings: 1000 },
      'There are only 2 strings of 1 bit, and training sees all of them.',
    ],
    [
      { ...fixed, max: 2, strings: 3 },
      'So few strings are this short that some are training strings as well.',
    ],
    [
      { ...fixed, max: 24, strings: 1_000_000 },
      'So few strings are this short that some are training strings as well.',
    ],
    [
      { ...fixed, max: 10, strings: 100_000, sparse: 1 },
      'So few strings are this short that some are training strings as well.',
    ],
    [{ ...fixed, max: 25, strings: 100_000 }, null],
  ])('%j: %s', (config, words) => {
    expect(shortStringsWords(config)).toBe(words);
  });
});

test.each([
  [0, '0 bits'],
  [1, '1 bit'],
  [2, '2 bits'],
  [10_000, '10,000 bits'],
])('%i is counted as %s', (value, words) => {
  expect(counted(value, 'bit')).toBe(words);
});

test('a noun may have a plural of its own', () => {
  expect([1, 3].map((tries) => counted(tries, 'try', 'tries'))).toEqual(['1 try', '3 tries']);
});
