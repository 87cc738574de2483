/** What README.md and BENCHMARK.md say of proofs is what the table of decisions holds. */
import { readFileSync } from 'node:fs';
import { expect, test } from 'vitest';
import { readTable, sumsOf, withDecisions, type Sums } from './proof/decision-table.ts';
import { SETTINGS } from './proof/trained.ts';

const { rows } = readTable();
const textOf = (name: string): string => readFileSync(new URL(`../${name}`, import.meta.url), 'utf8');

const isSmooth = (setting: string): boolean => SETTINGS[setting].activation === 'sigmoid';
const ofUnits = (units: number): Sums =>
  sumsOf(rows, (setting, hidden) => hidden === units && (units === 1 || isSmooth(setting)));

test('README counts what is decided as the table does', () => {
  const [one, two, four, eight] = [1, 2, 4, 8].map(ofUnits);
  const of = ({ decided, solved }: Sums): string => `${decided} of ${solved}`;
  expect(textOf('README.md').replace(/\s+/gu, ' ')).toContain(
    `within 1 s (2 s for some settings) ${of(one)} solved networks of one unit are decided, within 5 s ${of(two)} of two, ` +
      `within 10 s ${of(four)} of four, within 30 s ${of(eight)} of eight, search and check together`,
  );
});

test('README says how many are wrong as the table does', () => {
  const percent = ({ wrong, solved }: Sums): number => Math.round((100 * wrong) / solved);
  const wide = sumsOf(rows, (setting, hidden) => hidden > 2 && isSmooth(setting));
  expect(textOf('README.md').replace(/\s+/gu, ' ')).toContain(
    `Wrong on some string are ${percent(ofUnits(1))} % of one unit, ${percent(ofUnits(2))} % of two, ${percent(wide)} % of more`,
  );
});

test('BENCHMARK has the rows of the table', () => {
  const text = textOf('BENCHMARK.md');
  expect(withDecisions(text, rows)).toBe(text);
  for (const row of rows) {
    expect(row.certified + row.wrong + row.undecided).toBe(row.solved);
    expect(row.undecidedSeeds).toHaveLength(row.undecided);
    expect(row.slowestDecidedMs).toBeLessThanOrEqual(row.limitMs);
  }
});
