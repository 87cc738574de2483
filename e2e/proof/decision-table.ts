/** The table of decisions: its file, and how README.md and BENCHMARK.md tell it. */
import { readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';
import { SETTINGS } from './trained.ts';

/** The solved networks among these seeds of a setting. Times are of a processor, and include the check. */
export interface Row {
  readonly setting: string;
  readonly first: number;
  readonly last: number;
  readonly solved: number;
  readonly certified: number;
  readonly wrong: number;
  readonly undecided: number;
  /** What ended the search for each of them: the end of the time, or what the search says; older rows do not have it. */
  readonly undecidedSeeds: readonly { readonly seed: number; readonly ended?: string }[];
  readonly limitMs: number;
  readonly medianMs: number;
  readonly slowestDecidedMs: number;
  /** Of the certified ones, if there are any. */
  readonly proofs?: Proofs;
}

/** Medians, where nothing else is said. */
export interface Proofs {
  /** Certified by sets that return after words. */
  readonly byWords: number;
  /** Boxes or sets. */
  readonly sets: number;
  readonly longestWord: number;
  readonly images: number;
  readonly kilobytes: number;
  readonly mostKilobytes: number;
  /** Of all that came before the check; older rows do not have it. */
  readonly searchMs?: number;
  readonly slowestSearchMs?: number;
  readonly checkMs: number;
  readonly slowestCheckMs: number;
}

export interface Table {
  readonly node: string;
  readonly rows: readonly Row[];
}

const pathOf = (name: string): string => fileURLToPath(new URL(name, import.meta.url));
const FILE = pathOf('table.json');
const LOCK = join(tmpdir(), 'latch-decisions.lock');
const BENCHMARK = pathOf('../../BENCHMARK.md');
const [START, END] = ['<!-- decisions:start -->', '<!-- decisions:end -->'];

export const readTable = (): Table => JSON.parse(readFileSync(FILE, 'utf8')) as Table;

/** Puts a row in the place of the one with its seeds, while no other run of the command does. */
export async function putRow(row: Row): Promise<void> {
  await lock();
  try {
    const rows = [...readTable().rows.filter((known) => nameOf(known) !== nameOf(row)), row];
    rows.sort((a, b) => placeOf(a) - placeOf(b) || a.first - b.first);
    write(FILE, `${JSON.stringify({ node: process.version, rows }, null, 2)}\n`);
    write(BENCHMARK, withDecisions(readFileSync(BENCHMARK, 'utf8'), rows));
  } finally {
    rmSync(LOCK);
  }
}

const nameOf = ({ setting, first, last }: Row): string => `${setting}@${first}-${last}`;
const order = Object.keys(SETTINGS);
const placeOf = ({ setting, first }: Row): number => order.indexOf(setting) + (first > 1 ? order.length : 0);

/** Waits until a file of the lock's name is this process's own. */
async function lock(): Promise<void> {
  for (;;) {
    try {
      writeFileSync(LOCK, String(process.pid), { flag: 'wx' });
      return;
    } catch (error) {
      if ((error as NodeJS.ErrnoException).code !== 'EEXIST') throw error;
    }
    if (isLeftBehind()) rmSync(LOCK, { force: true });
    else await setTimeout(100);
  }
}

/** Whether the lock is that of a process which has ended. */
function isLeftBehind(): boolean {
  try {
    process.kill(Number(readFileSync(LOCK, 'utf8')), 0);
    return false;
  } catch (error) {
    return (error as NodeJS.ErrnoException).code === 'ESRCH';
  }
}

function write(file: string, text: string): void {
  writeFileSync(`${file}.new`, text);
  renameSync(`${file}.new`, file);
}

/** The benchmark's text with these rows between the marks. Throws an Error where there are none. */
export function withDecisions(text: string, rows: readonly Row[]): string {
  const [from, to] = [text.indexOf(START), text.indexOf(END)];
  if (from < 0 || to < from) throw new Error(`BENCHMARK.md has no ${START} before ${END}`);
  return `${text.slice(0, from + START.length)}\n\n${tableOf(rows)}\n\n${text.slice(to)}`;
}

const HEAD =
  '| Setting | Seeds | Solved | Certified | Wrong | Undecided | Decided | Median, s | Slowest, s | Limit, s |';
const RULE = '| :-- | --: | --: | --: | --: | --: | --: | --: | --: | --: |';

const tableOf = (rows: readonly Row[]): string => [HEAD, RULE, ...rows.map(lineOf)].join('\n');

function lineOf(row: Row): string {
  const times = [row.medianMs, row.slowestDecidedMs, row.limitMs].map((ms) =>
    Number((ms / 1000).toPrecision(2)),
  );
  const counts = [row.solved, row.certified, row.wrong, row.undecided];
  const decided = `${((100 * (row.certified + row.wrong)) / row.solved).toFixed(1)} %`;
  return `| ${[row.setting, `${row.first}–${row.last}`, ...counts, decided, ...times].join(' | ')} |`;
}

/** Over several rows. */
export interface Sums {
  readonly decided: number;
  readonly wrong: number;
  readonly solved: number;
}

/** Sums over the rows whose setting and units are accepted. */
export function sumsOf(rows: readonly Row[], accept: (setting: string, hidden: number) => boolean): Sums {
  const chosen = rows.filter(({ setting }) => accept(setting, SETTINGS[setting].hidden));
  const total = (count: (row: Row) => number): number => chosen.reduce((sum, row) => sum + count(row), 0);
  return {
    decided: total(({ certified, wrong }) => certified + wrong),
    wrong: total(({ wrong }) => wrong),
    solved: total(({ solved }) => solved),
  };
}
