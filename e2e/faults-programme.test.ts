/** The programme of faults follows from its seed, and its committed table says what its data say. */
import { readFileSync } from 'node:fs';
import { expect, test } from 'vitest';
import { Draws } from './faults/programme/draws.ts';
import { cleanLinesOf, cleanOf, failuresOf, lineOf } from './faults/programme/outcomes.ts';
import { commandOf, injectionOf, KINDS, scheduleOf } from './faults/programme/schedule.ts';
import { markdownOf, rowsOf, type Counted, type FaultsTable } from './faults/programme/table.ts';

const ENGINES = ['chromium', 'firefox', 'webkit'] as const;

test('a fault is the same whenever it is drawn, alone or among others', () => {
  const schedule = scheduleOf('firefox', 7, 50);
  expect(schedule).toEqual(scheduleOf('firefox', 7, 60).slice(0, 50));
  expect(injectionOf('firefox', 7, 23)).toEqual(schedule[22]);
  expect(commandOf(schedule[22]!)).toBe('npm run faults -- --engine firefox --seed 7 --only 23');
});

test('other seeds, numbers and engines draw others', () => {
  const drawn = ENGINES.flatMap((engine) =>
    [1, 2].flatMap((seed) => scheduleOf(engine, seed, 40).map(({ draw }) => draw)),
  );
  expect(new Set(drawn).size).toBe(drawn.length);
});

test.each(ENGINES)('%s has every kind that it can have, and no other', (engine) => {
  const kinds = new Set(scheduleOf(engine, 1, 400).map(({ kind }) => kind));
  const chromiumAlone = ['GPU process crash', 'GPU process kill', 'page crashes', 'page frozen'];
  expect([...kinds].toSorted()).toEqual(
    KINDS.filter((kind) => engine === 'chromium' || !chromiumAlone.includes(kind)).toSorted(),
  );
});

test('a page that a fault was loaded with is not used for the next one', () => {
  const schedule = scheduleOf('chromium', 3, 200);
  const spoiling = ['part of the page fails', 'GPU lies', 'storage full'];
  const after = schedule.filter((_, k) => spoiling.includes(schedule[k - 1]?.kind ?? ''));
  expect(after.length).toBeGreaterThan(10);
  expect(after.every(({ isFresh }) => isFresh)).toBe(true);
  expect(schedule[0]!.isFresh).toBe(true);
  expect(schedule.some(({ isFresh }) => !isFresh)).toBe(true);
});

test('draws spread over all that can be drawn', () => {
  const draws = new Draws(5);
  const counts = Array.from({ length: 8 }, () => 0);
  for (let k = 0; k < 8000; k++) counts[draws.below(8)]! += 1;
  expect(Math.min(...counts)).toBeGreaterThan(850);
  expect(Math.max(...counts)).toBeLessThan(1150);
});

const found = (changes: Partial<Counted>): Counted => ({
  kind: 'page reloads',
  engine: 'chromium',
  lost: [],
  wrong: [],
  errors: [],
  dead: [],
  gapMs: null,
  ...changes,
});

test('a fault counts once for each thing that it has done', () => {
  const rows = rowsOf([
    found({ gapMs: 1200 }),
    found({ lost: ['gone'], wrong: ['a', 'b'] }),
    found({ engine: 'webkit', dead: ['dead'] }),
  ]);
  expect(rows).toEqual([
    {
      kind: 'page reloads',
      engine: 'chromium',
      injected: 2,
      lost: 1,
      wrong: 1,
      errors: 0,
      dead: 0,
      longestGapMs: 1200,
    },
    {
      kind: 'page reloads',
      engine: 'webkit',
      injected: 1,
      lost: 0,
      wrong: 0,
      errors: 0,
      dead: 1,
      longestGapMs: null,
    },
  ]);
});

test('what went wrong is told with the command that repeats it', () => {
  const injection = injectionOf('webkit', 4, 9);
  const line = lineOf({
    injection,
    done: '',
    lost: ['it has\n gone'],
    wrong: [],
    errors: [],
    dead: [],
    gapMs: null,
    seconds: 1,
  });
  expect(failuresOf([line])).toEqual([
    { command: commandOf(injection), seen: `${injection.kind}; lost: it has gone` },
  ]);
});

test('the committed table says what its data say', () => {
  const read = (name: string): string =>
    readFileSync(new URL(`tables/faults-programme.${name}`, import.meta.url), 'utf8');
  const table = JSON.parse(read('json')) as FaultsTable;
  expect(read('md')).toBe(markdownOf(table));
  const counted = table.rows.reduce(
    (sum, { lost, wrong, errors, dead }) => sum + lost + wrong + errors + dead,
    0,
  );
  // whatever is counted against the page is named
  expect(table.failures.length > 0).toBe(counted > 0);
});

test('the committed table can be gone on with', () => {
  const table = JSON.parse(
    readFileSync(new URL('tables/faults-programme.json', import.meta.url), 'utf8'),
  ) as FaultsTable;
  const lines = cleanLinesOf(table);
  const injected = table.rows.reduce((sum, row) => sum + row.injected, 0);
  expect(lines.length).toBe(injected - table.failures.length);
  expect(cleanOf(lines)).toEqual(table.clean);
  const counted = rowsOf(lines).reduce((sum, row) => sum + row.injected, 0);
  expect(counted).toBe(lines.length);
});
