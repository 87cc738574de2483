/** That the README and BENCHMARK.md show what the committed run measured, and nothing else. */
import { readFileSync } from 'node:fs';
import { expect, test } from 'vitest';
import { formatResults, msOf, type BenchResults } from './results.ts';
import { BENCH_END, BENCH_START, renderSummary, renderTables, withTable } from './table.ts';

const text = (name: string): string => readFileSync(new URL(name, import.meta.url), 'utf8');
const json = text('results.json');
const results = JSON.parse(json) as BenchResults;

test.each([
  ['README.md', renderSummary],
  ['BENCHMARK.md', renderTables],
] as const)('the tables of %s are those of results.json', (name, render) => {
  const document = text(`../../${name}`);
  expect(document).toContain(BENCH_START);
  expect(document).toContain(BENCH_END);
  expect(withTable(document, render(results))).toBe(document);
});

test('another number makes another table', () => {
  const changed = JSON.parse(json.replaceAll(/"msPerUpdate":\s*/gu, '$&9')) as BenchResults;
  expect(renderTables(changed)).not.toBe(renderTables(results));
  expect(renderSummary(changed)).not.toBe(renderSummary(results));
});

test('the file is as it would be written again', () => expect(formatResults(results)).toBe(json));

test('one unit is measured in the browser on both of our engines and on both rivals', () => {
  const run = results.software ?? results.gpu!;
  const setting = { units: 1, batch: 128, replicas: 1 };
  for (const contestant of ['webgl', 'cpu', 'layers-webgl', 'layers-cpu'] as const)
    expect(msOf(run, contestant, setting)).toBeGreaterThan(0);
});
