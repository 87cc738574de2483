/**
 * The house's plan as data, and a check of every import against it. It reads sources as text: no compiler, no linter
 * plug-in whose pattern might silently never fire. Each rule is shown to bite on a planted violation.
 * Tests are free: an oracle may come from any room.
 */
import { readFileSync, readdirSync } from 'node:fs';
import { posix } from 'node:path';
import { fileURLToPath } from 'node:url';
import { describe, expect, test } from 'vitest';

/** Path under `src/` to source text. */
type Sources = Readonly<Record<string, string>>;

/** What each room may import, besides itself. */
const rooms: Readonly<Record<string, readonly string[]>> = {
  parity: [],
  lstm: [],
  workers: [],
  proof: ['lstm', 'parity', 'workers'],
  engine: ['lstm', 'parity', 'workers'],
  training: ['engine', 'lstm', 'parity', 'workers'],
  offline: [],
  session: ['training', 'proof', 'lstm', 'parity', 'workers', 'offline'],
  ui: ['session', 'proof', 'lstm', 'parity', 'workers'],
  main: ['session', 'ui'],
};

/**
 * Rooms within rooms: what each may import of the room around it, besides itself. What lies beside them at its top may
 * import all of them, and none of them imports that, but for what is named here.
 */
const innerRooms: Readonly<Record<string, Readonly<Record<string, readonly string[]>>>> = {
  ui: {
    kit: [],
    curves: ['kit'],
    // panels by themselves
    embed: ['curves', 'experiment', 'four', 'inside', 'kit', 'network', 'result', 'trace'],
    experiment: ['kit'],
    four: ['kit'],
    inside: ['kit'],
    network: ['kit'],
    page: ['kit'],
    race: ['kit'],
    result: ['kit'],
    // acts are made of figures
    story: ['curves', 'four', 'inside', 'kit', 'result', 'trace'],
    trace: ['kit'],
  },
  proof: {
    certificate: [],
    checker: ['certificate'],
    counterexample: ['walker.ts'],
    cover: ['certificate'],
    portrait: ['certificate', 'walker.ts'],
  },
};

/** The checker is believed because it is small: it knows the certificate's format and where a parameter lies. */
const shownToChecker = /^(proof\/(checker|certificate)\/|lstm\/params\.ts$)/;

/** What only tests and tools use. */
const isFixture = (file: string): boolean => file.endsWith('.fixture.ts');

/** The page knows a run by its options and its messages, never by what computes it. */
const shownToSession =
  /^training\/(config|number-text|presets|protocol|history|[\w-]+-protocol|[\w-]+-client)\.ts$/;

/** Of what runs the workers, panels know the words alone that say what became of one. */
const shownToPanels = /^workers\/reload-words\.ts$/;

