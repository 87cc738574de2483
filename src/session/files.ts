/** Opening run and weights files, whoever wrote them. Nothing is believed before it is checked. */
import * as v from 'valibot';
import type { ModelSpec } from '../lstm/params.ts';
import { paramCount, paramLayout, PARAM_NAMES, type ParamName } from '../lstm/params.ts';
import { CONFIG_KEYS, MEANT_BEFORE, parseField, replicaSeeds, type RunConfig } from '../training/config.ts';
import type { HistoryPoint } from '../training/history.ts';
import { counted } from './counted.ts';
import { withField } from './experiment.ts';
import { specOf, type OpenedNetwork } from './network.ts';
import { header, runSchema, weightsArrays, weightsHeader } from './file-schema.ts';
import { repairFromFile, type RepairInFile } from './repair-file.ts';
import type { RepairRecord } from './repair-record.ts';
import { MAX_FILE_BYTES, TOO_LARGE } from './run-file.ts';
import { createRun, solvedUpdates, type RunRecord } from './run-record.ts';
import { initialState } from './state.ts';

/** What a readable file holds. */
export type OpenedFile =
  | { readonly kind: 'weights'; readonly network: OpenedNetwork }
  | { readonly kind: 'run'; readonly run: RunRecord };

export type FileResult =
  | { readonly ok: true; readonly file: OpenedFile }
  | { readonly ok: false; readonly problems: readonly string[] };

/** Most problems that are named; a broken file may have thousands. */
const MAX_PROBLEMS = 6;
/** Longest texts that are shown: of a problem, of where it lies, of an engine's name. */
const LONGEST_PROBLEM = 160;
const LONGEST_PLACE = 80;
const LONGEST_NAME = 300;
const clipped = (long: string, length: number): string =>
  long.length > length ? `${long.slice(0, length - 1)}…` : long;

/** Thrown inside this file only: the problems of a file. */
class FileProblems extends Error {
  readonly problems: readonly string[];

  constructor(problems: readonly string[]) {
    super(problems.join(' '));
    this.problems = problems;
  }
}

/** Reads a run or weights file's text. */
export function parseFile(text: string, name: string): FileResult {
  try {
    return { ok: true, file: readFile(parseJson(text), name) };
  } catch (error) {
    if (error instanceof FileProblems) return { ok: false, problems: error.problems };
    throw error;
  }
}

function parseJson(text: string): unknown {
  if (text.length > MAX_FILE_BYTES) throw new FileProblems([TOO_LARGE]);
  try {
    return JSON.parse(text);
  } catch {
    throw new FileProblems(['The file is not JSON.']);
  }
}

function readFile(json: unknown, name: string): OpenedFile {
  const isCertificate = v.safeParse(v.object({ format: v.literal('latch-certificate') }), json).success;
  if (isCertificate)
    throw new FileProblems([
      'The file is a certificate: it is checked by itself. Open the weights in it instead.',
    ]);
  const { format } = check(header, json, '');
  if (format === 'latch-weights')
    return { kind: 'weights', network: { ...readWeights(json, ''), source: name } };
  if (format === 'latch-run') return { kind: 'run', run: readRun(json) };
  throw new FileProblems([`format: "${format.slice(0, 40)}" is neither "latch-run" nor "latch-weights".`]);
}

function check<Schema extends v.GenericSchema>(
  schema: Schema,
  input: unknown,
  path: string,
): v.InferOutput<Schema> {
  const result = v.safeParse(schema, input);
  if (result.success) return result.output;
  const named = result.issues.slice(0, MAX_PROBLEMS).map((issue) => {
    const at = [path, v.getDotPath(issue)].filter(Boolean).join('.') || 'The file';
    return `${clipped(at, LONGEST_PLACE)}: ${clipped(problemOf(issue), LONGEST_PROBLEM)}.`;
  });
  const more = result.issues.length - named.length;
  throw new FileProblems(more > 0 ? [...named, `and ${counted(more, 'more problem')}.`] : named);
}

const KINDS: Readonly<Record<string, string>> = {
  Array: 'a list',
  Object: 'an object',
  boolean: 'true or false',
  number: 'a number',
  string: 'text',
};

/** In plain words, and without what the file holds there. */
function problemOf({ received, message, expected }: v.BaseIssue<unknown>): string {
  if (received === 'undefined') return 'is missing';
  if (!message.startsWith('Invalid ')) return message;
  return `is not ${KINDS[expected ?? ''] ?? 'what belongs there'}`;
}

function readWeights(
  json: unknown,
  path: string,
): { readonly spec: ModelSpec; readonly params: Float32Array } {
  const { hidden, activation, head } = check(weightsHeader, json, path);
  const spec = { hidden, activation, head };
  const params = plainParams(json as Partial<Record<ParamName, unknown>>, hidden);
  if (params) return { spec, params };
  // the slow way names what is wrong
  const arrays = check(weightsArrays(hidden), json, path);
  const flat = PARAM_NAMES.flatMap((name) => arrays[name].flat());
  return { spec, params: Float32Array.from(flat) };
}

