import { describe, expect, test } from 'vitest';
import {
  FOUR_DEFAULTS,
  SETTINGS,
  startedCell,
  type FourCell,
  type SeedSignal,
} from '../../session/four-state.ts';
import type { HistoryPoint } from '../../session/experiment.ts';
import { cellSummary, seedRows, seedsCsv, signalCsv, signalView, smallLines } from './four-data.ts';
import { roughCount, scientific } from '../kit/format.ts';

const metrics = (accuracy: number) => ({
  loss: 0.5,
  bitAccuracy: accuracy,
  lastBitAccuracy: accuracy,
  stringAccuracy: accuracy,
});

const point = (epoch: number, accuracy: number): HistoryPoint => ({
  update: 782 * epoch,
  epoch,
  strings: 100_000 * epoch,
  bits: 5e6 * epoch,
  seconds: epoch,
  ...metrics(accuracy),
  heldOut: { ...metrics(accuracy), wrongByLength: [] },
});

/** Three seeds: solved and wrong after epoch 1, solved and not decided after epoch 2, unsolved. */
function cellOf(status: FourCell['status']): FourCell {
  const cell = startedCell(SETTINGS[3], { ...FOUR_DEFAULTS, seeds: 3 }, 1);
  const run = cell.run!;
  run.replicas[0].history.push(point(1, 1));
  run.replicas[1].history.push(point(1, 0.5), point(2, 1));
  run.replicas[2].history.push(point(1, 0.5), point(2, 0.52));
  const params = Float32Array.from({ length: 60 }, (_, p) => Math.floor(p / 20));
  const subject = {
    slot: 0,
    runId: 1,
    update: 782,
    spec: { hidden: 1, activation: 'sigmoid', head: 'softmax' } as const,
    params: params.subarray(0, 20),
  };
  const outcome = { verdict: 'wrong', bits: '1000', isShortest: true, rightUpTo: 3 } as const;
  return {
    ...cell,
    status,
    run: { ...run, update: 1564, epoch: 2, solvedAt: [782, 1564, null], weights: { update: 1564, params } },
    verdicts: new Map([[0, { ...subject, outcome }]]),
  };
}

describe('a cell', () => {
  test('counts its seeds, and says how sure the rate is only when all have had their chance', () => {
    expect(cellSummary(cellOf('training'))).toEqual({
      solved: 2,
      of: 3,
      wrong: 1,
      certified: 0,
      undecided: 0,
      interval: null,
    });
    const { low, high } = cellSummary(cellOf('ended')).interval!;
    expect(low).toBeLessThan(2 / 3);
    expect(high).toBeGreaterThan(2 / 3);
    expect(cellSummary(cellOf('stopped')).interval).toBeNull();
  });

  test('draws every seed over its share of the budget', () => {
    const { seeds, median, solvedAt } = smallLines(cellOf('ended').run!);
    expect(seeds).toEqual([
      [1 / 7, 1],
      [1 / 7, 0.5, 2 / 7, 1],
      [1 / 7, 0.5, 2 / 7, 0.52],
    ]);
    expect(solvedAt).toEqual([1 / 7, 2 / 7]);
    // a solved seed counts with its last value
    expect(median).toEqual([1 / 7, 0.5, 2 / 7, 1]);
  });

  test('lists its seeds', () => {
    const rows = seedRows([cellOf('ended')]);
    expect(rows.map(({ seed, epoch, verdict, wrongOn }) => [seed, epoch, verdict, wrongOn])).toEqual([
      [1, 1, 'wrong', '1000'],
      [2, 2, 'pending', ''],
      [3, null, 'unsolved', ''],
    ]);
    const lines = seedsCsv([cellOf('ended')])
      .trim()
      .split('\n');
    expect(lines).toHaveLength(4);
    expect(lines[1]).toBe('last,variable,1,ended,1,1,wrong,1000,');
  });
});

describe('the signal', () => {
  const seedSignal = (seed: number, scale: number): SeedSignal => ({
    seed,
    byLength: [0.1 * scale, 0.02 * scale],
    error: [0, 0.001 * scale],
    settings: SETTINGS.map(() => ({ signal: 0.1 * scale, spread: 1 })),
  });
  const signals = [1, 2, 3].map((scale, k) => seedSignal(k + 1, scale));

  test('is the median over seeds, times the weight of the length in the loss', () => {
    const [everyFixed, , lastFixed] = SETTINGS.map((setting) =>
      signalView(signals, setting, { max: 2, strings: 10_000 })!,
    );
    expect(everyFixed.byLength).toEqual([0.1, 0.02]);
    expect(everyFixed.error).toEqual([0, 0.001]);
    expect(lastFixed.byLength).toEqual([0, 0.04]);
    expect(everyFixed.noise).toBeCloseTo(0.01, 12);
    expect(everyFixed.stringsNeeded).toBeCloseTo(25, 9);
  });

  test('is nothing before a seed was measured', () => {
    expect(signalView([], SETTINGS[0], { max: 2, strings: 10 })).toBeNull();
    expect(signalCsv([], 2).trim().split('\n')).toHaveLength(1);
  });

  test('has a row for each seed and length', () => {
    const lines = signalCsv(signals, 2).trim().split('\n');
    expect(lines).toHaveLength(1 + 6);
    expect(lines[2]).toBe('1,2,0.02,0.001,0.5,0.3333333333333333,1,0.5');
  });
});

test.each([
  [0, '0'],
  [0.0023, '2.3·10⁻³'],
  [2.5e20, '2.5·10²⁰'],
  [4.04e-15, '4.0·10⁻¹⁵'],
])('%d in powers of ten', (value, text) => {
  expect(scientific(value)).toBe(text);
});

test.each([
  [97.3, '97'],
  [10_432, '10,000'],
  [1_234_567, '1,200,000'],
  [1.1259e15, '1.1·10¹⁵'],
])('%d as a count', (value, text) => {
  expect(roughCount(value)).toBe(text);
});
