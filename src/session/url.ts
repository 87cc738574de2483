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
  /** A network to answer with, of the config's shape. */
  readonly weights: Float32Array | null;
  readonly embed: boolean;
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
};

/** Longest link that is read; longer ones are not looked at. */
export const MAX_LINK_LENGTH = 32_768;
/** Most units whose weights are written into a link. */
export const MAX_LINK_UNITS = 8;

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
    write: ({ weights, config }) =>
      weights && config.hidden <= MAX_LINK_UNITS ? formatWeights(weights) : null,
  },
  flag('embed'),
];

/** Reads a location hash; problems name the keys whose values were not understood. */
export function parseLink(hash: string): { readonly state: LinkState; readonly problems: readonly string[] } {
  if (hash.length > MAX_LINK_LENGTH)
    return { state: DEFAULT_LINK, problems: ['The link is too long, so nothing of it was used.'] };
  const texts = splitHash(hash);
  const problems: string[] = [];
  let state = DEFAULT_LINK;
  for (const field of LINK_FIELDS) {
    const text = texts.get(field.key);
    if (text === undefined) continue;
    const read = text === null ? { problem: 'is not readable text' } : field.read(text, state);
    if ('problem' in read) problems.push(`"${field.key}" ${read.problem}. The default is used instead.`);
    else state = { ...state, ...read.changes };
  }
  return { state, problems };
}

/** Key and decoded value of each part; null where the percent signs do not decode. A repeated key's first counts. */
function splitHash(hash: string): Map<string, string | null> {
  const texts = new Map<string, string | null>();
  for (const part of hash.replace(/^#/u, '').split('&')) {
    const at = part.indexOf('=');
    if (at <= 0) continue;
    const key = part.slice(0, at);
    if (!texts.has(key)) texts.set(key, decode(part.slice(at + 1)));
  }
  return texts;
}

function decode(text: string): string | null {
  try {
    return decodeURIComponent(text);
  } catch {
    return null;
  }
}

/** The hash that `parseLink` reads back as the same state. */
export function formatLink(state: LinkState): string {
  const parts = LINK_FIELDS.flatMap((field) => {
    const text = field.write(state);
    return text === null ? [] : [`${field.key}=${encodeURIComponent(text).replaceAll('%2C', ',')}`];
  });
  return `#${parts.join('&')}`;
}
