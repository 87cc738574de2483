import { expect, test } from 'vitest';
import type { HistoryPoint } from './experiment.ts';
import { createRun, type RunRecord } from './run-record.ts';
import { initialState } from './state.ts';
import { chartData, meansByEpoch, medianLine, placeOfUpdate } from './chart-data.ts';
import { clampStretch } from '../ui/curves/use-zoom.ts';

function point(update: number, perEpoch: number, accuracy: number): HistoryPoint {
  const metrics = { loss: 1 - accuracy, bitAccuracy: accuracy, lastBitAccuracy: 0, stringAccuracy: 0 };
  const isEnd = update % perEpoch === 0;
  return {
    update,
    epoch: update / perEpoch,
    strings: 10 * update,
    bits: 100 * update,
    seconds: update / 100,
    ...metrics,
    heldOut: isEnd ? { ...metrics, wrongByLength: [] } : null,
  };
}

function runOf(curves: readonly (readonly HistoryPoint[])[]): RunRecord {
  const run = createRun(1, { ...initialState.config, replicas: curves.length }, 'auto');
  curves.forEach((curve, k) => run.replicas[k]!.history.push(...curve));
  return run;
}

const curve = (points: number, accuracy: (k: number) => number): HistoryPoint[] =>
  Array.from({ length: points }, (_, k) => point(k + 1, 100, accuracy(k)));

const choice = { replica: 0, x: 'update', value: 'bitAccuracy' } as const;

test('an epoch counts every point by what it covers', () => {
  const history = [point(1, 4, 0.5), point(4, 4, 0.9), point(6, 4, 1)];
  expect([...meansByEpoch(history, 'bitAccuracy')]).toEqual([[1, expect.closeTo(0.8, 12)]]);
});

test('a long curve keeps its extremes, its evaluations and its end in at most 200 rows or so', () => {
  const spike = (k: number): number => (k === 4321 ? 0.125 : 0.5 + 0.001 * (k % 7));
  const { rows, xMax } = chartData(runOf([curve(5050, spike)]), choice);
  expect(rows.length).toBeLessThanOrEqual(202);
  expect(rows.some(({ shown }) => shown === 0.125)).toBe(true);
  expect(rows.filter(({ heldOut }) => heldOut !== null)).toHaveLength(50);
  expect(rows.at(-1)?.x).toBe(5050);
  expect(rows.map(({ x }) => x)).toEqual(rows.map(({ x }) => x).toSorted((a, b) => a - b));
  expect(xMax).toBeCloseTo(5100);
});

test('the median carries a replica that has ended on with its last value', () => {
  const run = runOf([curve(6, () => 0.5), curve(6, () => 0.6), curve(2, (k) => (k === 1 ? 1 : 0.1))]);
  const { rows, others } = chartData(run, choice);
  expect(rows.map(({ median }) => median)).toEqual([0.5, 0.6, 0.6, 0.6, 0.6, 0.6]);
  expect(others).toHaveLength(2);
  expect(medianLine(run, 'update', 'bitAccuracy').slice(0, 4)).toEqual([1, 0.5, 2, 0.6]);
});

test('light lines stay light with many replicas', () => {
  const run = runOf(Array.from({ length: 256 }, () => curve(400, () => 0.5)));
  const numbers = chartData(run, choice).others.reduce((sum, line) => sum + line.length, 0);
  expect(numbers / 2).toBeLessThan(15_000);
});

test('a run without points draws nothing', () => {
  expect(chartData(runOf([[]]), choice)).toEqual({ rows: [], others: [], median: [], xMax: 1 });
});

test('a stretch has its own rows, finer, with a neighbour on each side', () => {
  const run = runOf([curve(5000, (k) => 0.5 + 0.001 * (k % 7)), curve(5000, () => 0.75)]);
  const whole = chartData(run, choice);
  const part = chartData(run, { ...choice, stretch: [1000, 1050] });
  expect(part.rows.map(({ x }) => x)).toEqual(Array.from({ length: 53 }, (_, k) => 999 + k).slice(0, 53));
  expect(part.rows.find(({ x }) => x === 1000)?.heldOut).not.toBeNull();
  expect(part.others[0]?.slice(0, 2)).toEqual([999, 0.75]);
  expect(part.median.slice(0, 2)).toEqual([999, (0.5 + 0.001 * (998 % 7) + 0.75) / 2]);
  expect(part.xMax).toBe(whole.xMax);
  expect(chartData(run, { ...choice, stretch: [9000, 9100] }).rows).toHaveLength(1);
});

test.each([
  [
    [-10, 50],
    [0, 60],
  ],
  [
    [950, 1050],
    [900, 1000],
  ],
  [
    [400, 400],
    [400, 402],
  ],
  [[-500, 1500], null],
] as const)('the stretch %o lies within the axis as %o', (wanted, clamped) =>
  expect(clampStretch(wanted, 1000)).toEqual(clamped),
);

test('an update between two points lies between them on every axis', () => {
  const history = [point(100, 100, 0.5), point(200, 100, 0.5)];
  expect(placeOfUpdate(history, 50, 'strings')).toBe(500);
  expect(placeOfUpdate(history, 150, 'seconds')).toBeCloseTo(1.5);
  expect(placeOfUpdate(history, 150, 'update')).toBe(150);
  expect(placeOfUpdate(history, 900, 'bits')).toBe(20_000);
  expect(placeOfUpdate([], 10, 'bits')).toBe(0);
});
