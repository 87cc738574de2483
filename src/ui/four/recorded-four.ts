/** What the four settings came to when they were recorded: shown at rest, and beside a visitor's own runs. */
import { wilsonInterval } from '../../parity/proportion.ts';
import type { FourOptions, FourState, Setting } from '../../session/four-state.ts';
import type { CellSummary, SmallLines } from './four-data.ts';
// written from the committed table, and held to it, by `e2e/measured.test.ts`
import recorded from './recorded.json' with { type: 'json' };

export interface RecordedCell {
  readonly summary: CellSummary;
  /** A dot for each seed, where it had passed; curves were not recorded. */
  readonly lines: SmallLines;
}

/** Whether it was recorded with these options. */
const isRecordedWith = ({ seeds, epochs, hidden }: FourOptions): boolean =>
  seeds === recorded.seeds && epochs === recorded.epochs && hidden === recorded.hidden;

/** One setting as it was recorded; null: not with these options. */
export function recordedCell({ supervision, lengths }: Setting, options: FourOptions): RecordedCell | null {
  const found = recorded.settings.find((one) => one.supervision === supervision && one.lengths === lengths);
  if (!found || !isRecordedWith(options)) return null;
  const { certified, wrong, undecided, solvedAtEpoch } = found;
  const epochs = solvedAtEpoch.flatMap((epoch) => (epoch === null ? [] : [epoch]));
  const [solved, of] = [epochs.length, solvedAtEpoch.length];
  return {
    summary: { solved, certified, wrong, undecided, of, interval: wilsonInterval(solved, of) },
    lines: { seeds: [], median: [], solvedAt: epochs.map((epoch) => epoch / recorded.epochs) },
  };
}

/**
 * How a visitor's own four, all ended, stand beside the recorded ones: reproduced where each recorded rate lies within
 * the interval of the own one. Null: they were run with other options, or one has not ended.
 */
export function reproduction({ cells, ranWith }: Pick<FourState, 'cells' | 'ranWith'>): string | null {
  const pairs = cells.flatMap(({ setting, run, status }) => {
    const there = ranWith && recordedCell(setting, ranWith)?.summary;
    if (!there || !run || status !== 'ended') return [];
    const own = wilsonInterval(run.solvedAt.filter((update) => update !== null).length, run.replicas.length);
    const rate = there.solved / there.of;
    return [{ solved: there.solved, isSame: own.low <= rate && rate <= own.high }];
  });
  if (pairs.length < cells.length) return null;
  const counts = pairs.map(({ solved }) => solved);
  const words = `${counts.slice(0, -1).join(', ')} and ${counts.at(-1) ?? 0} of ${recorded.seeds}`;
  return pairs.every(({ isSame }) => isSame)
    ? `You have reproduced what was recorded: ${words}.`
    : `Recorded was something else: ${words}.`;
}
