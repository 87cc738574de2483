/** The experiment's options as the panels see them: presets, ranges and words, without the training behind them. */
import {
  CONFIG_KEYS,
  FIELDS,
  parseField,
  seedOfReplica,
  type ConfigKey,
  type RunConfig,
} from '../training/config.ts';
import type { HistoryPoint } from '../training/history.ts';
import { PRESET_NAMES, PRESETS, presetOf } from '../training/presets.ts';
import { ENGINE_CHOICES, SPEEDS, type EngineChoice, type Speed } from '../training/protocol.ts';

export {
  CONFIG_KEYS,
  ENGINE_CHOICES,
  FIELDS,
  parseField,
  presetOf,
  PRESET_NAMES,
  PRESETS,
  seedOfReplica,
  SPEEDS,
};
export type { ConfigKey, EngineChoice, HistoryPoint, RunConfig, Speed };

/** Names of the options as the page writes them. */
export const FIELD_LABELS: Readonly<Record<ConfigKey, string>> = {
  lengths: 'String length',
  supervision: 'Supervision',
  max: 'Maximum length',
  strings: 'Strings',
  sparse: 'Sparse strings',
  hidden: 'Hidden units',
  activation: 'Activation',
  head: 'Head',
  init: 'Initial weights',
  lr: 'Learning rate',
  batch: 'Batch size',
  repeats: 'Updates per batch',
  epochs: 'Epochs',
  stop: 'Stop',
  evaluate: 'Evaluate every',
  replicas: 'Replicas',
  seed: 'Seed',
};

/** A config with one field replaced by a value that `parseField` accepted. */
export const withField = (config: RunConfig, key: ConfigKey, value: number | string): RunConfig => ({
  ...config,
  [key]: value,
});

/** The fields in which two configs differ. */
export const changedFields = (a: RunConfig, b: RunConfig): ConfigKey[] =>
  CONFIG_KEYS.filter((key) => a[key] !== b[key]);

/** A sentence for a field problem: "Hidden units is a whole number from 1 to 64." */
export const problemText = (key: ConfigKey, problem: string): string => `${FIELD_LABELS[key]} ${problem}.`;