/** Weights without anything wrong, four million of them in a moment; null: there is. */
function plainParams(arrays: Partial<Record<ParamName, unknown>>, hidden: number): Float32Array | null {
  const layout = paramLayout(hidden);
  const params = new Float32Array(layout.size);
  for (const name of PARAM_NAMES) {
    const { offset, rows, columns } = layout[name];
    const block = arrays[name];
    const isVector = name === 'bias' || name === 'outputBias';
    if (!Array.isArray(block) || (!isVector && block.length !== rows)) return null;
    for (let row = 0; row < rows; row++) {
      const values: unknown = isVector ? block : block[row];
      if (!Array.isArray(values) || values.length !== columns) return null;
      for (let k = 0; k < columns; k++) {
        const value: unknown = values[k];
        if (typeof value !== 'number' || !Number.isFinite(Math.fround(value))) return null;
        params[offset + row * columns + k] = value;
      }
    }
  }
  return params;
}

/** Reads a run file's object. @throws an Error that names what does not belong there. */
export function readRun(json: unknown): RunRecord {
  const file = check(runSchema, json, '');
  const config = readConfig(file.config);
  const seeds = replicaSeeds(config);
  if (file.replicas.length !== seeds.length)
    throw new FileProblems([`replicas: has ${file.replicas.length}, and the config says ${seeds.length}.`]);
  const wrongSeed = file.replicas.findIndex(({ seed }, k) => seed !== seeds[k]);
  if (wrongSeed >= 0)
    throw new FileProblems([`replicas.${wrongSeed}.seed: does not follow from the config's seed.`]);
  const falls = file.replicas.flatMap(({ history }, k) => whatFalls(history, `replicas.${k}.history`) ?? []);
  if (falls.length > 0) throw new FileProblems(falls.slice(0, MAX_PROBLEMS));
  const replicas = file.replicas.map(({ seed, history }) => ({
    seed,
    history: history.map((point): HistoryPoint => {
      const heldOut = point.heldOut && { ...point.heldOut, wrongByLength: [] };
      return { ...point, heldOut };
    }),
    wrongByLength: null,
  }));
  const last = replicas
    .flatMap(({ history }) => history.slice(-1))
    .sort((a, b) => a.update - b.update)
    .at(-1);
  return {
    ...createRun(0, config, 'auto'),
    origin: 'file',
    engine: {
      name: file.engine.name,
      renderer: clipped(file.engine.renderer, LONGEST_NAME),
      kernel: clipped(file.kernel ?? '', LONGEST_NAME),
      reason: null,
      cpuTimesAsFast: null,
    },
    learningRates: file.learningRates ?? [],
    repairs: readRepairs(file.repairs ?? [], config),
    replicas,
    update: last?.update ?? 0,
    epoch: last?.epoch ?? 0,
    seconds: last?.seconds ?? 0,
    solvedAt: solvedUpdates(config, replicas),
    weights: readRunWeights(file.replicas, config, Math.max(file.update ?? 0, last?.update ?? 0)),
  };
}

const PROGRESS = ['update', 'epoch', 'strings', 'bits', 'seconds'] as const;
type Progress = Readonly<Record<(typeof PROGRESS)[number], number>>;

/** Names the first point of a curve that lies before the one before it. */
function whatFalls(history: readonly Progress[], path: string): string | null {
  for (let k = 1; k < history.length; k++) {
    const [before, point] = [history[k - 1]!, history[k]!];
    const key = PROGRESS.find((name) => point[name] < before[name]);
    if (key !== undefined) return `${path}.${k}.${key}: falls from ${before[key]} to ${point[key]}.`;
  }
  return null;
}

/** @throws FileProblems that name every key which is wrong, or missing though it existed from the start. */
export function readConfig(
  values: Readonly<Record<string, string | number>>,
  meantBefore: Readonly<Partial<RunConfig>> = MEANT_BEFORE,
): RunConfig {
  const problems: string[] = [];
  let config: RunConfig = initialState.config;
  const given = new Map(Object.entries({ ...meantBefore, ...values }));
  for (const key of CONFIG_KEYS) {
    const value = given.get(key);
    const result = value === undefined ? null : parseField(key, String(value));
    if (result?.ok) config = withField(config, key, result.value);
    else problems.push(`config.${key}: ${result ? result.problem : 'is missing'}.`);
  }
  if (problems.length > 0) throw new FileProblems(problems);
  return config;
}

function readRepairs(repairs: readonly RepairInFile[], config: RunConfig): RepairRecord[] {
  return repairs.map((repair, k) => {
    const { spec, params } = readWeights(repair.before, `repairs.${k}.before`);
    if (JSON.stringify(spec) !== JSON.stringify(specOf(config)))
      throw new FileProblems([`repairs.${k}.before: is not the network that the config describes.`]);
    if (repair.replica >= config.replicas)
      throw new FileProblems([
        `repairs.${k}.replica: is ${repair.replica}, and there are ${config.replicas}.`,
      ]);
    return repairFromFile(repair, params);
  });
}

function readRunWeights(
  replicas: readonly { readonly weights: unknown }[],
  config: RunConfig,
  update: number,
): RunRecord['weights'] {
  if (replicas.every(({ weights }) => weights === null)) return null;
  const size = paramCount(config.hidden);
  const params = new Float32Array(replicas.length * size);
  const wanted = JSON.stringify(specOf(config));
  for (const [k, { weights }] of replicas.entries()) {
    const read = readWeights(weights, `replicas.${k}.weights`);
    if (JSON.stringify(read.spec) !== wanted)
      throw new FileProblems([`replicas.${k}.weights: is not the network that the config describes.`]);
    params.set(read.params, k * size);
  }
  return { update, params };
}
