/**
 * What is kept of the page, so that a reload or a crash loses nothing: a header in JSON and blocks of numbers, with a
 * check sum over both. The curves, the options and the repairs are read as a run file is: whatever lies in the browser's
 * storage is believed as little as a stranger's file.
 */
import { paramCount } from '../lstm/params.ts';
import type { Checkpoint } from '../training/protocol.ts';
import { atOnce, checkSum, sumInSlices } from './check-sum.ts';
import { withHistories } from './kept-ghosts.ts';
import { readKeptHeader, type KeptHeader } from './kept-header.ts';
import { FROM_LINK, type OpenedNetwork } from './network.ts';
import { packHistory, unpackHistory } from './packed-history.ts';
import { readRun } from './files.ts';
import { ghostOf } from './ghosts.ts';
import { runFile } from './run-file.ts';
import { createRun, setBack, type RunMark, type RunRecord } from './run-record.ts';
import { isLive, type Claims, type Ghost, type SessionState } from './state.ts';

export const KEPT_VERSION = 1;

/** As it lies in the browser's storage. */
export interface KeptRecord {
  readonly format: 'latch-kept';
  readonly version: number;
  /** Of all that follows. */
  readonly sum: number;
  readonly header: string;
  readonly floats: readonly Float32Array[];
  readonly curves: readonly Float64Array[];
}

/** What the page is set back to. */
export type KeptPage = Pick<
  SessionState,
  | 'config'
  | 'preset'
  | 'engine'
  | 'kernel'
  | 'speed'
  | 'bits'
  | 'replica'
  | 'isReplicaChosen'
  | 'act'
  | 'ghosts'
  | 'opened'
> & {
  readonly run: RunRecord | null;
  readonly status: 'paused' | 'solved' | 'stopped' | 'idle';
  /** A repair was under way, which has ended with the page. */
  readonly isRepairing: boolean;
  readonly claims: Claims | null;
};

/** Weights on the way that are kept: so many numbers, 4 MB. */
const MAX_SNAPSHOT_NUMBERS = 1_000_000;
/** Certificates that are kept, all together. */
const MAX_CERTIFICATE_CHARACTERS = 1_000_000;

/** The state as a record, at once; null: there is nothing that anybody could miss. */
export const writeKept = (state: SessionState): KeptRecord | null => atOnce(keptInSlices(state));

/** The same in slices of some milliseconds: what is kept is what the state is at the first. */
export function* keptInSlices(state: SessionState): Generator<void, KeptRecord | null> {
  const { run, ghosts, opened } = state;
  const floats: Float32Array[] = [];
  const keepFloats = (values: Float32Array): void => void floats.push(values);
  const ownRun = run && run.origin !== 'recorded' ? runHeader(run, state.status, keepFloats) : null;
  const isOpened = opened !== null && opened.source !== FROM_LINK;
  if (!ownRun && ghosts.length === 0 && !isOpened) return null;
  const header: KeptHeader = {
    page: pageOf(state),
    run: ownRun,
    certificates: ownRun && run ? certificatesOf(state.verdicts, run.id) : [],
    ghosts: [],
    opened: opened && { spec: opened.spec, source: opened.source },
  };
  if (opened) keepFloats(opened.params);
  // points are added to them in place
  const histories = (ownRun && run ? run.replicas : []).map(({ history }) => history.slice());
  const curves: Float64Array[] = [];
  for (const history of histories) {
    curves.push(packHistory(history));
    yield;
  }
  const text = JSON.stringify(header);
  const sum = yield* sumInSlices(text, [...floats, ...curves]);
  return { format: 'latch-kept', version: KEPT_VERSION, sum, header: text, floats, curves };
}

/** As many as there is room for. */
function certificatesOf(verdicts: SessionState['verdicts'], runId: number): KeptHeader['certificates'] {
  let room = MAX_CERTIFICATE_CHARACTERS;
  return [...verdicts].flatMap(([slot, { runId: own, outcome }]) => {
    if (own !== runId || slot < 0 || outcome.verdict !== 'certified') return [];
    room -= outcome.certificate.length;
    return room < 0 ? [] : [{ slot, file: outcome.certificate }];
  });
}

