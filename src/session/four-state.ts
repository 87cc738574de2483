/** The state of the 2x2: four settings that differ in which answers are marked and in the strings' lengths. */
import type { RunConfig } from '../training/config.ts';
import { PRESETS } from '../training/presets.ts';
import type { TrainerEvent } from '../training/protocol.ts';
import { SETTINGS, type SeedSignal, type Setting } from '../training/signal-protocol.ts';
import { appendProgress, createRun, setBack, type RunRecord } from './run-record.ts';
import { DEFAULT_LINK, type LinkState } from './link-fields.ts';
import type { Verdicts } from './verdicts.ts';

export { lossWeights, SETTINGS } from '../training/signal-protocol.ts';
export type { SeedSignal, Setting } from '../training/signal-protocol.ts';

/** What all four settings share. */
export interface FourOptions {
  readonly seeds: number;
  readonly epochs: number;
  readonly hidden: number;
}

/** Most seeds whose gradient is measured. */
const SIGNAL_SEEDS = 16;

/** The seeds whose first gradient is measured. */
export const signalSeeds = ({ seeds }: FourOptions): number[] =>
  Array.from({ length: Math.min(seeds, SIGNAL_SEEDS) }, (_, k) => k + 1);

export type FourKey = keyof FourOptions;

export const FOUR_DEFAULTS: FourOptions = { seeds: 16, epochs: 7, hidden: 1 };
export const FOUR_RANGES: Readonly<Record<FourKey, { readonly min: number; readonly max: number }>> = {
  seeds: { min: 1, max: 64 },
  epochs: { min: 1, max: 50 },
  hidden: { min: 1, max: 4 },
};

export type CellStatus = 'idle' | 'training' | 'ended' | 'stopped' | 'failed';

/** One setting and what has become of it. */
export interface FourCell {
  readonly setting: Setting;
  readonly status: CellStatus;
  readonly run: RunRecord | null;
  readonly verdicts: Verdicts;
  /** Why it failed, for the visitor. */
  readonly problem: string | null;
}

/**
 * `waiting`: the laboratory trains, and the four wait for it; `proving`: all have been trained, and their networks are
 * being decided.
 */
export type FourStatus = 'idle' | 'training' | 'waiting' | 'proving' | 'ended' | 'stopped';

export interface FourState {
  readonly options: FourOptions;
  readonly status: FourStatus;
  readonly cells: readonly FourCell[]; // in the order of SETTINGS
  /** The options that the cells were run with; null before the first run. */
  readonly ranWith: FourOptions | null;
  /** What is known of the gradient at the start, seed by seed. */
  readonly signals: readonly SeedSignal[];
  readonly signalProblem: string | null;
}

const emptyCell = (setting: Setting): FourCell => ({
  setting,
  status: 'idle',
  run: null,
  verdicts: new Map(),
  problem: null,
});

export const initialFour: FourState = {
  options: FOUR_DEFAULTS,
  status: 'idle',
  cells: SETTINGS.map(emptyCell),
  ranWith: null,
  signals: [],
  signalProblem: null,
};

export const isFourLive = (status: FourStatus): boolean =>
  status === 'training' || status === 'waiting' || status === 'proving';

/** The experiment of one setting. */
export function fourConfig({ supervision, lengths }: Setting, options: FourOptions): RunConfig {
  const { seeds, epochs, hidden } = options;
  const preset = lengths === 'fixed' ? 'openai-fixed' : 'openai-variable';
  return { ...PRESETS[preset].config, supervision, replicas: seeds, epochs, hidden };
}

/** The link that sets the laboratory to one setting. */
export function fourLink(setting: Setting, options: FourOptions): LinkState {
  const preset = setting.lengths === 'fixed' ? 'openai-fixed' : 'openai-variable';
  return { ...DEFAULT_LINK, preset, config: fourConfig(setting, options) };
}

/** A cell at the start of its run. */
export const startedCell = (setting: Setting, options: FourOptions, runId: number): FourCell => ({
  ...emptyCell(setting),
  status: 'training',
  run: createRun(runId, fourConfig(setting, options), 'auto'),
});

/** A cell after an event of its trainer; the same cell when the event changes nothing. */
export function cellAfter(cell: FourCell, event: TrainerEvent): FourCell {
  const { run } = cell;
  if (run?.id !== event.runId || cell.status !== 'training') return cell;
  switch (event.type) {
    case 'engine':
      return { ...cell, run: { ...run, engine: event.report } };
    case 'started':
      return { ...cell, run: { ...run, weights: event.weights } };
    case 'lost':
      return { ...cell, run: setBack(run), problem: `${event.message} It goes on by itself.` };
    case 'progress':
      return { ...cell, run: appendProgress(run, event) };
    case 'ended':
      return { ...cell, status: 'ended', problem: null };
    case 'failed':
      return { ...cell, status: 'failed', problem: event.message };
    case 'compiling':
    case 'paused':
    case 'resumed':
    case 'learning-rate':
    case 'memory':
    case 'guessed':
    case 'replayed':
    case 'silence':
      return cell;
    default:
      return event satisfies never;
  }
}
