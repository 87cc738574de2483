/** The table of the four settings: its shape, and how it is written for reading. */
import type { PaddedRun, Padding } from './padded.ts';

export interface SeedResult {
  readonly seed: number;
  readonly epoch: number | null;
  /** Accuracy after the last bit of the held-out strings of 50 bits. */
  readonly lastBit: number;
  readonly verdict: string;
  readonly wrongOn: string;
}

export interface SettingRow {
  readonly supervision: 'every' | 'last';
  readonly lengths: 'fixed' | 'variable';
  readonly name: string;
  readonly solved: number;
  readonly interval: { readonly low: number; readonly high: number };
  /** The independent program's successes of 16. */
  readonly elsewhere: number;
  readonly p: number;
  readonly certified: number;
  readonly wrong: number;
  readonly undecided: number;
  /** As the page draws it: medians over the seeds. */
  readonly signal: {
    readonly byLength: readonly number[];
    readonly error: readonly number[];
    readonly noise: number;
    readonly stringsNeeded: number;
  };
  readonly seeds: readonly SeedResult[];
}

export interface FourTable {
  /** Seconds from the press of the button to the last verdict. */
  readonly seconds: number;
  readonly device: string;
  readonly settings: readonly SettingRow[];
  /** A solved network that is wrong on `bits`, its weights as the link writes them. */
  readonly leak: { readonly seed: number; readonly bits: string; readonly weights: string };
  readonly padded: readonly { readonly padding: Padding; readonly seeds: readonly PaddedRun[] }[];
}

export function fourTable({ seconds, device, settings, padded }: FourTable): string {
  return `${[
    '# The four settings, 16 seeds each',
    '',
    'Written by `npm run test:long` (`e2e/four.long.ts`) from the built page in Chromium; every number is in `four.json`.',
    `${device} All four together took ${seconds} s. "Elsewhere" is an independent LSTM in C++ with the same equations`,
    "and other random numbers; p is Fisher's exact test of the two counts; the interval is Wilson's, 95 %.",
    '',
    '| setting | solved | interval | elsewhere | p | certified | wrong | undecided | epoch at which each seed was solved (– never), seeds 1 to 16 |',
    '| --- | --- | --- | --- | --- | --- | --- | --- | --- |',
    ...settings.map(settingLine),
    '',
    'What the first gradient tells of parity (`src/training/signal.ts`), medians over the same seeds; "needed" is how many',
    'strings it takes until a mean gradient has as much signal as sampling noise:',
    '',
    '| setting | length 1 | length 2 | length 3 | length 10 | length 50 | noise of 100,000 strings | needed |',
    '| --- | --- | --- | --- | --- | --- | --- | --- |',
    ...settings.map(signalLine),
    '',
    'Last step, variable length, but padded to 50 bits with zeros and no mask, looked at after bit 50:',
    '',
    '| zeros | solved | lowest and highest accuracy at the end |',
    '| --- | --- | --- |',
    ...padded.map(({ padding, seeds }) => {
      const solved = seeds.filter(({ epoch }) => epoch !== null).length;
      const accuracies = seeds.map(({ accuracy }) => accuracy);
      return `| ${padding} | ${solved}/${seeds.length} | ${Math.min(...accuracies).toFixed(4)} to ${Math.max(...accuracies).toFixed(4)} |`;
    }),
  ].join('\n')}\n`;
}

function settingLine(row: SettingRow): string {
  const { low, high } = row.interval;
  const epochs = row.seeds.map(({ epoch }) => (epoch === null ? '–' : String(Number(epoch.toFixed(2)))));
  const cells = [
    row.name,
    `${row.solved}/${row.seeds.length}`,
    `${low.toFixed(2)} to ${high.toFixed(2)}`,
    `${row.elsewhere}/16`,
    row.p.toFixed(3),
    row.certified,
    row.wrong,
    row.undecided,
    epochs.join(' '),
  ];
  return `| ${cells.join(' | ')} |`;
}

function signalLine({ name, signal }: SettingRow): string {
  const at = (t: number): string => {
    const value = signal.byLength[t - 1];
    const isBound = value < 2 * signal.error[t - 1];
    return value === 0 ? '0' : `${isBound ? '≲ ' : ''}${value.toExponential(1)}`;
  };
  const cells = [
    name,
    ...[1, 2, 3, 10, 50].map(at),
    signal.noise.toExponential(1),
    signal.stringsNeeded.toExponential(1),
  ];
  return `| ${cells.join(' | ')} |`;
}
