/** Whoever reads what is kept of the page in the browser's storage, held to the same promise as the other readers. */
import { isDeepStrictEqual } from 'node:util';
import { checkSum } from '../src/session/check-sum.ts';
import { readKept, writeKept, type KeptPage } from '../src/session/kept-format.ts';
import { readGhosts, writeGhosts } from '../src/session/kept-ghosts.ts';
import { parseFile } from '../src/session/files.ts';
import { ghostOf } from '../src/session/ghosts.ts';
import type { RunRecord } from '../src/session/run-record.ts';
import { initialState, type Ghost, type SessionState } from '../src/session/state.ts';
import { hostileFiles } from './hostile-texts.ts';
import { checkRun, checkWeights, holds, isInWords, SAMPLES, type Parser } from './parsers.ts';

const nothing = {
  lossSum: 0.5,
  answers: 7,
  strings: 7,
  bits: 350,
  wrongBits: 3,
  wrongLastBits: 2,
  wrongStrings: 2,
};

/** A run of a sample file as if it had been trained here. */
function trainedRun(file: string, isOver: boolean): RunRecord {
  const read = parseFile(file, '');
  if (!read.ok || read.file.kind !== 'run') throw new Error('the sample is no run');
  const { run } = read.file;
  const { update, epoch, seconds, solvedAt, learningRates, replicas, weights } = run;
  const params = weights!.params;
  const checkpoint = {
    update,
    seconds,
    learningRate: 0.01,
    params,
    m: params.map(Math.abs),
    v: params.map(Math.abs),
    replicas: replicas.map(() => ({ solvedAt: null, bits: 350, tally: nothing, told: nothing })),
  };
  const wrongByLength = replicas.map(() => [1, 2, 3]);
  return {
    ...run,
    origin: 'trained',
    weights: { update, params },
    snapshots: [{ update, params }],
    mark: isOver ? null : { update, epoch, seconds, solvedAt, learningRates, wrongByLength, checkpoint },
  };
}

const pageWith = (run: RunRecord, status: SessionState['status']): SessionState => ({
  ...initialState,
  config: run.config,
  run,
  status,
  opened: { spec: run.config, params: run.weights!.params.slice(0, 20), source: 'a file' },
});

/** As JSON throughout: the header's own, too. `sum` is left out, and put right, unless something is there. */
function sampleTexts(): string[] {
  const runs = SAMPLES.runs.filter((text) => text.includes('"hidden":1'));
  return runs.flatMap((text) =>
    [true, false].map((isOver) => {
      const run = trainedRun(text, isOver);
      const record = writeKept(pageWith(run, isOver ? 'stopped' : 'training'))!;
      const header = JSON.parse(record.header) as { run: { file: unknown } };
      header.run.file = JSON.parse(header.run.file as string);
      const ghosts = writeGhosts([{ ...ghostOf(run), name: 'one' } satisfies Ghost]);
      const beside = JSON.parse(ghosts.header) as { file: unknown; sum?: number }[];
      for (const one of beside) {
        one.file = JSON.parse(one.file as string);
        delete one.sum;
      }
      return JSON.stringify({
        format: record.format,
        version: record.version,
        header,
        floats: record.floats.map((block) => [...block]),
        curves: record.curves.map((block) => [...block]),
        beside: { format: ghosts.format, version: ghosts.version, header: beside },
        besideCurves: ghosts.curves.map((block) => [...block]),
      });
    }),
  );
}

const isObject = (value: unknown): value is Record<string, unknown> =>
  typeof value === 'object' && value !== null;
const textOf = (value: unknown): unknown => (isObject(value) ? JSON.stringify(value) : value);
// JSON has no NaN
const numbers = (block: unknown[]): number[] => block.map((value) => (value === null ? NaN : Number(value)));
const blocksOf = (value: unknown, block: (values: number[]) => unknown): unknown =>
  Array.isArray(value)
    ? value.map((one: unknown) => (Array.isArray(one) ? block(numbers(one)) : one))
    : value;

