/** Run and weights files: writing them, and opening what others wrote. Nothing is believed before it is checked. */
import * as v from 'valibot';
import type { ModelSpec } from '../lstm/params.ts';
import { paramCount, PARAM_NAMES } from '../lstm/params.ts';
import { weightsFile } from '../lstm/weights-file.ts';
import { CONFIG_KEYS, parseField, replicaSeeds, type RunConfig } from '../training/config.ts';
import type { HistoryPoint } from '../training/history.ts';
import { withField } from './experiment.ts';
import { replicaParams, specOf, type OpenedNetwork } from './network.ts';
import { repairForFile, repairFromFile, repairSchema } from './repair-file.ts';
import type { RepairRecord } from './repair-record.ts';
import { createRun, isSolvedPoint, newestHeldOut, type RunRecord } from './run-record.ts';
import { initialState } from './state.ts';

export const MAX_FILE_BYTES = 50 * 2 ** 20;

/** What a readable file holds. */
export type OpenedFile =
  | { readonly kind: 'weights'; readonly network: OpenedNetwork }
  | { readonly kind: 'run'; readonly run: RunRecord };

export type FileResult =
  | { readonly ok: true; readonly file: OpenedFile }
  | { readonly ok: false; readonly problems: readonly string[] };

/** Most problems that are named; a broken file may have thousands. */
const MAX_PROBLEMS = 6;

const finite = v.pipe(v.number('is not a number'), v.finite('is not finite'));
const float32 = v.pipe(
  finite,
  v.check((value) => Number.isFinite(Math.fround(value)), 'is too large'),
);
const share = v.pipe(finite, v.minValue(0, 'is below 0'), v.maxValue(1, 'is above 1'));
const count = v.pipe(finite, v.minValue(0, 'is below 0'));

const row = (length: number) => v.pipe(v.array(float32), v.length(length, `must have ${length} numbers`));
const matrix = (rows: number, columns: number) =>
  v.pipe(v.array(row(columns)), v.length(rows, `must have ${rows} rows`));

const header = v.object({ format: v.string(), version: v.literal(1, 'is not 1, the version known here') });

const weightsHeader = v.object({
  format: v.literal('latch-weights', 'is not "latch-weights"'),
  version: v.literal(1, 'is not 1'),
  hidden: v.pipe(
    v.number('is not a number'),
    v.integer('is not a whole number'),
    v.minValue(1, 'is below 1'),
    v.maxValue(64, 'is above 64'),
  ),
  gateOrder: v.literal('ifco', 'is not "ifco"'),
  activation: v.picklist(['sigmoid', 'hard-sigmoid'], 'is not "sigmoid" or "hard-sigmoid"'),
  head: v.picklist(['softmax', 'double-softmax'], 'is not "softmax" or "double-softmax"'),
});

const weightsArrays = (hidden: number) =>
  v.object({
    inputKernel: matrix(2, 4 * hidden),
    recurrentKernel: matrix(hidden, 4 * hidden),
    bias: row(4 * hidden),
    outputKernel: matrix(hidden, 2),
    outputBias: row(2),
  });

const metrics = { loss: finite, bitAccuracy: share, lastBitAccuracy: share, stringAccuracy: share };
const historyPoint = v.object({
  update: count,
  epoch: count,
  strings: count,
  bits: count,
  seconds: count,
  ...metrics,
  heldOut: v.nullable(v.object(metrics)),
});
const replicaSchema = v.object({
  seed: v.pipe(v.number(), v.integer()),
  history: v.array(historyPoint),
  weights: v.nullable(v.unknown()),
});
const runSchema = v.object({
  config: v.record(v.string(), v.union([v.string(), v.number()])),
  engine: v.object({ name: v.picklist(['webgl', 'cpu', 'layers']), renderer: v.string() }),
  kernel: v.optional(v.string()),
  learningRates: v.optional(
    v.array(
      v.object({ update: v.pipe(v.number(), v.finite()), learningRate: v.pipe(v.number(), v.finite()) }),
    ),
  ),
  repairs: v.optional(v.array(repairSchema)),
  replicas: v.pipe(v.array(replicaSchema), v.minLength(1, 'is empty'), v.maxLength(256, 'has more than 256')),
});

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
  if (text.length > MAX_FILE_BYTES) throw new FileProblems(['The file is larger than 50 MB.']);
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
    return `${at}: ${issue.received === 'undefined' ? 'is missing' : issue.message}.`;
  });
  const more = result.issues.length - named.length;
  throw new FileProblems(more > 0 ? [...named, `and ${more} more problems.`] : named);
}

