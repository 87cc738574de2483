/** That the README shows what the committed run measured, and nothing else. */
import { readFileSync } from 'node:fs';
import { expect, test } from 'vitest';
import { formatResults, msOf, type BenchResults } from './results.ts';
import { BENCH_END, BENCH_START, renderTable, withTable } from './table.ts';

const text = (name: string): string => readFileSync(new URL(name, import.meta.url), 'utf8');
const json = text('results.json');
const results = JSON.parse(json) as BenchResults;

test("the README's benchmark is that of results.json", () => {
  const readme = text('../../README.md');
  expect(readme).toContain(BENCH_START);
  expect(readme).toContain(BENCH_END);
  expect(withTable(readme, renderTable(results))).toBe(readme);
});

test('another number makes another table', () => {
  const changed = JSON.parse(json.replaceAll(/"msPerUpdate":\s*/gu, '$&9')) as BenchResults;
  expect(renderTable(changed)).not.toBe(renderTable(results));
});

test('the file is as it would be written again', () => expect(formatResults(results)).toBe(json));

test('one unit is measured in the browser on both of our engines and on both rivals', () => {
  const run = results.software ?? results.gpu!;
  const setting = { units: 1, batch: 128, replicas: 1 };
  for (const competitor of ['webgl', 'cpu', 'layers-webgl', 'layers-cpu'] as const)
    expect(msOf(run, competitor, setting)).toBeGreaterThan(0);
});
