import { expect, test } from 'vitest';
import { endingWords, findingWords, foundWords, stepWords } from './repair-words.ts';

const wrong = { verdict: 'wrong', bits: `1${'0'.repeat(23)}`, isShortest: true, rightUpTo: 23 } as const;

test('a story names the string, the steps and the proof', () => {
  expect(foundWords(wrong)).toBe('right on random strings; wrong on 1 0^23');
  expect(stepWords({ keep: 1, learningRate: 0.01 })).toBe('trained on with sparse strings');
  expect(stepWords({ keep: 0.1, learningRate: 0.01 })).toMatch(/^kept 10 % of each weight/u);
  expect(findingWords({ verdict: 'certified', boxes: 1870, certificate: '' })).toBe('certified, 1,870 boxes');
  expect(endingWords('failed', 'no GPU')).toContain('no GPU');
});

test('a string that cannot be told shortly is told by its length', () => {
  const bits = '110100011101011101010001111010';
  expect(findingWords({ ...wrong, bits })).toBe(`wrong on a string of ${bits.length} bits`);
});

test('what fails on held-out strings is not said to be right on them', () => {
  expect(foundWords({ verdict: 'unsolved' })).toBe('wrong on held-out strings');
});
