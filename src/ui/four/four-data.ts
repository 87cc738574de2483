/** What the 2x2 draws and tabulates, computed from its cells. */
import { median } from '../../parity/median.ts';
import { wilsonInterval, type RateInterval } from '../../parity/proportion.ts';
import type { FourCell, SeedSignal, Setting } from '../../session/four-state.ts';
import { lossWeights, SETTINGS } from '../../session/four-state.ts';
import { newestHeldOut, type RunRecord } from '../../session/run-record.ts';
import { countVerdicts, judgeReplica, type VerdictCounts } from '../../session/verdicts.ts';
import { medianLine, trainedMeasure } from '../../session/chart-data.ts';

/** A setting in words: "Every step, fixed length". */
export const settingName = ({ supervision, lengths }: Setting): string =>
  `${supervision === 'every' ? 'Every step' : 'Last step'}, ${lengths} length`;

export interface CellSummary extends VerdictCounts {
  readonly of: number;
  /** Of the success rate; null until every seed has had its chance. */
  readonly interval: RateInterval | null;
}

export function cellSummary({ run, verdicts, status }: FourCell): CellSummary {
  const counts = countVerdicts(run, verdicts);
  const of = run?.config.replicas ?? 0;
  return { ...counts, of, interval: status === 'ended' ? wilsonInterval(counts.solved, of) : null };
}

/** Lines over the share of the budget, `x0, y0, x1, y1, ...`, of training accuracy. */
export interface SmallLines {
  readonly seeds: readonly (readonly number[])[];
  readonly median: readonly number[];
  /** Where each solved seed ended, on the accuracy of 1. */
  readonly solvedAt: readonly number[];
}

/** Points of one seed's line. */
const LINE_POINTS = 80;

export function smallLines(run: RunRecord): SmallLines {
  const { epochs } = run.config;
  const measure = trainedMeasure(run.config);
  const perEpoch = run.epoch > 0 ? run.update / run.epoch : 1;
  const share = (update: number): number => update / perEpoch / epochs;
  const seeds = run.replicas.map(({ history }) => {
    const stride = Math.max(1, Math.ceil(history.length / LINE_POINTS));
    return history.flatMap((point, k) =>
      k % stride === 0 || k === history.length - 1 ? [point.epoch / epochs, point[measure]] : [],
    );
  });
  const line = medianLine(run, 'update', measure);
  return {
    seeds,
    median: line.map((value, k) => (k % 2 === 0 ? share(value) : value)),
    solvedAt: run.solvedAt.flatMap((update) => (update === null ? [] : [share(update)])),
  };
}

/** One setting's part of the gradient, medians over seeds; entry t - 1 is length t. */
export interface SignalView {
  /** Norm of `w_t s_t`. */
  readonly byLength: readonly number[];
  /** Standard error of the estimate. */
  readonly error: readonly number[];
  /** Sampling noise of the mean gradient over `strings` strings, along the signal. */
  readonly noise: number;
  /** Strings whose mean gradient has as much noise as signal. */
  readonly stringsNeeded: number;
}

export function signalView(
  signals: readonly SeedSignal[],
  setting: Setting,
  { max, strings }: { readonly max: number; readonly strings: number },
): SignalView | null {
  if (signals.length === 0) return null;
  const index = SETTINGS.findIndex(
    ({ supervision, lengths }) => supervision === setting.supervision && lengths === setting.lengths,
  );
  const weights = lossWeights(setting, max);
  const own = signals.flatMap(({ settings }) => settings[index] ?? []);
  return {
    byLength: weights.map((weight, t) => weight * median(signals.map(({ byLength }) => byLength[t] ?? 0))),
    error: weights.map((weight, t) => weight * median(signals.map(({ error }) => error[t] ?? 0))),
    noise: median(own.map(({ spread }) => spread)) / Math.sqrt(strings),
    stringsNeeded: median(own.map(({ spread, signal }) => (spread / signal) ** 2)),
  };
}

/** One seed of one setting. */
export interface SeedRow {
  readonly supervision: string;
  readonly lengths: string;
  readonly seed: number;
  readonly status: FourCell['status'];
  /** Epoch after which it was solved; null: not. */
  readonly epoch: number | null;
  readonly lastBitAccuracy: number | null;
  readonly verdict: string;
  /** The string that it gets wrong. */
  readonly wrongOn: string;
  readonly engine: string;
}

export function seedRows(cells: readonly FourCell[]): SeedRow[] {
  return cells.flatMap(({ setting, run, verdicts, status }) =>
    (run?.replicas ?? []).map((record, replica): SeedRow => {
      const solvedAt = run?.solvedAt[replica] ?? null;
      const point = newestHeldOut(record);
      const judgement = run && judgeReplica(run, replica, verdicts);
      return {
        ...setting,
        seed: record.seed,
        status,
        epoch: solvedAt !== null && run && run.update > 0 ? (solvedAt / run.update) * run.epoch : null,
        lastBitAccuracy: point?.heldOut?.lastBitAccuracy ?? null,
        verdict: judgement?.verdict ?? 'pending',
        wrongOn: judgement?.outcome?.verdict === 'wrong' ? judgement.outcome.bits : '',
        engine: run?.engine?.name ?? '',
      };
    }),
  );
}

const csv = (head: readonly string[], rows: readonly (readonly unknown[])[]): string =>
  `${[head, ...rows].map((row) => row.join(',')).join('\n')}\n`;

export function seedsCsv(cells: readonly FourCell[]): string {
  const head = [
    'supervision',
    'lengths',
    'seed',
    'run',
    'solvedAtEpoch',
    'heldOutLastBit',
    'verdict',
    'wrongOn',
    'engine',
  ];
  const rows = seedRows(cells).map((row) => [
    row.supervision,
    row.lengths,
    row.seed,
    row.status,
    row.epoch ?? '',
    row.lastBitAccuracy ?? '',
    row.verdict,
    row.wrongOn,
    row.engine,
  ]);
  return csv(head, rows);
}

/** The signal of each length as measured, and its share of each setting's loss. */
export function signalCsv(signals: readonly SeedSignal[], max: number): string {
  const head = [
    'seed',
    'length',
    'signal',
    'standardError',
    ...SETTINGS.map((setting) => `weight ${settingName(setting).replace(',', '')}`),
  ];
  const weights = SETTINGS.map((setting) => lossWeights(setting, max));
  const rows = signals.flatMap(({ seed, byLength, error }) =>
    byLength.map((signal, t) => [seed, t + 1, signal, error[t], ...weights.map((weight) => weight[t])]),
  );
  return csv(head, rows);
}
