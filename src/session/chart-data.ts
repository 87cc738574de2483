/** What the curves draw, computed from a run: rows for the charts, and light lines for the other replicas. */
import { median } from '../parity/median.ts';
import type { HistoryPoint, RunConfig } from './experiment.ts';
import type { RunRecord } from './run-record.ts';

export const X_AXES = { update: 'updates', strings: 'strings', bits: 'bits', seconds: 'seconds' } as const;
export type XAxisKey = keyof typeof X_AXES;

export const MEASURES = {
  bitAccuracy: 'every bit',
  lastBitAccuracy: 'last bit',
  stringAccuracy: 'whole string',
} as const;
export type Measure = keyof typeof MEASURES;
export type ChartValue = Measure | 'loss';

/** One row of a chart: the shown replica between two points, and what is known there. */
export interface ChartRow {
  readonly x: number;
  readonly epochs: number;
  /** Training, since the point before. */
  readonly shown: number;
  readonly median: number | null;
  /** Training over the epoch that ends here. */
  readonly epoch: number | null;
  readonly heldOut: number | null;
}

export interface ChartData {
  readonly rows: readonly ChartRow[];
  /** One line for each other replica, `x0, y0, x1, y1, ...`. */
  readonly others: readonly (readonly number[])[];
  readonly median: readonly number[];
  readonly xMax: number;
}

const MAX_ROWS = 200;
const MAX_MEDIANS = 150;
/** Points of all light lines together. */
const MAX_LIGHT_POINTS = 4_000;

/** A stretch of an axis that is looked at; null: all of it. */
export type Stretch = readonly [number, number] | null;

interface ChartChoice {
  readonly replica: number;
  readonly x: XAxisKey;
  readonly value: ChartValue;
  readonly stretch?: Stretch;
}

export function chartData(run: RunRecord, choice: ChartChoice): ChartData {
  const { replica, x, value, stretch = null } = choice;
  const history = run.replicas[replica]?.history ?? [];
  const epochMeans = meansByEpoch(history, value);
  const isKept = (k: number): boolean => epochMeans.has(k) || history[k]!.heldOut !== null;
  const indices = decimate(history, value, isKept, spanOf(history, x, stretch));
  const medianEvery = Math.max(1, Math.ceil(indices.length / MAX_MEDIANS));
  const rows = indices.map((k, place): ChartRow => {
    const point = history[k]!;
    const hasMedian = run.replicas.length > 1 && (place % medianEvery === 0 || place === indices.length - 1);
    return {
      x: point[x],
      epochs: point.epoch,
      shown: point[value],
      median: hasMedian ? medianAt(run, k, value) : null,
      epoch: epochMeans.get(k) ?? null,
      heldOut: point.heldOut ? point.heldOut[value] : null,
    };
  });
  const perLine = Math.floor(MAX_LIGHT_POINTS / Math.max(1, run.replicas.length));
  const others = run.replicas.flatMap((other, k) =>
    k === replica
      ? []
      : [lightLine(other.history.slice(...spanOf(other.history, x, stretch)), x, value, perLine)],
  );
  const middle = run.replicas.length > 1 ? medianLine(run, x, value, stretch) : [];
  return { rows, others, median: middle, xMax: axisEnd(run, x) };
}

/** The median of a run's replicas as one light line. */
export function medianLine(
  run: RunRecord,
  x: XAxisKey,
  value: ChartValue,
  stretch: Stretch = null,
): number[] {
  const grid = longestHistory(run);
  const [start, end] = spanOf(grid, x, stretch);
  const stride = Math.max(1, Math.ceil((end - start) / 150));
  return grid
    .slice(start, end)
    .flatMap((point, k) =>
      k % stride === 0 || k === end - start - 1 ? [point[x], medianAt(run, start + k, value)] : [],
    );
}

/** Where the points of a stretch start and end, with the one before and the one after, to which the lines go on. */
function spanOf(history: readonly HistoryPoint[], x: XAxisKey, stretch: Stretch): [number, number] {
  if (!stretch) return [0, history.length];
  const [from, to] = stretch;
  const start = history.findIndex((point) => point[x] >= from);
  const end = history.findIndex((point) => point[x] > to);
  return [
    start < 0 ? Math.max(0, history.length - 1) : Math.max(0, start - 1),
    end < 0 ? history.length : end + 1,
  ];
}

