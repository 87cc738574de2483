/**
 * Earlier runs as they are kept. They do not change but for their names, so they lie beside what changes all the time, and
 * are written when they change.
 */
import * as v from 'valibot';
import type { HistoryPoint } from '../training/history.ts';
import { checkSum } from './check-sum.ts';
import { count } from './file-numbers.ts';
import { readRun } from './files.ts';
import { ghostOf } from './ghosts.ts';
import { packHistory, unpackHistory } from './packed-history.ts';
import { runFile } from './run-file.ts';
import type { RunRecord } from './run-record.ts';
import type { Ghost } from './state.ts';

/** As they lie in the browser's storage. */
export interface KeptGhosts {
  readonly format: 'latch-kept-ghosts';
  readonly version: number;
  /** Of the header, which holds those of the curves. */
  readonly sum: number;
  readonly header: string;
  /** Of each run's replicas. */
  readonly curves: readonly Float64Array[];
}

const VERSION = 1;

const headerSchema = v.array(
  v.object({
    name: v.string(),
    isHidden: v.boolean(),
    /** A run file without curves and weights. */
    file: v.string(),
    replicas: count,
    sum: count,
  }),
);

interface Written {
  readonly file: string;
  readonly curves: readonly Float64Array[];
  readonly sum: number;
}

/** Each is packed once. */
const written = new WeakMap<RunRecord['replicas'], Written>();

function writtenRun(ghost: RunRecord): Written {
  const known = written.get(ghost.replicas);
  if (known) return known;
  const curves = ghost.replicas.map(({ history }) => packHistory(history));
  const file = JSON.stringify(runFile({ ...ghost, weights: null, replicas: withHistories(ghost, []) }));
  const fresh = { file, curves, sum: checkSum('', curves) };
  written.set(ghost.replicas, fresh);
  return fresh;
}

/** A run whose replicas have these curves, or none. */
export const withHistories = (
  { replicas }: Pick<RunRecord, 'replicas'>,
  histories: readonly HistoryPoint[][],
): RunRecord['replicas'] =>
  replicas.map(({ seed }, k) => ({ seed, history: histories[k] ?? [], wrongByLength: null }));

export function writeGhosts(ghosts: readonly Ghost[]): KeptGhosts {
  const runs = ghosts.map(writtenRun);
  const header = JSON.stringify(
    ghosts.map(({ name, isHidden, replicas }, k) => {
      const { file, sum } = runs[k]!;
      return { name, isHidden, file, replicas: replicas.length, sum };
    }),
  );
  return {
    format: 'latch-kept-ghosts',
    version: VERSION,
    sum: checkSum(header, []),
    header,
    curves: runs.flatMap(({ curves }) => curves),
  };
}

export type GhostsReading = { readonly ghosts: readonly Ghost[] } | { readonly problem: string };

/** Reads what lies in the storage, whatever that is; nothing at all: there are none. */
export function readGhosts(stored: unknown, nextId: () => number): GhostsReading {
  if (stored === undefined) return { ghosts: [] };
  const record = recordOf(stored);
  if (!record) return { problem: 'They are damaged (parts are missing).' };
  if (record.version > VERSION) return { problem: 'A newer version of this page has kept them.' };
  if (record.sum !== checkSum(record.header, []))
    return { problem: 'They are damaged (the check sum does not fit).' };
  try {
    return { ghosts: ghostsFrom(record, nextId) };
  } catch (error) {
    return { problem: `They are damaged (${error instanceof Error ? error.message : String(error)}).` };
  }
}

function recordOf(stored: unknown): KeptGhosts | null {
  if (typeof stored !== 'object' || stored === null) return null;
  const { format, version, sum, header, curves } = stored as Partial<Record<keyof KeptGhosts, unknown>>;
  const isWhole =
    format === 'latch-kept-ghosts' &&
    typeof version === 'number' &&
    typeof sum === 'number' &&
    typeof header === 'string' &&
    Array.isArray(curves) &&
    curves.every((block) => block instanceof Float64Array);
  return isWhole ? (stored as KeptGhosts) : null;
}

/** Throws an Error that names what does not belong there. */
function ghostsFrom({ header, curves: all }: KeptGhosts, nextId: () => number): Ghost[] {
  const read = v.safeParse(headerSchema, JSON.parse(header));
  if (!read.success) throw new Error(`${v.getDotPath(read.issues[0]) ?? 'the header'} does not belong there`);
  let at = 0;
  return read.output.map(({ name, isHidden, file, replicas, sum }) => {
    const curves = all.slice(at, (at += replicas));
    if (curves.length !== replicas || sum !== checkSum('', curves))
      throw new Error('the check sum does not fit');
    const bare = readRun(JSON.parse(file));
    if (bare.replicas.length !== replicas) throw new Error('curves are missing');
    // read as a file is: nothing that falls, no share above 1
    const run = readRun(runFile({ ...bare, replicas: withHistories(bare, curves.map(unpackHistory)) }));
    return { ...ghostOf({ ...run, id: nextId() }), name, isHidden };
  });
}
