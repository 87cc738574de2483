/**
 * What whoever reads foreign texts promises: each gives a value or a problem in words, in bounded time, throws nothing, and
 * changes nothing else. A value is whole, and reads back as itself when it is written.
 */
import fc from 'fast-check';
import { readFileSync } from 'node:fs';
import { isDeepStrictEqual } from 'node:util';
import { expect } from 'vitest';
import { paramCount, type ModelSpec, type ParamVector } from '../src/lstm/params.ts';
import {
  CertificateError,
  formatCertificate,
  parseCertificate,
} from '../src/proof/certificate/certificate.ts';
import { checkCertificate } from '../src/proof/checker/checker.ts';
import { DEFAULT_LINK } from '../src/session/link-fields.ts';
import { parseFile, type OpenedFile } from '../src/session/files.ts';
import { runFile, weightsForFile } from '../src/session/run-file.ts';
import { initialState } from '../src/session/state.ts';
import { formatLink, parseLink } from '../src/session/url.ts';
import { CONFIG_KEYS, FIELDS, parseField } from '../src/training/config.ts';
import { PRESETS } from '../src/training/presets.ts';
import { hostileFiles, hostileLinks } from './hostile-texts.ts';

/** Processor time that a text of a few thousand characters may take, however busy the machine is. */
const MOST_MS = 1000;
/** No problem is longer: some quote a word of a certificate. */
const MOST_CHARACTERS = 1400;

export interface Parser {
  readonly name: string;
  readonly texts: fc.Arbitrary<string>;
  /** Reads a text, and throws if what comes of it is not as promised. `true`: it was a value. */
  readonly read: (text: string) => boolean;
}

const sample = (name: string): Record<string, unknown> =>
  JSON.parse(readFileSync(new URL(`samples/2026-11-28/${name}.json`, import.meta.url), 'utf8')) as Record<
    string,
    unknown
  >;

const LINKS = (sample('links') as unknown as { readonly link: string }[]).map(({ link }) => link);

/** With a few points and boxes, and with a repair: what is small is read a million times. */
function smallSamples(): {
  readonly runs: string[];
  readonly certificates: string[];
  readonly weights: string[];
} {
  const runs = ['run', 'run-two-units'].map((name) => {
    const run = sample(name);
    const replicas = (run['replicas'] as { history: unknown[]; weights: unknown }[]).map((replica) => ({
      ...replica,
      history: replica.history.slice(-3),
    }));
    const repair = {
      replica: 0,
      seed: 7,
      before: replicas[0]?.weights,
      found: { verdict: 'unsolved' },
      update: 3,
      rounds: [{ keep: 0.5, learningRate: 0.01, found: { verdict: 'certified', boxes: 4 } }],
      ending: 'certified',
    };
    return [run, { ...run, replicas }, { ...run, replicas, repairs: [repair] }].slice(1);
  });
  const certificate = sample('certificate');
  const [name] = ['boxes', 'sets'].filter((key) => key in certificate);
  const few = { ...certificate, [name!]: (certificate[name!] as unknown[]).slice(0, 3) };
  const words = {
    format: 'latch-certificate',
    version: 3,
    weights: sample('weights'),
    slack: 1e-6,
    sets: [
      {
        parity: 0,
        centre: [0, 0],
        axes: [
          [1, 0],
          [0, 1],
        ],
        words: ['0', '1'],
        to: [0, 1],
      },
      {
        parity: 1,
        centre: [0, 0],
        axes: [
          [1, 0],
          [0, 1],
        ],
        words: ['0', '1'],
        to: [1, 0],
      },
    ],
  };
  return {
    runs: runs.flat().map((run) => JSON.stringify(run)),
    certificates: [few, words].map((one) => JSON.stringify(one)),
    weights: ['weights', 'weights-two-units'].map((one) => JSON.stringify(sample(one))),
  };
}

export const SAMPLES = smallSamples();

export const PARSERS: readonly Parser[] = [
  { name: 'link', texts: hostileLinks(LINKS), read: readLink },
  { name: 'weights file', texts: hostileFiles(SAMPLES.weights), read: readFile },
  { name: 'run file', texts: hostileFiles(SAMPLES.runs), read: readFile },
  { name: 'certificate', texts: hostileFiles(SAMPLES.certificates), read: readCertificate },
];

