import { expect, test } from 'vitest';
import { outcomeWords } from './bet-line.tsx';

const counts = { networks: 8, solved: 6, certified: 2, wrong: 4, undecided: 0 };
const yes = { isYes: true, runId: 1 };

test('a settled bet says what was bet, what came, and once all is decided how many are right for ever', () => {
  expect(outcomeWords(yes, { ...counts, isWon: true, wrong: 1 })).toBe(
    'Right: you bet that most would learn it, and 6 of 8 did.',
  );
  expect(outcomeWords(yes, { ...counts, isWon: true })).toBe(
    'Right: you bet that most would learn it, and 6 of 8 did. Right for every length: 2 of these 6.',
  );
  expect(
    outcomeWords({ ...yes, isYes: false }, { ...counts, solved: 0, certified: 0, wrong: 0, isWon: true }),
  ).toBe('Right: you bet that most would not learn it, and 0 of 8 did.');
  expect(
    outcomeWords(yes, { networks: 1, solved: 1, certified: 1, wrong: 0, undecided: 0, isWon: true }),
  ).toBe('Right: you bet that it would learn it, and it did. It is right for every length.');
});
