/** What has been found so far, a line a fault, so that a long programme can be run in pieces. */
import { appendFileSync, existsSync, mkdirSync, readFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import type { EngineName } from '../../driver/page.ts';
import { root } from '../../scripts/prepare.mjs';
import type { Outcome } from './programme.ts';
import { commandOf } from './schedule.ts';
import type { Counted, FaultsTable } from './table.ts';

export interface Line extends Counted {
  readonly number: number;
  readonly command: string;
  readonly done: string;
  readonly seconds: number;
}

const fileOf = (seed: number): string => join(root, '.cache', 'faults', `seed-${seed}.jsonl`);

/** The newest of each fault. */
export function readLines(seed: number): Line[] {
  const file = fileOf(seed);
  if (!existsSync(file)) return [];
  const lines = readFileSync(file, 'utf8')
    .split('\n')
    .filter((text) => text !== '')
    .map((text) => JSON.parse(text) as Line);
  return [...new Map(lines.map((line) => [`${line.engine} ${line.number}`, line])).values()];
}

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
