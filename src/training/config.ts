/** The experiment: every option of a run, in one table that the link, the presets and the page all read. */
import type { Initializer } from '../lstm/initializers.ts';
import { MAX_HIDDEN, type Activation, type Head, type Supervision } from '../lstm/params.ts';
import { MAX_STRING_BITS } from '../parity/bits.ts';
import { readNumber } from './number-text.ts';

export type Lengths = 'fixed' | 'variable';
export type StopRule = 'solved' | 'budget';

/** A whole experiment, under the names of the link's keys. */
export interface RunConfig {
  readonly lengths: Lengths;
  readonly supervision: Supervision;
  /** Length of fixed strings, longest of variable ones. */
  readonly max: number;
  readonly strings: number;
  readonly sparse: number;
  readonly hidden: number;
  readonly activation: Activation;
  readonly head: Head;
  readonly init: Initializer;
  readonly lr: number;
  readonly batch: number;
  readonly repeats: number;
  readonly epochs: number;
  readonly stop: StopRule;
  /** Training strings between evaluations; 0: at the end of each epoch only. */
  readonly evaluate: number;
  readonly replicas: number;
  readonly seed: number;
}

export type ConfigKey = keyof RunConfig;

/** A number in a closed range, or one of a few words. */
export type FieldSpec =
  | { readonly kind: 'number'; readonly min: number; readonly max: number; readonly integer: boolean }
  | { readonly kind: 'choice'; readonly choices: readonly string[] };

const integer = (min: number, max: number): FieldSpec => ({ kind: 'number', min, max, integer: true });
const real = (min: number, max: number): FieldSpec => ({ kind: 'number', min, max, integer: false });
const choice = (...choices: string[]): FieldSpec => ({ kind: 'choice', choices });

/** What each key of the link may hold. */
export const FIELDS: Readonly<Record<ConfigKey, FieldSpec>> = {
  lengths: choice('fixed', 'variable'),
  supervision: choice('every', 'last'),
  max: integer(1, MAX_STRING_BITS),
  strings: integer(1, 1_000_000),
  sparse: real(0, 1),
  hidden: integer(1, MAX_HIDDEN),
  activation: choice('sigmoid', 'hard-sigmoid'),
  head: choice('softmax', 'double-softmax'),
  init: choice('glorot-normal', 'glorot-uniform'),
  lr: real(0.000001, 1),
  batch: integer(1, 1024),
  repeats: integer(1, 100),
  epochs: integer(1, 1000),
  stop: choice('solved', 'budget'),
  evaluate: integer(0, 1_000_000),
  replicas: integer(1, 256),
  seed: integer(1, 2_147_483_647),
};

/**
 * What a key meant before it existed, in files that were written without it: a key that comes later is added here with
 * what the page did until then, which its presets say too. The keys of the first version have no entry.
 */
export const MEANT_BEFORE: Readonly<Partial<RunConfig>> = {};

export const CONFIG_KEYS = Object.keys(FIELDS) as readonly ConfigKey[];

/** A value read from text, or what is wrong with it in plain words. */
export type FieldResult =
  { readonly ok: true; readonly value: number | string } | { readonly ok: false; readonly problem: string };

/** Reads one field from text; the problem names what is allowed, or the two numbers that were meant perhaps. */
export function parseField(key: ConfigKey, text: string): FieldResult {
  const field = FIELDS[key];
  if (field.kind === 'choice') {
    if (field.choices.includes(text)) return { ok: true, value: text };
    return { ok: false, problem: `is one of: ${field.choices.join(', ')}` };
  }
  const reading = readNumber(text, field);
  if (reading === null) return { ok: false, problem: rangeText(field) };
  if ('either' in reading) return { ok: false, problem: eitherText(text, reading.either) };
  const { value } = reading;
  const isAllowed = value >= field.min && value <= field.max && (!field.integer || Number.isInteger(value));
  return isAllowed ? { ok: true, value } : { ok: false, problem: rangeText(field) };
}

const formatBound = (bound: number): string => bound.toLocaleString('en', { maximumFractionDigits: 6 });

function rangeText(field: FieldSpec & { kind: 'number' }): string {
  return `is ${field.integer ? 'a whole number' : 'a number'} from ${formatBound(field.min)} to ${formatBound(field.max)}`;
}

/** Asks for the number in a spelling that means one thing. */
const eitherText = (text: string, [grouped, decimal]: readonly [number, number]): string =>
  `${text.trim()} may mean ${grouped} or ${decimal}: write one of these`;

/** The seed of one replica: replica k of seed s is exactly the run of seed s + k, from 1 again after the last. */
export const seedOfReplica = (config: Pick<RunConfig, 'seed'>, replica: number): number =>
  ((config.seed - 1 + replica) % 2_147_483_647) + 1;

/** Seeds of a run's replicas. */
export const replicaSeeds = (config: Pick<RunConfig, 'seed' | 'replicas'>): number[] =>
  Array.from({ length: config.replicas }, (_, k) => seedOfReplica(config, k));