export const isInWords = (problem: string): boolean =>
  problem.length > 5 &&
  problem.length <= MOST_CHARACTERS &&
  /[a-z]{2} /u.test(problem) &&
  !/undefined|\[object|Error:/u.test(problem);

export function holds(isSo: boolean, what: () => string): void {
  if (!isSo) throw new Error(what());
}

function readLink(text: string): boolean {
  const { state, problems, isLink } = parseLink(text);
  holds(problems.every(isInWords), () => `no words: ${problems.join(' ')}`);
  for (const key of CONFIG_KEYS) {
    const read = parseField(key, String(state.config[key]));
    holds(read.ok && Object.is(read.value, state.config[key]), () => `${key} is ${state.config[key]}`);
  }
  const size = state.weights?.length ?? 0;
  holds(state.weights === null || size === paramCount(state.config.hidden), () => `${size} weights`);
  holds(state.weights?.every(Number.isFinite) ?? true, () => 'a weight is not finite');
  const again = parseLink(formatLink(state));
  holds(
    isDeepStrictEqual(again, { state, problems: [], isLink: true }),
    () => `not the same: ${formatLink(state)}`,
  );
  return isLink && problems.length === 0;
}

function readFile(text: string): boolean {
  const result = parseFile(text, 'a.json');
  if (!result.ok) {
    holds(
      result.problems.length > 0 && result.problems.every(isInWords),
      () => `no words: ${result.problems.join(' ')}`,
    );
    return false;
  }
  const { file } = result;
  if (file.kind === 'weights') checkWeights(file.network.spec, file.network.params, 1);
  else checkRun(file);
  const written = writtenFile(file);
  const again = parseFile(written, 'a.json');
  holds(again.ok, () => `refused when written: ${again.ok ? '' : again.problems.join(' ')}`);
  holds(again.ok && writtenFile(again.file) === written, () => `not the same: ${written}`);
  return true;
}

const writtenFile = (file: OpenedFile): string =>
  JSON.stringify(
    file.kind === 'weights' ? weightsForFile(file.network.spec, file.network.params) : runFile(file.run),
  );

export function checkWeights({ hidden }: ModelSpec, params: ParamVector, networks: number): void {
  holds(params.length === networks * paramCount(hidden), () => `${params.length} weights`);
  holds(params.every(Number.isFinite), () => 'a weight is not finite');
}

export function checkRun({ run }: OpenedFile & { readonly kind: 'run' }): void {
  const { config, replicas, weights, solvedAt } = run;
  for (const key of CONFIG_KEYS)
    holds(parseField(key, String(config[key])).ok, () => `${key}: ${config[key]}`);
  holds(replicas.length === config.replicas && solvedAt.length === config.replicas, () => 'replicas');
  if (weights) checkWeights(config, weights.params, replicas.length);
  for (const point of replicas.flatMap(({ history }) => history)) {
    const numbers = Object.values({ ...point, ...point.heldOut }).filter(
      (value) => typeof value === 'number',
    );
    holds(
      numbers.every((value) => Number.isFinite(value) && value >= 0),
      () => JSON.stringify(point),
    );
  }
}

function readCertificate(text: string): boolean {
  let read;
  try {
    read = parseCertificate(text);
  } catch (error) {
    holds(error instanceof CertificateError && isInWords(`${error.message} .`), () => String(error));
    return false;
  }
  checkWeights(read.spec, read.params, 1);
  const written = formatCertificate(read);
  holds(formatCertificate(parseCertificate(written)) === written, () => `not the same: ${written}`);
  const result = checkCertificate(text);
  holds(result.ok || isInWords(`${result.problem} .`), () => 'refused without words');
  return true;
}

/** What all parsers share and none may touch, as it is. */
function surroundings(): string {
  const names = [Object.prototype, Array.prototype, Function.prototype, String.prototype].map((one) =>
    Reflect.ownKeys(one).map(String).join(),
  );
  return JSON.stringify([names, Reflect.ownKeys(globalThis).length]);
}

function freeze(value: unknown): void {
  if (typeof value !== 'object' || value === null || ArrayBuffer.isView(value) || Object.isFrozen(value))
    return;
  Object.freeze(value);
  for (const part of Object.values(value)) freeze(part);
}

/** Holds a parser to what it promises, with so many texts; gives back what came of them. */
export function holdToPromise(
  { texts, read }: Parser,
  numRuns: number,
): { values: number; slowestMs: number } {
  // whoever changes one of them throws
  for (const shared of [DEFAULT_LINK, PRESETS, initialState, FIELDS]) freeze(shared);
  const before = surroundings();
  let values = 0;
  let slowestMs = 0;
  fc.assert(
    fc.property(texts, (text) => {
      const start = process.cpuUsage();
      if (read(text)) values += 1;
      const { user, system } = process.cpuUsage(start);
      slowestMs = Math.max(slowestMs, (user + system) / 1000);
      holds(slowestMs <= MOST_MS, () => `took ${slowestMs} ms`);
    }),
    { numRuns },
  );
  expect(surroundings()).toBe(before);
  return { values, slowestMs };
}
