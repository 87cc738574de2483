/** The experiments that the page offers by name. */
import type { RunConfig } from './config.ts';

export interface Preset {
  readonly label: string;
  /** What is asked: the strings, and which of their answers are marked. */
  readonly asks: string;
  /** One sentence on what to expect. */
  readonly expectation: string;
  readonly config: RunConfig;
}

const notebook = {
  supervision: 'every',
  max: 50,
  sparse: 0,
  hidden: 1,
  activation: 'hard-sigmoid',
  head: 'double-softmax',
  init: 'glorot-normal',
  lr: 0.001,
  stop: 'budget',
  replicas: 8,
  seed: 1,
} as const;

const openai = {
  supervision: 'last',
  max: 50,
  strings: 100_000,
  sparse: 0,
  hidden: 1,
  activation: 'sigmoid',
  head: 'softmax',
  init: 'glorot-normal',
  lr: 0.01,
  batch: 128,
  repeats: 1,
  epochs: 7,
  stop: 'solved',
  evaluate: 0,
  replicas: 8,
  seed: 1,
} as const;

export const PRESETS = {
  'notebook-1': {
    label: 'Notebook, test 1',
    asks: '50 bits, every answer marked',
    expectation:
      'A label at every step of 100,000 strings of 50 bits: most seeds solve it, in 3 to 7 epochs.',
    config: {
      ...notebook,
      lengths: 'fixed',
      strings: 100_000,
      batch: 128,
      repeats: 1,
      epochs: 8,
      evaluate: 0,
    },
  },
  'notebook-2': {
    label: 'Notebook, test 2',
    asks: '1 to 50 bits, every answer marked',
    expectation: 'Strings of 1 to 50 bits one at a time, five updates on each: most seeds solve it.',
    config: {
      ...notebook,
      lengths: 'variable',
      strings: 10_000,
      batch: 1,
      repeats: 5,
      epochs: 1,
      evaluate: 2000,
    },
  },
  'openai-fixed': {
    label: 'OpenAI, fixed length',
    asks: '50 bits, the last answer marked',
    expectation:
      'Only the answer after bit 50 is marked: the signal vanishes with length and no seed learns.',
    config: { ...openai, lengths: 'fixed' },
  },
  'openai-variable': {
    label: 'OpenAI, variable length',
    asks: '1 to 50 bits, the last answer marked',
    expectation:
      'The answer after the last bit of 1 to 50: short strings teach the rule and most seeds learn it.',
    config: { ...openai, lengths: 'variable' },
  },
  latch: {
    label: 'Latch',
    asks: '1 to 50 bits, half of the strings sparse',
    expectation:
      'Variable length, half of the strings with few ones or few zeros: nearly every seed learns, and two of three are proved right.',
    config: { ...openai, lengths: 'variable', sparse: 0.5 },
  },
} as const satisfies Record<string, Preset>;

export type PresetName = keyof typeof PRESETS;
export const PRESET_NAMES = Object.keys(PRESETS) as readonly PresetName[];
export const DEFAULT_PRESET: PresetName = 'notebook-1';

/** The preset whose every key equals the config's, if there is one. */
export function presetOf(config: RunConfig): PresetName | null {
  const matches = (name: PresetName): boolean => {
    const preset: RunConfig = PRESETS[name].config;
    return (Object.keys(preset) as (keyof RunConfig)[]).every((key) => preset[key] === config[key]);
  };
  return PRESET_NAMES.find(matches) ?? null;
}