/** Each third party comes in through one door. */
const packageDoors: readonly { packages: RegExp; files: RegExp }[] = [
  { packages: /^@tensorflow\//, files: /^engine\// },
  { packages: /^react(-dom)?(\/|$)/, files: /^(ui\/|(main|frame)\.tsx$|session\/use-session\.ts$)/ },
  { packages: /^recharts$/, files: /^ui\/\w+\/[\w-]+-(panel|chart)\.tsx$/ },
  { packages: /^valibot$/, files: /^session\// },
];

const inPage = /^(session\/|ui\/|main\.tsx$|([\w-]+\/)+[\w-]+-client\.ts$)/;
const atWorkerDoor = /^(training|proof|proof\/portrait|session|offline)\/[\w-]+(\.worker|-client)\.ts$/;
/** Messages also go through the room that all workers share, and React's are sent again. */
const atMessageDoor =
  /^((training|proof|proof\/portrait|session|offline)\/[\w-]+(\.worker|-client)|workers\/(worker-end|page-client|turn)|session\/react-turns)\.ts$/;
/** A worker of a pure room is where its clock comes in. */
const outsidePureRooms = /^(?!parity\/|lstm\/|proof\/(?!(portrait\/)?[\w-]+\.worker\.ts$))/;

/** Each platform name is written in these files only. */
const platformDoors: readonly { name: RegExp; files: RegExp }[] = [
  { name: /\bnew (Shared)?Worker\b/, files: atWorkerDoor },
  { name: /\bpostMessage\b/, files: atMessageDoor },
  { name: /(?<![.\w$])self\b(?!\??:)/, files: atWorkerDoor },
  ...['window', 'document', 'localStorage', 'indexedDB'].map((name) => ({
    name: new RegExp(String.raw`(?<![.\w$])${name}\b(?!\??:)`),
    files: inPage,
  })),
  // by its use: WebGL's uniforms have locations too
  { name: /(?<![.\w$])location(?=\.|\?\.|\[)|\} = location\b/, files: inPage },
  // what reacts to a store says what to: `watch`
  { name: /\.subscribe\b/, files: /^session\/use-session\.ts$/ },
  { name: /\bMath\.random\b/, files: outsidePureRooms },
  { name: /\bDate\.now\b|\bnew Date\(\)/, files: outsidePureRooms },
  { name: /\bperformance\.now\b/, files: outsidePureRooms },
];

const saysNothing = /^(utils?|types|index|helpers?|common|misc)\.tsx?$/;

const roomOf = (file: string): string => (file.includes('/') ? posix.dirname(file).split('/')[0]! : 'main');

const commentsAndStrings =
  /\/\/.*|\/\*[^]*?\*\/|'(?:[^'\\\n]|\\.)*'|"(?:[^"\\\n]|\\.)*"|`(?:[^`\\]|\\[^])*`/g;

const withoutComments = (text: string): string =>
  text.replace(commentsAndStrings, (found) => (found.startsWith('/') ? ' ' : found));

/** Code alone; of a template, what it interpolates. */
const withoutText = (text: string): string =>
  text.replace(commentsAndStrings, (found) =>
    found.startsWith('`') ? ` ${(found.match(/\$\{[^}]*\}/g) ?? []).join(' ')} ` : " '' ",
  );

