/**
 * The page's state as a link: `#v=1&key=value...`. One table drives reading and writing. Unknown keys are ignored;
 * a bad value falls back to its default and is named.
 */
import { paramCount } from '../lstm/params.ts';
import { CONFIG_KEYS, parseField, type RunConfig } from '../training/config.ts';
import { DEFAULT_PRESET, PRESET_NAMES, PRESETS, type PresetName } from '../training/presets.ts';
import { ENGINE_CHOICES, type EngineChoice } from '../training/protocol.ts';
import { leftOutText, readBits } from './bit-input.ts';
import { withField } from './experiment.ts';
import { plainWord, readLinkText, withoutMarks, type LinkTexts } from './link-text.ts';
import { DEFAULT_BITS } from './state.ts';
import { formatWeights, parseWeights } from './weights-text.ts';

export interface LinkState {
  readonly preset: PresetName;
  readonly config: RunConfig;
  readonly engine: EngineChoice;
  readonly kernel: string | null;
  readonly bits: string;
  /** Train at once. */
  readonly start: boolean;
  /** A network to answer with, of the config's shape; written whatever its size. */
  readonly weights: Float32Array | null;
  readonly embed: boolean;
  /** The act that the page opens at; null: it opens as the laboratory. */
  readonly act: number | null;
}

export const DEFAULT_LINK: LinkState = {
  preset: DEFAULT_PRESET,
  config: PRESETS[DEFAULT_PRESET].config,
  engine: 'auto',
  kernel: null,
  bits: DEFAULT_BITS,
  start: false,
  weights: null,
  embed: false,
  act: null,
};

/** Acts of the page, counted from 0. */
export const ACTS = 8;
/** Longest link that is read; longer ones are not looked at. */
export const MAX_LINK_LENGTH = 32_768;
/** Most units whose weights are written into a link: 6,700 characters. */
export const MAX_LINK_UNITS = 16;

/** What a field's text does to the state, or what is wrong with it. */
type Read = { readonly changes: Partial<LinkState> } | { readonly problem: string };

interface LinkField {
  readonly key: string;
  read(text: string, state: LinkState): Read;
  /** The text to write; null: nothing, it is the default. */
  write(state: LinkState): string | null;
}

const isPreset = (text: string): text is PresetName => PRESET_NAMES.some((name) => name === text);
const isEngine = (text: string): text is EngineChoice => ENGINE_CHOICES.some((name) => name === text);
const flag = (key: 'start' | 'embed'): LinkField => ({
  key,
  read: (text) =>
    text === '1' || text === '0' ? { changes: { [key]: text === '1' } } : { problem: 'is 1 or 0' },
  write: (state) => (state[key] ? '1' : null),
});

const configFields: readonly LinkField[] = CONFIG_KEYS.map((key) => ({
  key,
  read(text, { config }) {
    const result = parseField(key, text);
    return result.ok
      ? { changes: { config: withField(config, key, result.value) } }
      : { problem: result.problem };
  },
  write: ({ config, preset }) => {
    const presetConfig: RunConfig = PRESETS[preset].config;
    return config[key] === presetConfig[key] ? null : String(config[key]);
  },
}));