const pageOf = (state: SessionState): KeptHeader['page'] => {
  const { config, preset, engine, kernel, speed, bits, replica, isReplicaChosen, act } = state;
  return { config, preset, engine, kernel, speed, bits, replica, isReplicaChosen, act };
};

/** Null: there is nothing of it yet that would be missed. */
function runHeader(
  run: RunRecord,
  status: SessionState['status'],
  keepFloats: (values: Float32Array) => void,
): KeptHeader['run'] {
  const { weights, engine } = run;
  const isOver = !isLive(status) && status !== 'failed';
  const mark = isOver ? null : run.mark;
  const params = isOver ? weights?.params : mark?.checkpoint.params;
  if (!params || !engine) return null;
  const snapshots = evenly(run.snapshots, Math.floor(MAX_SNAPSHOT_NUMBERS / params.length));
  const moments = mark ? [mark.checkpoint.m, mark.checkpoint.v] : [];
  for (const values of [params, ...moments, ...snapshots.map((snapshot) => snapshot.params)])
    keepFloats(values);
  const bare = { ...run, weights: null, replicas: withHistories(run, []) };
  return {
    ...standingOf(run, mark),
    file: JSON.stringify(runFile(bare)),
    origin: run.origin === 'file' ? 'file' : 'trained',
    engineChoice: run.engineChoice,
    engine,
    status: !isOver ? 'paused' : status === 'solved' ? 'solved' : 'stopped',
    isRepairing: run.repairs.some(({ ending }) => ending === null),
    weightsUpdate: mark?.update ?? weights?.update ?? run.update,
    snapshots: snapshots.map((snapshot) => snapshot.update),
  };
}

/** At its mark where it can go on from there, else where it has come to. */
function standingOf(
  run: RunRecord,
  mark: RunMark | null,
): Pick<
  NonNullable<KeptHeader['run']>,
  'figures' | 'solvedAt' | 'learningRates' | 'wrongByLength' | 'checkpoint'
> {
  const { update, epoch, seconds, solvedAt, learningRates } = mark ?? run;
  const wrongByLength = mark?.wrongByLength ?? run.replicas.map((record) => record.wrongByLength);
  return {
    figures: { update, epoch, seconds },
    solvedAt,
    learningRates,
    wrongByLength,
    checkpoint: mark && {
      learningRate: mark.checkpoint.learningRate,
      seconds: mark.checkpoint.seconds,
      replicas: mark.checkpoint.replicas,
    },
  };
}

/** At most so many, the first and the last among them. */
function evenly<T>(all: readonly T[], most: number): readonly T[] {
  if (all.length <= most) return all;
  if (most < 2) return [];
  return Array.from({ length: most }, (_, k) => all[Math.round((k * (all.length - 1)) / (most - 1))]!);
}

export type KeptReading =
  | { readonly page: KeptPage }
  /** In words; `isNewer`: it was written by a newer version, and is not to be touched. */
  | { readonly problem: string; readonly isNewer: boolean };

const damaged = (how: string): KeptReading => ({ problem: `It is damaged (${how}).`, isNewer: false });

/** Reads what lies in the storage, whatever that is. `nextId` numbers the runs that come out. */
export function readKept(stored: unknown, nextId: () => number): KeptReading {
  const record = recordOf(stored);
  if (record === null) return damaged('parts are missing');
  if (record.version > KEPT_VERSION)
    return { problem: 'A newer version of this page has kept it.', isNewer: true };
  if (record.sum !== checkSum(record.header, [...record.floats, ...record.curves]))
    return damaged('the check sum does not fit');
  try {
    return { page: pageFrom(record, nextId) };
  } catch (error) {
    return damaged(error instanceof Error ? error.message : String(error));
  }
}

function recordOf(stored: unknown): KeptRecord | null {
  if (typeof stored !== 'object' || stored === null) return null;
  const { format, version, sum, header, floats, curves } = stored as Partial<
    Record<keyof KeptRecord, unknown>
  >;
  const isWhole =
    format === 'latch-kept' &&
    typeof version === 'number' &&
    typeof sum === 'number' &&
    typeof header === 'string' &&
    Array.isArray(floats) &&
    floats.every((block) => block instanceof Float32Array) &&
    Array.isArray(curves) &&
    curves.every((block) => block instanceof Float64Array);
  return isWhole ? (stored as KeptRecord) : null;
}