function readWeights(
  json: unknown,
  path: string,
): { readonly spec: ModelSpec; readonly params: Float32Array } {
  const { hidden, activation, head } = check(weightsHeader, json, path);
  const arrays = check(weightsArrays(hidden), json, path);
  const flat = PARAM_NAMES.flatMap((name) => arrays[name].flat());
  return { spec: { hidden, activation, head }, params: Float32Array.from(flat) };
}

function readRun(json: unknown): RunRecord {
  const file = check(runSchema, json, '');
  const config = readConfig(file.config);
  const seeds = replicaSeeds(config);
  if (file.replicas.length !== seeds.length)
    throw new FileProblems([`replicas: has ${file.replicas.length}, and the config says ${seeds.length}.`]);
  const wrongSeed = file.replicas.findIndex(({ seed }, k) => seed !== seeds[k]);
  if (wrongSeed >= 0)
    throw new FileProblems([`replicas.${wrongSeed}.seed: does not follow from the config's seed.`]);
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
    engine: { ...file.engine, kernel: file.kernel ?? '', reason: null },
    learningRates: file.learningRates ?? [],
    repairs: readRepairs(file.repairs ?? [], config),
    replicas,
    update: last?.update ?? 0,
    epoch: last?.epoch ?? 0,
    seconds: last?.seconds ?? 0,
    solvedAt: replicas.map((replica) => {
      const { history } = replica;
      const end = newestHeldOut(replica);
      return end && isSolvedPoint(config, end)
        ? (history.find((point) => isSolvedPoint(config, point))?.update ?? null)
        : null;
    }),
    weights: readRunWeights(file.replicas, config, last?.update ?? 0),
  };
}

function readConfig(values: Readonly<Record<string, string | number>>): RunConfig {
  const problems: string[] = [];
  let config: RunConfig = initialState.config;
  const given = new Map(Object.entries(values));
  for (const key of CONFIG_KEYS) {
    const value = given.get(key);
    const result = value === undefined ? null : parseField(key, String(value));
    if (result?.ok) config = withField(config, key, result.value);
    else problems.push(`config.${key}: ${result ? result.problem : 'is missing'}.`);
  }
  if (problems.length > 0) throw new FileProblems(problems);
  return config;
}

function readRepairs(
  repairs: readonly v.InferOutput<typeof repairSchema>[],
  config: RunConfig,
): RepairRecord[] {
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

/** A run as the run file's object. */
export function runFile(run: RunRecord): Record<string, unknown> {
  const { config, engine, weights } = run;
  return {
    format: 'latch-run',
    version: 1,
    config,
    engine: { name: engine?.name ?? 'cpu', renderer: engine?.renderer ?? '' },
    kernel: engine?.kernel ?? '',
    device: engine?.renderer ?? '',
    learningRates: run.learningRates,
    ...(run.repairs.length > 0 ? { repairs: run.repairs.map((one) => repairForFile(one, config)) } : {}),
    replicas: run.replicas.map(({ seed, history }, replica) => ({
      seed,
      history: history.map(pointForFile),
      weights: weights && weightsFile(specOf(config), replicaParams(weights, config.hidden, replica)),
    })),
  };
}

function pointForFile({ heldOut, ...point }: HistoryPoint): Record<string, unknown> {
  if (!heldOut) return { ...point, heldOut };
  const { loss, bitAccuracy, lastBitAccuracy, stringAccuracy } = heldOut;
  return { ...point, heldOut: { loss, bitAccuracy, lastBitAccuracy, stringAccuracy } };
}

const CSV_COLUMNS = ['update', 'epoch', 'strings', 'bits', 'seconds'] as const;
const CSV_METRICS = ['loss', 'bitAccuracy', 'lastBitAccuracy', 'stringAccuracy'] as const;

/** Every point of every replica, one line each; held-out columns are empty between evaluations. */
export function metricsCsv(run: RunRecord): string {
  const heldOutNames = CSV_METRICS.map((name) => `heldOut${name.charAt(0).toUpperCase()}${name.slice(1)}`);
  const lines = [['replica', 'seed', ...CSV_COLUMNS, ...CSV_METRICS, ...heldOutNames].join(',')];
  for (const [replica, { seed, history }] of run.replicas.entries())
    for (const point of history) {
      const { heldOut } = point;
      lines.push(
        [
          replica,
          seed,
          ...CSV_COLUMNS.map((name) => point[name]),
          ...CSV_METRICS.map((name) => point[name]),
          ...CSV_METRICS.map((name) => (heldOut ? heldOut[name] : '')),
        ].join(','),
      );
    }
  return `${lines.join('\n')}\n`;
}
