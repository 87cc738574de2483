/** What the pages of 28 and 29 November 2026 wrote opens for ever, and means what it meant. */
import { readFileSync } from 'node:fs';
import { describe, expect, test } from 'vitest';
import { checkCertificate } from '../proof/checker/checker.ts';
import { CONFIG_KEYS, MEANT_BEFORE, type RunConfig } from '../training/config.ts';
import { PRESETS } from '../training/presets.ts';
import { parseFile, readConfig } from './files.ts';
import type { LinkState } from './link-fields.ts';
import { parseLink } from './url.ts';

const sample = (name: string): string =>
  readFileSync(new URL(`../../e2e/samples/2026-11-28/${name}`, import.meta.url), 'utf8');
const next = (name: string): string => sample(`../2026-11-29/${name}`);

interface SavedRun {
  readonly config: RunConfig;
  readonly engine: { readonly name: string };
  readonly replicas: readonly { readonly seed: number; readonly history: readonly object[] }[];
}

describe('files', () => {
  test.each(['run.json', 'run-two-units.json'])('%s: the experiment, its seeds and their points', (name) => {
    const saved = JSON.parse(sample(name)) as SavedRun;
    const result = parseFile(sample(name), name);
    if (!result.ok || result.file.kind !== 'run') throw new Error(JSON.stringify(result));
    const { run } = result.file;
    expect(run.config).toEqual({ ...MEANT_BEFORE, ...saved.config });
    expect(run.engine?.name).toBe(saved.engine.name);
    expect(run.replicas.map(({ seed }) => seed)).toEqual(saved.replicas.map(({ seed }) => seed));
    for (const [k, { history }] of run.replicas.entries()) {
      expect(history.length).toBeGreaterThan(10);
      expect(history).toMatchObject(saved.replicas[k]!.history);
    }
  });

  test.each([
    ['weights.json', 1],
    ['weights-two-units.json', 2],
  ])('%s: the network, number by number', (name, hidden) => {
    const saved = JSON.parse(sample(name)) as { bias: number[]; outputBias: number[] };
    const result = parseFile(sample(name), name);
    if (!result.ok || result.file.kind !== 'weights') throw new Error(JSON.stringify(result));
    const { spec, params } = result.file.network;
    expect(spec.hidden).toBe(hidden);
    expect(Array.from(params.slice(-2))).toEqual(saved.outputBias);
    expect([...params]).toEqual(expect.arrayContaining(saved.bias));
  });

  test('certificate.json proves what it proved', () => {
    expect(checkCertificate(sample('certificate.json'))).toMatchObject({ ok: true });
  });

  test.each([2, 3])('a certificate of version %i proves what it proved', (version) => {
    const text = next(`certificate-${version}.json`);
    expect(JSON.parse(text)).toMatchObject({ version });
    expect(checkCertificate(text)).toMatchObject({ ok: true });
  });
});

type SavedLink = Omit<LinkState, 'weights'> & {
  readonly link: string;
  readonly weights: readonly number[] | null;
};

describe('links', () => {
  test.each(JSON.parse(sample('links.json')) as SavedLink[])('$link', ({ link, weights, ...meant }) => {
    const { state } = parseLink(link);
    expect(state).toMatchObject(meant);
    expect(state.weights && [...state.weights]).toEqual(weights);
  });
});

describe('a key that comes later', () => {
  const { seed, ...older } = PRESETS['openai-variable'].config;

  test('has in older files the meaning that it had before', () => {
    expect(readConfig(older, { seed: 7 })).toEqual({ ...older, seed: 7 });
    expect(readConfig({ ...older, seed }, { seed: 7 })).toEqual({ ...older, seed });
  });

  test('is missed where it has none, by name', () => {
    expect(() => readConfig(older)).toThrow('config.seed: is missing.');
  });

  test('and in the presets of before', () => {
    for (const { config } of Object.values(PRESETS)) expect(config).toMatchObject(MEANT_BEFORE);
    expect(CONFIG_KEYS).toEqual(expect.arrayContaining(Object.keys(MEANT_BEFORE)));
  });
});
