/** What has been found so far, a line a fault, so that a long programme can be run in pieces. */
import { appendFileSync, existsSync, mkdirSync, readFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import type { EngineName } from '../../driver/page.ts';
import { root } from '../../scripts/prepare.mjs';
import type { Outcome } from './programme.ts';
import { commandOf, injectionOf } from './schedule.ts';
import type { Counted, FaultsTable } from './table.ts';

export interface Line extends Counted {
  readonly number: number;
  readonly command: string;
  readonly done: string;
  readonly seconds: number;
}

const COMMITTED = join(root, 'e2e', 'tables', 'faults-programme.json');

const fileOf = (seed: number): string => join(root, '.cache', 'faults', `seed-${seed}.jsonl`);

/** Of each fault the newest that is known here, or else the committed one. */
export function readLines(seed: number): Line[] {
  const file = fileOf(seed);
  const found = existsSync(file) ? readFileSync(file, 'utf8').split('\n') : [];
  const lines = found.filter((text) => text !== '').map((text) => JSON.parse(text) as Line);
  const committed = JSON.parse(readFileSync(COMMITTED, 'utf8')) as FaultsTable;
  const all = [...(committed.seed === seed ? cleanLinesOf(committed) : []), ...lines];
  return [...new Map(all.map((line) => [`${line.engine} ${line.number}`, line])).values()];
}

/** The committed table's column of what nothing came of. */
export function cleanOf(lines: readonly Line[]): FaultsTable['clean'] {
  const of = (engine: EngineName): string =>
    lines
      .filter((line) => line.engine === engine && failuresOf([line]).length === 0)
      .toSorted((a, b) => a.number - b.number)
      .map(({ number, gapMs }) => (gapMs === null ? `${number}` : `${number}:${Math.round(gapMs)}`))
      .join(' ');
  return { chromium: of('chromium'), firefox: of('firefox'), webkit: of('webkit') };
}

export const cleanLinesOf = ({ seed, clean }: Pick<FaultsTable, 'seed' | 'clean'>): Line[] =>
  (Object.entries(clean) as [EngineName, string][]).flatMap(([engine, text]) =>
    text.split(' ').flatMap((word): Line[] => {
      const [number = 0, gapMs = null] = word.split(':').map(Number);
      if (number === 0) return [];
      const injection = injectionOf(engine, seed, number);
      return [lineOf({ injection, done: '', lost: [], wrong: [], errors: [], dead: [], gapMs, seconds: 0 })];
    }),
  );

export const lineOf = ({ injection, done, lost, wrong, errors, dead, gapMs, seconds }: Outcome): Line => {
  const { kind, engine, number } = injection;
  return {
    kind,
    engine,
    number,
    command: commandOf(injection),
    done,
    lost,
    wrong,
    errors,
    dead,
    gapMs,
    seconds,
  };
};

export function addLine(seed: number, line: Line): void {
  mkdirSync(dirname(fileOf(seed)), { recursive: true });
  appendFileSync(fileOf(seed), `${JSON.stringify(line)}\n`);
}

export const isDone = (lines: readonly Line[], engine: EngineName, number: number): boolean =>
  lines.some((line) => line.engine === engine && line.number === number);

/** What went wrong, each in a line. */
export const failuresOf = (lines: readonly Line[]): FaultsTable['failures'] =>
  lines.flatMap(({ command, kind, lost, wrong, errors, dead }) => {
    const seen = Object.entries({ lost, wrong, errors, dead }).flatMap(([what, found]) =>
      found.map((text) => `${what}: ${text.replaceAll(/\s+/gu, ' ').slice(0, 200)}`),
    );
    return seen.length > 0 ? [{ command, seen: `${kind}; ${seen.join('; ')}` }] : [];
  });