const importForms = [
  /\bfrom\s*['"]([^'"]+)['"]/g,
  /\bimport\s*['"]([^'"]+)['"]/g,
  /\bimport\(\s*['"`]([^'"`]+)['"`]/g,
  /\bnew URL\(\s*['"`]([^'"`]+)['"`]\s*,\s*import\.meta\.url/g,
];

function importsOf(source: string): string[] {
  const code = withoutComments(source);
  return importForms.flatMap((form) =>
    [...code.matchAll(form)].map((match) => match[1]!.replace(/\?.*$/, '')),
  );
}

const targetOf = (file: string, specifier: string): string =>
  posix.normalize(posix.join(posix.dirname(file), specifier));

function importViolation(file: string, specifier: string): string | null {
  if (!specifier.startsWith('.')) return packageViolation(file, specifier);
  const target = targetOf(file, specifier);
  if (target.startsWith('..')) return `${file}: ${specifier} is outside the house`;
  if (!/\.\w+$/.test(target)) return `${file}: ${specifier} names no file`;
  if (isFixture(target) && !isFixture(file)) return `${file}: ${target} is for tests alone`;
  if (file.startsWith('proof/checker/') && !isFixture(file) && !shownToChecker.test(target))
    return `${file}: ${target} is not shown to the checker`;
  const [from, to] = [roomOf(file), roomOf(target)];
  return from === to ? innerViolation(from, file, target) : roomViolation(file, target);
}

function packageViolation(file: string, specifier: string): string | null {
  const door = packageDoors.find(({ packages }) => packages.test(specifier));
  if (door === undefined) return `${file}: ${specifier} has no door`;
  return door.files.test(file) ? null : `${file}: ${specifier} comes in through another door`;
}

function roomViolation(file: string, target: string): string | null {
  const [from, to] = [roomOf(file), roomOf(target)];
  if (!rooms[from]?.includes(to)) return `${file}: ${from} must not import ${to}`;
  // the words for what does not come are for whatever is loaded late
  const isForWorkers = to === 'workers' && target !== 'workers/reload-words.ts';
  if ((from === 'proof' || from === 'session') && isForWorkers && !atWorkerDoor.test(file))
    return `${file}: only a worker and its client import ${to}`;
  if (from === 'ui' && to === 'workers' && !shownToPanels.test(target))
    return `${file}: ${target} is not shown to panels`;
  if (from === 'session' && to === 'offline' && !target.endsWith('-client.ts'))
    return `${file}: ${target} is not shown to the session`;
  if (from === 'session' && to === 'training' && !isFixture(target) && !shownToSession.test(target))
    return `${file}: ${target} is not shown to the session`;
  return null;
}

/** Within a room that has rooms of its own. */
function innerViolation(room: string, file: string, target: string): string | null {
  const inner = innerRooms[room];
  const nameOf = (path: string): string => path.split('/')[1]!;
  const [from, to] = [nameOf(file), nameOf(target)];
  if (!inner || from === to || isFixture(file)) return null;
  const isTop = file.split('/').length === 2;
  if (isTop) return null;
  if (!inner[from]) return `${file}: no room ${room}/${from}`;
  return inner[from].includes(to) ? null : `${file}: ${room}/${from} must not import ${room}/${to}`;
}

function cycles(sources: Sources): string[] {
  const state = new Map<string, 'open' | 'done'>();
  const found: string[] = [];
  const visit = (file: string, path: readonly string[]): void => {
    if (state.get(file) === 'done' || sources[file] === undefined) return;
    if (state.get(file) === 'open') {
      found.push(`cycle: ${[...path.slice(path.indexOf(file)), file].join(' -> ')}`);
      return;
    }
    state.set(file, 'open');
    for (const specifier of importsOf(sources[file]))
      if (specifier.startsWith('.')) visit(targetOf(file, specifier), [...path, file]);
    state.set(file, 'done');
  };
  for (const file of Object.keys(sources)) visit(file, []);
  return found;
}

function violations(sources: Sources): string[] {
  const perFile = Object.entries(sources).flatMap(([file, source]) => {
    const code = withoutText(source);
    const room = roomOf(file);
    return [
      rooms[room] === undefined ? `${file}: no room ${room}` : null,
      saysNothing.test(posix.basename(file)) ? `${file}: the name says nothing` : null,
      ...importsOf(source).map((specifier) => importViolation(file, specifier)),
      ...platformDoors
        .filter(({ name, files }) => name.test(code) && !files.test(file))
        .map(({ name }) => `${file}: ${name.exec(code)![0]} has another door`),
    ];
  });
  return [...perFile.filter((violation) => violation !== null), ...cycles(sources)];
}

function sourcesOnDisk(): Sources {
  const root = fileURLToPath(new URL('.', import.meta.url));
  const files = readdirSync(root, { recursive: true, encoding: 'utf8' })
    .map((file) => file.replaceAll('\\', '/'))
    .filter((file) => /\.tsx?$/.test(file) && !/\.test\.tsx?$/.test(file));
  return Object.fromEntries(files.map((file) => [file, readFileSync(root + file, 'utf8')]));
}

describe('the house', () => {
  test('keeps to its plan', () => {
    const sources = sourcesOnDisk();
    expect(Object.keys(sources).length).toBeGreaterThan(10);
    expect(violations(sources)).toEqual([]);
  });

  test.each<[string, string, string]>([
    ['parity/bits.ts', "import { x } from '../lstm/cell.ts';", 'must not import lstm'],
    ['lstm/cell.ts', "import type { X } from '../parity/bits.ts';", 'must not import parity'],
    ['engine/engine.ts', "export { x } from '../training/config.ts';", 'must not import training'],
    ['workers/silence.ts', "import type { X } from '../training/config.ts';", 'must not import training'],
    ['proof/verdict.ts', "import { isText } from '../workers/shapes.ts';", 'only a worker and its client'],
    ['session/store.ts', "import { isText } from '../workers/shapes.ts';", 'only a worker and its client'],
    ['training/run.ts', "const x = await import('../ui/app.tsx');", 'must not import ui'],
    ['ui/app.tsx', "new URL('../training/trainer.worker.ts', import.meta.url)", 'must not import training'],
    ['session/store.ts', "import { x } from '../engine/engine.ts';", 'must not import engine'],
    ['session/store.ts', "import { x } from '../training/trainer.ts';", 'not shown to the session'],
    ['ui/kit/told.tsx', "import { x } from '../../workers/silence.ts';", 'not shown to panels'],
    ['offline/kept.ts', "import { x } from '../session/store.ts';", 'must not import session'],
    ['ui/trace/a.tsx', "import { B } from '../curves/b.tsx';", 'ui/trace must not import ui/curves'],
    ['ui/kit/a.tsx', "import { B } from '../trace/b.tsx';", 'ui/kit must not import ui/trace'],
    ['ui/kit/a.tsx', "import { B } from '../app.tsx';", 'ui/kit must not import ui/app.tsx'],
    ['ui/attic/a.tsx', "import { B } from '../kit/b.tsx';", 'no room ui/attic'],
    ['proof/cover/a.ts', "import { B } from '../checker/b.ts';", 'proof/cover must not import proof/checker'],
    ['proof/checker/a.ts', "import { B } from '../cover/b.ts';", 'not shown to the checker'],
    ['proof/checker/a.ts', "import { B } from '../walker.ts';", 'not shown to the checker'],
    ['proof/checker/a.ts', "import { B } from '../../lstm/forward.ts';", 'not shown to the checker'],
    ['proof/checker/a.ts', "import { B } from '../../parity/bits.ts';", 'not shown to the checker'],
    ['proof/verdict.ts', "import { B } from './networks.fixture.ts';", 'is for tests alone'],
    ['session/store.ts', "import { B } from '../lstm/cases.fixture.ts';", 'is for tests alone'],
    ['ui/app.tsx', "import '../../e2e/x.ts';", 'outside the house'],
    ['ui/app.tsx', "import { x } from './x';", 'names no file'],
    ['training/run.ts', "import * as tf from '@tensorflow/tfjs-core';", 'another door'],
    ['session/store.ts', "import { useState } from 'react';", 'another door'],
    ['ui/app.tsx', "const { LineChart } = await import('recharts');", 'another door'],
    ['ui/app.tsx', "import * as v from 'valibot';", 'another door'],
    ['ui/app.tsx', "import x from 'lodash';", 'has no door'],
    ['ui/app.tsx', 'const worker = new Worker(url);', 'new Worker has another door'],
    ['training/run.ts', 'self.onmessage = null;', 'self has another door'],
    ['engine/engine.ts', 'port.postMessage(1);', 'postMessage has another door'],
    ['workers/silence.ts', 'port.postMessage(1);', 'postMessage has another door'],
    ['workers/page-client.ts', 'const worker = new Worker(url);', 'new Worker has another door'],
    ['engine/engine.ts', "document.createElement('canvas');", 'document has another door'],
    ['training/config.ts', 'const link = `x${location.hash}`;', 'location has another door'],
    ['session/proofs.ts', 'store.subscribe(() => goOn());', '.subscribe has another door'],
    ['lstm/cell.ts', 'const x = Math.random();', 'Math.random has another door'],
    ['proof/box.ts', 'const x = Date.now();', 'Date.now has another door'],
    ['proof/box.ts', 'const x = performance.now();', 'performance.now has another door'],
    ['parity/bits.ts', 'const x = performance.now();', 'performance.now has another door'],
    ['lstm/utils.ts', '', 'says nothing'],
    ['attic/box.ts', '', 'no room attic'],
  ])('%s: %s', (file, source, expected) => {
    expect(violations({ [file]: source }).join('\n')).toContain(expected);
  });

  test('finds cycles, type-only ones included', () => {
    const sources = {
      'lstm/a.ts': "import type { B } from './b.ts';",
      'lstm/b.ts': "export * from './c.ts';",
      'lstm/c.ts': "import { a } from './a.ts';",
    };
    expect(violations(sources)).toEqual(['cycle: lstm/a.ts -> lstm/b.ts -> lstm/c.ts -> lstm/a.ts']);
  });

  test('is not misled by words in comments and strings', () => {
    const source = `// document, from 'react'\nconst text = 'window'; /* import('x') */ const y = { self: text.location };`;
    expect(violations({ 'lstm/a.ts': source })).toEqual([]);
  });
});
