/** The keys of a link: what each sets, how it is read and written, and what the page calls it. */
import { paramCount } from '../lstm/params.ts';
import { CONFIG_KEYS, parseField, seedOfReplica, type RunConfig } from '../training/config.ts';
import { DEFAULT_PRESET, PRESET_NAMES, PRESETS, type PresetName } from '../training/presets.ts';
import { ENGINE_CHOICES, type EngineChoice } from '../training/protocol.ts';
import { leftOutText, readBits } from './bit-input.ts';
import { MEASURES, X_AXES, type Measure, type XAxisKey } from './chart-data.ts';
import { FIELD_LABELS, withField } from './experiment.ts';
import { FIGURE_NAMES, readFigures, type FigureName } from './figures.ts';
import { plainWord } from './link-text.ts';
import { ACT_FIGURES, presentedSlide, readSlide, slideText } from './presenting.ts';
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
  /** Figures of an embedded page; none: the whole laboratory. */
  readonly figures: readonly FigureName[];
  /** The act that the page opens at; null: it opens as the laboratory. */
  readonly act: number | null;
  /** The figure of that act, from 0, that fills the screen; null: the page is read as it stands. */
  readonly presented: number | null;
  /** The replica that is shown; null: the page chooses. */
  readonly replica: number | null;
  /** Step of the string that is looked at, from 0; null: the last. */
  readonly cursor: number | null;
  /** Updates of the moment that is looked back at; null: the newest weights. */
  readonly moment: number | null;
  /** What the curves show; null: the answers that are trained. */
  readonly measure: Measure | null;
  readonly axis: XAxisKey;
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
  figures: [],
  act: null,
  presented: null,
  replica: null,
  cursor: null,
  moment: null,
  measure: null,
  axis: 'update',
};

/** Acts of the page, counted from 0. */
export const ACTS = ACT_FIGURES.length;
/** Most units whose weights are written into a link: 6,700 characters. */
export const MAX_LINK_UNITS = 16;

/** What a field's text does to the state, what is wrong with it, or of a list both. */
export type Read =
  { readonly changes: Partial<LinkState>; readonly problem?: string } | { readonly problem: string };

export interface LinkField {
  readonly key: string;
  /** What the page calls it. */
  readonly name: string;
  read(text: string, state: LinkState): Read;
  /** The text to write; null: nothing, it is the default. */
  write(state: LinkState): string | null;
}

const isPreset = (text: string): text is PresetName => PRESET_NAMES.some((name) => name === text);
const isEngine = (text: string): text is EngineChoice => ENGINE_CHOICES.some((name) => name === text);
const wholeNumber = (text: string): number => (/^\d{1,15}$/u.test(text) ? Number(text) : Number.NaN);
const isBetween = (value: number, from: number, to: number): boolean => value >= from && value <= to;

