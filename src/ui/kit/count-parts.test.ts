import { expect, test } from 'vitest';
import { countParts } from './count-parts.ts';

test('counts name only what there is', () => {
  const text = (counts: Parameters<typeof countParts>[0]): string =>
    countParts(counts)
      .map((part) => part.text)
      .join(' · ');
  expect(text({ solved: 6, wrong: 4, certified: 2, undecided: 0 })).toBe(
    '✓ 2 certified · ✗ 4 wrong elsewhere',
  );
  expect(text({ solved: 6, wrong: 1, certified: 2, undecided: 1 })).toBe(
    '✓ 2 certified · ✗ 1 wrong elsewhere · ? 1 undecided · 2 not decided yet',
  );
  expect(text({ solved: 0, wrong: 0, certified: 0, undecided: 0 })).toBe('');
});