const sumOf = (header: unknown, blocks: readonly unknown[]): number =>
  typeof header === 'string' && blocks.every((block) => ArrayBuffer.isView(block))
    ? checkSum(header, blocks as Float32Array[])
    : 0;

/** With the inner files as text, as they are kept. */
function headerOf(value: unknown): unknown {
  if (!isObject(value)) return value;
  const { run } = value;
  return JSON.stringify(isObject(run) ? { ...value, run: { ...run, file: textOf(run['file']) } } : value);
}

function besideOf(beside: unknown, blocks: unknown): unknown {
  if (!isObject(beside)) return beside;
  const curves = blocksOf(blocks, (values) => Float64Array.from(values));
  const own: unknown = beside['header'];
  const header = Array.isArray(own)
    ? JSON.stringify(
        own.map((one: unknown) =>
          isObject(one)
            ? { sum: sumOf('', Array.isArray(curves) ? curves : []), ...one, file: textOf(one['file']) }
            : one,
        ),
      )
    : own;
  return { ...beside, header, curves, sum: sumOf(header, []) };
}

/** What might lie in the storage: `copy` as the page, `beside` as its earlier runs. */
function storedFrom(text: string): { readonly copy: unknown; readonly beside: unknown } {
  let json: unknown;
  try {
    json = JSON.parse(text);
  } catch {
    // the header is text of its own
    return {
      copy: withSum({ format: 'latch-kept', version: 1, header: text, floats: [], curves: [] }),
      beside: text,
    };
  }
  if (!isObject(json)) return { copy: json, beside: json };
  const copy = {
    ...json,
    header: headerOf(json['header']),
    floats: blocksOf(json['floats'], (values) => Float32Array.from(values)),
    curves: blocksOf(json['curves'], (values) => Float64Array.from(values)),
  };
  return { copy: withSum(copy), beside: besideOf(json['beside'], json['besideCurves']) };
}

function withSum(copy: Record<string, unknown>): unknown {
  const { header, floats, curves } = copy;
  const blocks = [floats, curves].flatMap((list) => (Array.isArray(list) ? (list as unknown[]) : []));
  return { sum: sumOf(header, blocks), ...copy };
}

function readStored(text: string): boolean {
  const { copy, beside } = storedFrom(text);
  let id = 0;
  const nextId = (): number => (id += 1);
  const ghosts = readGhosts(beside, nextId);
  if ('problem' in ghosts) holds(isInWords(ghosts.problem), () => `no words: ${ghosts.problem}`);
  else for (const run of ghosts.ghosts) checkRun({ kind: 'run', run });
  const reading = readKept(copy, nextId);
  if ('problem' in reading) {
    holds(isInWords(reading.problem), () => `no words: ${reading.problem}`);
    return false;
  }
  const { page } = reading;
  checkPage(page);
  const again = readKept(writeKept({ ...initialState, ...page }) ?? copy, nextId);
  holds(
    'page' in again && isDeepStrictEqual(unnumbered(again.page), unnumbered(page)),
    () => `not the same: ${text}`,
  );
  return true;
}

function checkPage({ run, status, opened, replica, config, ghosts }: KeptPage): void {
  const { replicas } = run?.config ?? config;
  holds(replica < replicas, () => `shows ${replica} of ${replicas}`);
  holds(run !== null || status === 'idle', () => `${status} without a run`);
  holds(status !== 'paused' || (run !== null && run.mark !== null), () => 'nothing to go on from');
  if (opened) checkWeights(opened.spec, opened.params, 1);
  for (const one of run ? [run, ...ghosts] : ghosts) checkRun({ kind: 'run', run: one });
  for (const { params } of run?.snapshots ?? []) checkWeights(run!.config, params, replicas);
}

/** Earlier runs are kept beside. */
const unnumbered = (page: KeptPage): unknown => ({
  ...page,
  // these have ended with the page, or are found again
  isRepairing: false,
  claims: null,
  ghosts: [],
  run: page.run && { ...page.run, id: 0, revision: 0 },
});

export const KEPT_PARSER: Parser = {
  name: 'kept page',
  texts: hostileFiles(sampleTexts()),
  read: readStored,
};