const configFields: readonly LinkField[] = CONFIG_KEYS.map((key) => ({
  key,
  name: FIELD_LABELS[key],
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

/** In the order in which they are read: a preset sets what the keys after it override, which later ones may depend on. */
export const LINK_FIELDS: readonly LinkField[] = [
  {
    key: 'v',
    name: 'The version',
    read: (text) => (text === '1' ? { changes: {} } : { problem: 'is 1, the only version there is' }),
    write: () => '1',
  },
  {
    key: 'preset',
    name: 'Preset',
    read: (text) =>
      isPreset(text)
        ? { changes: { preset: text, config: PRESETS[text].config } }
        : { problem: `is one of: ${PRESET_NAMES.join(', ')}` },
    write: (state) => state.preset,
  },
  ...configFields,
  {
    key: 'engine',
    name: 'Engine',
    read: (text) =>
      isEngine(text) ? { changes: { engine: text } } : { problem: `is one of: ${ENGINE_CHOICES.join(', ')}` },
    write: ({ engine }) => (engine === 'auto' ? null : engine),
  },
  {
    key: 'kernel',
    name: 'Kernel',
    read: (text) =>
      /^[a-z0-9-]{1,40}$/u.test(text)
        ? { changes: { kernel: text } }
        : { problem: 'is a name of small letters, digits and hyphens' },
    write: ({ kernel }) => kernel,
  },
  {
    key: 'bits',
    name: 'Bit string',
    read(text) {
      const read = readBits(text);
      const problem = leftOutText({ ...read, isDoubtful: false });
      return problem
        ? { problem: `is made of 0 and 1 only (${problem.slice(0, -1)})` }
        : { changes: { bits: read.bits } };
    },
    write: ({ bits }) => (bits === DEFAULT_BITS ? null : bits),
  },
  {
    key: 'start',
    name: 'Training at once',
    read: (text) =>
      text === '1' || text === '0' ? { changes: { start: text === '1' } } : { problem: 'is 1 or 0' },
    write: ({ start }) => (start ? '1' : null),
  },
  {
    key: 'weights',
    name: 'Weights',
    read(text, { config }) {
      const result = parseWeights(text, paramCount(config.hidden));
      return 'problem' in result ? result : { changes: { weights: result.params } };
    },
    write: ({ weights }) => weights && formatWeights(weights),
  },
  {
    key: 'embed',
    name: 'Embedding',
    read: readEmbed,
    write: ({ embed, figures }) => (embed ? figures.join(',') || '1' : null),
  },
  {
    key: 'act',
    name: 'Act',
    read: (text) =>
      /^\d$/u.test(text) && Number(text) < ACTS
        ? { changes: { act: Number(text) } }
        : { problem: `is a whole number from 0 to ${ACTS - 1}` },
    // the figure that is presented says which act it is of
    write: ({ act, presented }) => (act === null || presented !== null ? null : String(act)),
  },
  {
    key: 'present',
    name: 'Presented act',
    read(text) {
      const slide = readSlide(text);
      return slide
        ? { changes: { act: slide.act, presented: slide.figure } }
        : { problem: `is a whole number from 0 to ${ACTS - 1}, or as 3.2 the second figure of an act` };
    },
    write(state) {
      const slide = presentedSlide(state);
      return slide && slideText(slide);
    },
  },
  {
    key: 'shown',
    name: 'Shown seed',
    read: readShown,
    write: ({ replica, config }) => (replica === null ? null : String(seedOfReplica(config, replica))),
  },
  {
    key: 'step',
    name: 'Step of the string',
    read(text, { bits }) {
      if (bits === '') return { problem: 'cannot be chosen, as there are no bits' };
      const step = wholeNumber(text);
      return isBetween(step, 1, bits.length)
        ? { changes: { cursor: step === bits.length ? null : step - 1 } }
        : { problem: `is a whole number from 1 to ${bits.length}` };
    },
    write: ({ cursor }) => (cursor === null ? null : String(cursor + 1)),
  },
  {
    key: 'moment',
    name: 'Timeline',
    read: (text) =>
      isBetween(wholeNumber(text), 0, Infinity)
        ? { changes: { moment: Number(text) } }
        : { problem: 'is a whole number of updates' },
    write: ({ moment }) => (moment === null ? null : String(moment)),
  },
  {
    key: 'measure',
    name: 'Accuracy of',
    read: (text) => readWord(text, MEASURES, (measure) => ({ measure })),
    write: ({ measure }) => measure && plainWord(MEASURES[measure]),
  },
  {
    key: 'axis',
    name: 'Axis of the curves',
    read: (text) => readWord(text, X_AXES, (axis) => ({ axis })),
    write: ({ axis }) => (axis === DEFAULT_LINK.axis ? null : X_AXES[axis]),
  },
];

/** `1`: the laboratory, `0`: not embedded, or a list of figures, of which those that there are count. */
function readEmbed(text: string): Read {
  if (text === '1' || text === '0') return { changes: { embed: text === '1', figures: [] } };
  const { known, unknown } = readFigures(text.split(/[,\s]+/u).map(plainWord));
  const changes = { embed: true, figures: known };
  if (unknown.length === 0) return { changes };
  const problem = `knows no figure ${unknown.map((name) => `"${name.slice(0, 20)}"`).join(', ')}, but ${FIGURE_NAMES.join(', ')}`;
  return known.length === 0 ? { changes, problem: `${problem}. All are shown` } : { changes, problem };
}

/** A replica by its seed; seeds begin anew after the largest. */
function readShown(text: string, { config }: LinkState): Read {
  const seed = wholeNumber(text);
  const replica = Array.from({ length: config.replicas }, (_, k) => k).find(
    (k) => seedOfReplica(config, k) === seed,
  );
  if (replica !== undefined) return { changes: { replica } };
  const [first, last] = [seedOfReplica(config, 0), seedOfReplica(config, config.replicas - 1)];
  return { problem: first === last ? `is ${first}, the only one` : `is one of ${first} to ${last}` };
}

/** A choice by its word on the page. */
function readWord<Key extends string>(
  text: string,
  words: Readonly<Record<Key, string>>,
  changes: (key: Key) => Partial<LinkState>,
): Read {
  const key = (Object.keys(words) as Key[]).find((known) => plainWord(words[known]) === text);
  if (key !== undefined) return { changes: changes(key) };
  return { problem: `is one of: ${Object.values<string>(words).map(plainWord).join(', ')}` };
}
