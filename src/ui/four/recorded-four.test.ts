import { expect, test } from 'vitest';
import { FOUR_DEFAULTS, fourConfig, initialFour, type FourCell } from '../../session/four-state.ts';
import { createRun } from '../../session/run-record.ts';
import recorded from './recorded.json' with { type: 'json' };
import { recordedCell, reproduction } from './recorded-four.ts';

const COUNTS = recorded.settings.map(
  ({ solvedAtEpoch }) => solvedAtEpoch.filter((epoch) => epoch !== null).length,
);

/** Four that have ended, with so many seeds solved. */
const ended = (solved: readonly number[], options = FOUR_DEFAULTS): FourCell[] =>
  initialFour.cells.map((cell, k) => {
    const run = createRun(k + 1, fourConfig(cell.setting, options), 'auto');
    const solvedAt = run.solvedAt.map((_, seed) => (seed < solved[k]! ? 782 : null));
    return { ...cell, status: 'ended', run: { ...run, solvedAt } };
  });

test('a setting is shown as it was recorded, with the options that it was recorded with', () => {
  const [{ setting }] = initialFour.cells as [FourCell];
  const cell = recordedCell(setting, FOUR_DEFAULTS)!;
  expect(cell.summary).toMatchObject({ solved: COUNTS[0], of: 16 });
  expect(cell.lines.solvedAt).toHaveLength(COUNTS[0]!);
  expect(Math.max(...cell.lines.solvedAt)).toBeLessThanOrEqual(1);
  expect(recordedCell(setting, { ...FOUR_DEFAULTS, hidden: 2 })).toBeNull();
});

test('own runs that agree have reproduced it; others say what was recorded', () => {
  const own = (solved: readonly number[]): string | null =>
    reproduction({ cells: ended(solved), ranWith: FOUR_DEFAULTS });
  expect(own(COUNTS)).toMatch(/^You have reproduced what was recorded: \d+, \d+, \d+ and \d+ of 16\.$/u);
  expect(own(COUNTS.map((count) => Math.max(0, count - 1)))).toMatch(/reproduced/u);
  expect(own([0, 0, 0, 0])).toMatch(/^Recorded was something else/u);
});

test('with other options, or before all have ended, nothing is compared', () => {
  const options = { ...FOUR_DEFAULTS, seeds: 2 };
  expect(reproduction({ cells: ended([2, 2, 0, 2], options), ranWith: options })).toBeNull();
  const cells = ended(COUNTS);
  expect(
    reproduction({ cells: [{ ...cells[0]!, status: 'stopped' }, ...cells.slice(1)], ranWith: FOUR_DEFAULTS }),
  ).toBeNull();
});