const longestHistory = (run: RunRecord): readonly HistoryPoint[] =>
  run.replicas.reduce<readonly HistoryPoint[]>(
    (longest, { history }) => (history.length > longest.length ? history : longest),
    [],
  );

/** Median over replicas at point k; one that has ended counts with its last value. */
const medianAt = (run: RunRecord, k: number, value: ChartValue): number =>
  median(run.replicas.flatMap(({ history }) => history[Math.min(k, history.length - 1)]?.[value] ?? []));

/** Training figures of whole epochs, by the index of the point that ends each; weighted by what each point covers. */
export function meansByEpoch(history: readonly HistoryPoint[], value: ChartValue): Map<number, number> {
  const means = new Map<number, number>();
  const amount = value === 'bitAccuracy' ? 'bits' : 'strings';
  let sum = 0;
  let weight = 0;
  let done = 0;
  let before = 0;
  for (const [k, point] of history.entries()) {
    sum += point[value] * (point[amount] - before);
    weight += point[amount] - before;
    before = point[amount];
    if (Math.floor(point.epoch + 1e-9) <= done) continue;
    done = Math.floor(point.epoch + 1e-9);
    if (weight > 0) means.set(k, sum / weight);
    sum = 0;
    weight = 0;
  }
  return means;
}

/** Indices of at most about `MAX_ROWS` points: the extremes of each bucket, and the kept ones as far as they fit. */
function decimate(
  history: readonly HistoryPoint[],
  value: ChartValue,
  isKept: (k: number) => boolean,
  [from, to]: readonly [number, number],
): number[] {
  const all = Array.from({ length: to - from }, (_, k) => from + k);
  if (all.length <= MAX_ROWS) return all;
  const kept = all.filter(isKept);
  const stride = Math.ceil(kept.length / (MAX_ROWS / 2));
  const chosen = new Set(kept.filter((_, place) => place % stride === 0));
  const buckets = Math.floor((MAX_ROWS - chosen.size) / 2);
  for (let bucket = 0; bucket < buckets; bucket++) {
    const start = from + Math.floor((bucket * all.length) / buckets);
    const end = from + Math.floor(((bucket + 1) * all.length) / buckets);
    let low = start;
    let high = start;
    for (let k = start; k < end; k++) {
      if (history[k]![value] < history[low]![value]) low = k;
      if (history[k]![value] > history[high]![value]) high = k;
    }
    chosen.add(low).add(high);
  }
  chosen.add(to - 1);
  return [...chosen].sort((a, b) => a - b);
}

function lightLine(
  history: readonly HistoryPoint[],
  x: XAxisKey,
  value: ChartValue,
  points: number,
): number[] {
  const stride = Math.max(1, Math.ceil(history.length / Math.max(2, Math.min(points, 200))));
  return history.flatMap((point, k) =>
    k % stride === 0 || k === history.length - 1 ? [point[x], point[value]] : [],
  );
}

/** Where the axis ends: at the end of the running epoch, so that it stands still within one. */
export function axisEnd(run: RunRecord, x: XAxisKey): number {
  const last = longestHistory(run).at(-1);
  if (!last) return 1;
  if (x === 'seconds' || last.epoch <= 0) return last[x];
  return (last[x] / last.epoch) * Math.ceil(last.epoch - 1e-9);
}

/** Where on an axis a replica stood after so many updates: between two points of its curve. */
export function placeOfUpdate(history: readonly HistoryPoint[], update: number, x: XAxisKey): number {
  if (x === 'update') return update;
  let [from, at] = [0, 0];
  for (const point of history) {
    if (point.update >= update) {
      const share = point.update > from ? (update - from) / (point.update - from) : 1;
      return at + share * (point[x] - at);
    }
    [from, at] = [point.update, point[x]];
  }
  return at;
}

/** The accuracy that the setting trains. */
export const trainedMeasure = (config: RunConfig): Measure =>
  config.supervision === 'every' ? 'bitAccuracy' : 'lastBitAccuracy';

/** The chart's rows as comma-separated values. */
export function tableCsv(rows: readonly ChartRow[], x: XAxisKey, value: ChartValue): string {
  const head = [X_AXES[x], 'epochs', `training ${value}`, 'median', `epoch ${value}`, `heldOut ${value}`];
  const lines = rows.map((row) =>
    [row.x, row.epochs, row.shown, row.median ?? '', row.epoch ?? '', row.heldOut ?? ''].join(','),
  );
  return `${[head.join(','), ...lines].join('\n')}\n`;
}
