/** A name that is exported means one thing in all of the house, so that it can be searched for and spoken of. */
import { readFileSync, readdirSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { describe, expect, test } from 'vitest';

/** Path under `src/` to source text. */
type Sources = Readonly<Record<string, string>>;

const declaration =
  /^export (?:declare )?(?:abstract )?(?:async )?(?:const|let|function\*?|class|interface|type|enum) (\w+)/gm;

/** Exported names that more than one module declares, with those modules. */
function ambiguousNames(sources: Sources): string[] {
  const modules = new Map<string, Set<string>>();
  for (const [file, text] of Object.entries(sources))
    for (const [, name] of text.matchAll(declaration))
      modules.set(name!, (modules.get(name!) ?? new Set()).add(file));
  return [...modules]
    .filter(([, files]) => files.size > 1)
    .map(([name, files]) => `${name}: ${[...files].join(', ')}`);
}

/** Modules of the page that do not begin with a line that says what they are for. */
const withoutPurpose = (sources: Sources): string[] =>
  Object.entries(sources)
    .filter(([file, text]) => file.startsWith('ui/') && !text.startsWith('/**'))
    .map(([file]) => file);

function sourcesOnDisk(): Sources {
  const root = fileURLToPath(new URL('.', import.meta.url));
  const files = readdirSync(root, { recursive: true, encoding: 'utf8' })
    .map((file) => file.replaceAll('\\', '/'))
    .filter((file) => /\.tsx?$/.test(file) && !/\.test\.tsx?$/.test(file));
  return Object.fromEntries(files.map((file) => [file, readFileSync(root + file, 'utf8')]));
}

describe('exported names', () => {
  test('have one meaning each', () => {
    const sources = sourcesOnDisk();
    expect(Object.keys(sources).length).toBeGreaterThan(100);
    expect(ambiguousNames(sources)).toEqual([]);
  });

  test.each([
    ['export const Place = 1;', 'export interface Place {}'],
    ['export async function Place() {}', 'export type Place = 1;'],
    ['export function* Place() {}', 'export abstract class Place {}'],
  ])('%s and %s are noticed', (one, other) => {
    expect(ambiguousNames({ 'lstm/a.ts': one, 'ui/b.ts': other })).toEqual(['Place: lstm/a.ts, ui/b.ts']);
  });

  test('that are handed on are not declared twice', () => {
    const sources = { 'lstm/a.ts': 'export type A = 1;', 'lstm/b.ts': "export type { A } from './a.ts';" };
    expect(ambiguousNames(sources)).toEqual([]);
  });
});

describe('files of the page', () => {
  test('say in their first line what they are for', () => {
    expect(withoutPurpose(sourcesOnDisk())).toEqual([]);
  });

  test('that do not are noticed', () => {
    const sources = { 'ui/trace/a.tsx': "import 'x';\n/** B */", 'ui/b.ts': '/** B */', 'lstm/c.ts': '' };
    expect(withoutPurpose(sources)).toEqual(['ui/trace/a.tsx']);
  });
});