/** In the order in which they are read: a preset sets what the keys after it override. */
const LINK_FIELDS: readonly LinkField[] = [
  {
    key: 'v',
    read: (text) => (text === '1' ? { changes: {} } : { problem: 'is 1, the only version there is' }),
    write: () => '1',
  },
  {
    key: 'preset',
    read: (text) =>
      isPreset(text)
        ? { changes: { preset: text, config: PRESETS[text].config } }
        : { problem: `is one of: ${PRESET_NAMES.join(', ')}` },
    write: (state) => state.preset,
  },
  ...configFields,
  {
    key: 'engine',
    read: (text) =>
      isEngine(text) ? { changes: { engine: text } } : { problem: `is one of: ${ENGINE_CHOICES.join(', ')}` },
    write: ({ engine }) => (engine === 'auto' ? null : engine),
  },
  {
    key: 'kernel',
    read: (text) =>
      /^[a-z0-9-]{1,40}$/u.test(text)
        ? { changes: { kernel: text } }
        : { problem: 'is a name of small letters, digits and hyphens' },
    write: ({ kernel }) => kernel,
  },
  {
    key: 'bits',
    read(text) {
      const read = readBits(text);
      const problem = leftOutText({ ...read, isDoubtful: false });
      return problem
        ? { problem: `is made of 0 and 1 only (${problem.slice(0, -1)})` }
        : { changes: { bits: read.bits } };
    },
    write: ({ bits }) => (bits === DEFAULT_BITS ? null : bits),
  },
  flag('start'),
  {
    key: 'weights',
    read(text, { config }) {
      const result = parseWeights(text, paramCount(config.hidden));
      return 'problem' in result ? result : { changes: { weights: result.params } };
    },
    write: ({ weights }) => weights && formatWeights(weights),
  },
  flag('embed'),
  {
    key: 'act',
    read: (text) =>
      /^\d$/u.test(text) && Number(text) < ACTS
        ? { changes: { act: Number(text) } }
        : { problem: `is a whole number from 0 to ${ACTS - 1}` },
    write: ({ act }) => (act === null ? null : String(act)),
  },
];

/** Keys that links know. */
export const LINK_KEYS: readonly string[] = LINK_FIELDS.map(({ key }) => key);

export interface ReadLink {
  readonly state: LinkState;
  /** Sentences that name what was not understood. */
  readonly problems: readonly string[];
  /** Whether there was anything of a link; a page's own anchors are none. */
  readonly isLink: boolean;
}

/** Reads a location hash, or a query that holds a link's keys. */
export function parseLink(text: string): ReadLink {
  if (text.length > MAX_LINK_LENGTH)
    return {
      state: DEFAULT_LINK,
      problems: ['The link is too long, so nothing of it was used.'],
      isLink: true,
    };
  const texts = readLinkText(text, LINK_KEYS);
  const problems: string[] = [];
  let state = DEFAULT_LINK;
  for (const field of LINK_FIELDS) {
    const value = texts.values.get(field.key);
    if (value === undefined) continue;
    const read = readValue(field, value, { state, isInCapitals: texts.inCapitals.has(field.key) });
    if ('problem' in read) problems.push(`"${field.key}" ${read.problem}. The default is used instead.`);
    else state = { ...state, ...read.changes };
  }
  const isLink = texts.values.size > 0;
  if (isLink) problems.push(...missingParts(texts));
  else if (namesKey(text)) problems.push('Nothing of the link could be read, so all of it is as usual.');
  return { state, problems, isLink };
}

interface ValueContext {
  readonly state: LinkState;
  readonly isInCapitals: boolean;
}

/** A value as it stands; where that is none, without the marks around it, and as a word of the link. */
function readValue(field: LinkField, value: string | null, { state, isInCapitals }: ValueContext): Read {
  if (value === null) return { problem: 'is not readable text' };
  if (field.key === 'weights' && isInCapitals)
    return { problem: 'may have lost its small letters, as the key has' };
  const asItStands = field.read(value, state);
  if (!('problem' in asItStands)) return asItStands;
  const bare = withoutMarks(value);
  const isWord = field.key !== 'weights' && field.key !== 'bits';
  for (const repaired of isWord ? [bare, plainWord(bare)] : [bare]) {
    const read = field.read(repaired, state);
    if (!('problem' in read)) return read;
  }
  return asItStands;
}

function missingParts({ bare, isCut }: LinkTexts): string[] {
  const keys = bare.map((key) => `"${key.slice(0, 20)}" has no value. The default is used instead.`);
  return isCut ? [...keys, 'The link ends in dots: what stood there is missing.'] : keys;
}

/** Whether a text that is no link was perhaps one. */
const namesKey = (text: string): boolean =>
  LINK_KEYS.some((key) => new RegExp(`(?:^|[^a-z])${key}\\s*(?:[:|>]|%3A)`, 'iu').test(text));

/** The hash that `parseLink` reads back as the same state. */
export function formatLink(state: LinkState): string {
  const parts = LINK_FIELDS.flatMap((field) => {
    const text = field.write(state);
    return text === null ? [] : [`${field.key}=${encodeURIComponent(text).replaceAll('%2C', ',')}`];
  });
  return `#${parts.join('&')}`;
}