/** Throws an Error that names what does not belong there. */
function pageFrom({ header: text, floats, curves }: KeptRecord, nextId: () => number): KeptPage {
  const header = readKeptHeader(JSON.parse(text));
  const blocks = floats.values();
  const read = header.run && { ...runFrom(header.run, blocks, curves), id: nextId() };
  // one that could not go on would only stand in the way
  const run = header.run?.status === 'paused' && !read?.mark ? null : read;
  const opened = header.opened && openedFrom(header.opened, blocks);
  const { replicas } = run?.config ?? header.page.config;
  return {
    ...header.page,
    replica: Math.min(header.page.replica, replicas - 1),
    run,
    status: (run && header.run?.status) ?? 'idle',
    isRepairing: header.run?.isRepairing ?? false,
    claims: run && {
      runId: run.id,
      files: new Map(header.certificates.map(({ slot, file }) => [slot, file])),
    },
    ghosts: header.ghosts.map(({ name, isHidden, file }): Ghost => ({
      ...ghostOf({ ...runOf(file), id: nextId() }),
      name,
      isHidden,
    })),
    opened,
  };
}

/** A run file's run. */
const runOf = (text: string): RunRecord => readRun(JSON.parse(text));

function runFrom(
  header: NonNullable<KeptHeader['run']>,
  blocks: Iterator<Float32Array>,
  curves: readonly Float64Array[],
): RunRecord {
  const bare = runOf(header.file);
  const { config } = bare;
  const size = config.replicas * paramCount(config.hidden);
  if (curves.length !== config.replicas) throw new Error('curves are missing');
  const next = (): Float32Array => takeBlock(blocks, size);
  const params = next();
  const { update } = header.figures;
  const state = header.checkpoint && { params, m: next(), v: next() };
  const snapshots = header.snapshots.map((at) => ({ update: at, params: next() }));
  if (header.snapshots.some((at, k) => k > 0 && at <= header.snapshots[k - 1]!))
    throw new Error('moments do not rise');
  for (const perReplica of [header.solvedAt, header.wrongByLength, header.checkpoint?.replicas])
    if (perReplica && perReplica.length !== config.replicas) throw new Error('replicas are missing');
  const checkpoint: Checkpoint | null =
    header.status === 'paused' && header.checkpoint && state
      ? { ...header.checkpoint, ...state, update }
      : null;
  const { solvedAt, learningRates, wrongByLength } = header;
  const histories = curves.map(unpackHistory);
  // read as a file is: nothing that falls, no share above 1
  readRun(runFile({ ...bare, replicas: withHistories(bare, histories) }));
  const run: RunRecord = {
    ...createRun(0, config, header.engineChoice),
    origin: header.origin,
    engine: header.engine,
    replicas: withHistories(bare, histories).map((record, k) => ({
      ...record,
      wrongByLength: wrongByLength[k] ?? null,
    })),
    revision: 1,
    ...header.figures,
    solvedAt,
    weights: { update: header.weightsUpdate, params },
    snapshots,
    learningRates,
    repairs: bare.repairs,
    isAsleep: checkpoint !== null,
    mark: checkpoint && { ...header.figures, solvedAt, learningRates, wrongByLength, checkpoint },
  };
  return checkpoint ? setBack(run) : run;
}

function openedFrom(
  { spec, source }: NonNullable<KeptHeader['opened']>,
  blocks: Iterator<Float32Array>,
): OpenedNetwork {
  return { spec, source, params: takeBlock(blocks, paramCount(spec.hidden)) };
}

function takeBlock(blocks: Iterator<Float32Array>, size: number): Float32Array {
  const block = blocks.next();
  if (block.done === true || block.value.length !== size) throw new Error('weights are missing');
  if (!block.value.every(Number.isFinite)) throw new Error('weights are no numbers');
  return block.value;
}
