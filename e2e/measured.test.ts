/**
 * The numbers that the story tells are those of the committed tables. When a table has changed,
 * `npx vitest run --project unit e2e/measured.test.ts -u` writes them anew.
 */
import { readFileSync } from 'node:fs';
import { expect, test } from 'vitest';
import { HAND_BUILT_PARAMS } from '../src/lstm/hand-built.ts';
import { spoiltNetwork } from '../src/session/exercises.ts';
import { FOUR_DEFAULTS } from '../src/session/four-state.ts';
import { PRESETS } from '../src/training/presets.ts';
import falls from '../src/ui/story/falls.json' with { type: 'json' };
import type { FourTable, SettingRow } from './four-table.ts';

interface PresetRow {
  readonly preset: string;
  readonly solved: { readonly successes: number; readonly of: number };
  readonly seeds: readonly { readonly epoch: number | null }[];
}

const read = (name: string): unknown =>
  JSON.parse(readFileSync(new URL(`tables/${name}.json`, import.meta.url), 'utf8'));

const settingNumbers = (row: SettingRow): Record<string, number> => ({
  solved: row.solved,
  of: row.seeds.length,
  certified: row.certified,
  wrong: row.wrong,
  lowestPercent: Number((100 * Math.min(...row.seeds.map(({ lastBit }) => lastBit))).toFixed(1)),
  highestPercent: Number((100 * Math.max(...row.seeds.map(({ lastBit }) => lastBit))).toFixed(1)),
  stringsNeeded: Number(row.signal.stringsNeeded.toPrecision(2)),
});

function presetNumbers({ solved, seeds }: PresetRow): Record<string, number> {
  const epochs = seeds.flatMap(({ epoch }) => (epoch === null ? [] : [epoch]));
  return {
    solved: solved.successes,
    of: solved.of,
    earliestEpoch: Math.min(...epochs),
    latestEpoch: Math.max(...epochs),
  };
}

/** How much weaker the signal is with each bit, over the lengths at which it is counted exactly. */
function fallPerBit({ signal }: SettingRow): number {
  const exact = signal.error.findLastIndex((error) => error === 0) + 1;
  return (signal.byLength[0] / signal.byLength[exact - 1]) ** (1 / (exact - 1));
}

test('the story tells what the tables hold', async () => {
  const { settings, leak, padded } = read('four') as FourTable;
  const presets = read('presets') as readonly PresetRow[];
  const preset = (name: string): Record<string, number> =>
    presetNumbers(presets.find((row) => row.preset === name)!);
  const [everyFixed, everyVariable, lastFixed, lastVariable] = settings;
  const paddedNumbers = Object.fromEntries(
    padded.map(({ padding, seeds }) => [
      padding,
      { solved: seeds.filter(({ epoch }) => epoch !== null).length, of: seeds.length },
    ]),
  );
  const measured = {
    everyFixed: settingNumbers(everyFixed),
    everyVariable: settingNumbers(everyVariable),
    lastFixed: {
      ...settingNumbers(lastFixed),
      signalAtTheEnd: Number(lastFixed.signal.byLength.at(-1)!.toPrecision(2)),
    },
    lastVariable: settingNumbers(lastVariable),
    // one setting's weights are the same at all lengths, so that they do not count
    fallPerBit: Number(fallPerBit(lastVariable).toPrecision(2)),
    fallenAtTen: Number((falls.start.byLength[0]! / falls.start.byLength[9]!).toPrecision(2)),
    notebook1: preset('notebook-1'),
    notebook2: preset('notebook-2'),
    leak: { ...leak, zeros: leak.bits.length - 1 },
    padded: paddedNumbers,
  };
  await expect(`${JSON.stringify(measured, null, 2)}\n`).toMatchFileSnapshot('../src/ui/story/measured.json');
});

test('the 2x2 shows at rest what the table holds', async () => {
  const { settings } = read('four') as FourTable;
  const { seeds, epochs, hidden } = FOUR_DEFAULTS;
  const recorded = {
    seeds,
    epochs,
    hidden,
    settings: settings.map((row) => ({
      supervision: row.supervision,
      lengths: row.lengths,
      certified: row.certified,
      wrong: row.wrong,
      undecided: row.undecided,
      solvedAtEpoch: row.seeds.map(({ epoch }) => epoch),
    })),
  };
  for (const [k, { solvedAtEpoch }] of recorded.settings.entries()) {
    expect(solvedAtEpoch).toHaveLength(seeds);
    expect(solvedAtEpoch.filter((epoch) => epoch !== null)).toHaveLength(settings[k]!.solved);
  }
  await expect(`${JSON.stringify(recorded, null, 2)}\n`).toMatchFileSnapshot('../src/ui/four/recorded.json');
});

test('what a preset promises is what its table holds', () => {
  const [{ seeds }] = (read('presets') as readonly PresetRow[]).filter(
    ({ preset }) => preset === 'notebook-1',
  ) as [PresetRow];
  const epochs = seeds.flatMap(({ epoch }) => (epoch === null ? [] : [epoch]));
  expect(PRESETS['notebook-1'].expectation).toContain(
    `in ${Math.min(...epochs)} to ${Math.max(...epochs)} epochs`,
  );
});

test('so does the sheet for teachers', () => {
  const sheet = readFileSync(new URL('../public/teachers.html', import.meta.url), 'utf8');
  const measured = JSON.parse(
    readFileSync(new URL('../src/ui/story/measured.json', import.meta.url), 'utf8'),
  ) as Record<string, unknown>;
  const told = [...sheet.matchAll(/data-measured="([\w.]+)">([^<]*)</gu)];
  expect(told).toHaveLength(10);
  for (const [, path = '', words] of told) {
    const value = path
      .split('.')
      .reduce<unknown>((part, key) => (part as Record<string, unknown>)[key], measured);
    expect(`${path}: ${words}`).toBe(`${path}: ${String(value)}`);
  }
  const built = /data-built="">([^<]*)</u.exec(sheet)?.[1] ?? '';
  expect(built.replaceAll('−', '-').split(/[,;]/u).map(Number)).toEqual(HAND_BUILT_PARAMS);
  expect(spoiltNetwork()[13]).toBeCloseTo(-4.21, 5);
});
