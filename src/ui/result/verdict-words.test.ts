import { expect, test } from 'vitest';
import { detailCertified, detailUndecided, reasonWrong } from './verdict-words.ts';

test('a count that creeps on is told from a leak', () => {
  expect(reasonWrong(`1${'0'.repeat(410_742)}100`)).toMatch(/creeps on with every zero: after 410,742/u);
});

test.each([
  [`1${'0'.repeat(17)}`, /leaks instead of latching: after a 1 and 17 zeros it has forgotten/u],
  [`1${'0'.repeat(20)}1`, /leaks instead of latching: 20 zeros in a row/u],
  ['0'.repeat(12), /12 zeros alone/u],
  ['0', /so short a string/u],
  ['1'.repeat(30), /30 ones in a row/u],
  ['10'.repeat(20), /the same few bits, 20 times over/u],
  ['0110', /so short a string/u],
])('%s: %s', (bits, reason) => {
  expect(reasonWrong(bits)).toMatch(reason);
});

test('a proof says how large it is: boxes, or sets that return after words', () => {
  const certified = { verdict: 'certified', certificate: '' } as const;
  expect(detailCertified({ ...certified, boxes: 1 })).toMatch(/^Proved with 1 box of states, checked/u);
  expect(detailCertified({ ...certified, boxes: 254, words: { longest: 74, images: 3500 } })).toContain(
    '254 sets of states, words up to 74 bits, 3,500 images',
  );
  expect(detailCertified({ ...certified, boxes: 1, words: { longest: 1, images: 1 } })).toContain(
    '1 set of states, words up to 1 bit, 1 image.',
  );
});

test('an undecided network is told how long it was thought about, if the time was what ended it', () => {
  const undecided = { verdict: 'undecided', rightUpTo: 10, testedTo: 100_000, limitMs: 10_000 } as const;
  expect(detailUndecided({ ...undecided, reason: 'time' })).toBe(
    'Right on all strings up to 10 bits, and regular ones such as 1 0^k up to 100,000 bits. No proof within 10 s of computing.',
  );
  expect(detailUndecided({ ...undecided, testedTo: 0, reason: 'memory' })).toBe(
    'Right on all strings up to 10 bits. No proof: it would take more boxes than allowed.',
  );
});
