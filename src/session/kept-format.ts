/**
 * What is kept of the page, so that a reload or a crash loses nothing: a header in JSON and blocks of numbers, with a
 * check sum over both. The curves, the options and the repairs are read as a run file is: whatever lies in the browser's
 * storage is believed as little as a stranger's file.
 */
import { paramCount } from '../lstm/params.ts';
import type { HistoryPoint } from '../training/history.ts';
import type { Checkpoint } from '../training/protocol.ts';
import { readKeptHeader, type KeptHeader } from './kept-header.ts';
import type { OpenedNetwork } from './network.ts';
import { packHistory, unpackHistory } from './packed-history.ts';
import { parseFile } from './files.ts';
import { ghostOf } from './ghosts.ts';
import { runFile } from './run-file.ts';
import { createRun, setBack, type RunMark, type RunRecord } from './run-record.ts';
import { isLive, type Ghost, type SessionState } from './state.ts';

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
> & { readonly run: RunRecord | null; readonly status: 'paused' | 'solved' | 'stopped' | 'idle' };

/** Weights on the way that are kept: so many numbers, 4 MB. */
const MAX_SNAPSHOT_NUMBERS = 1_000_000;

/** The state as a record; null: there is nothing that anybody could miss. */
export function writeKept(state: SessionState): KeptRecord | null {
  const { run: shown, ghosts, opened } = state;
  const run = shown && shown.origin !== 'recorded' && shown.weights ? shown : null;
  if (!run && ghosts.length === 0) return null;
  const floats: Float32Array[] = [];
  const keepFloats = (values: Float32Array): void => void floats.push(values);
  const header: KeptHeader = {
    page: pageOf(state),
    run: run && runHeader(run, state.status, keepFloats),
    ghosts: ghosts.map(({ name, isHidden, ...ghost }) => ({ name, isHidden, file: ghostText(ghost) })),
    opened: opened && { spec: opened.spec, source: opened.source },
  };
  if (opened) keepFloats(opened.params);
  const curves = run?.replicas.map(({ history }) => packHistory(history)) ?? [];
  const text = JSON.stringify(header);
  return {
    format: 'latch-kept',
    version: KEPT_VERSION,
    sum: checkSum(text, [...floats, ...curves]),
    header: text,
    floats,
    curves,
  };
}

const pageOf = (state: SessionState): KeptHeader['page'] => {
  const { config, preset, engine, kernel, speed, bits, replica, isReplicaChosen, act } = state;
  return { config, preset, engine, kernel, speed, bits, replica, isReplicaChosen, act };
};

function runHeader(
  run: RunRecord,
  status: SessionState['status'],
  keepFloats: (values: Float32Array) => void,
): KeptHeader['run'] {
  const { weights, engine } = run;
  const isOver = !isLive(status) && status !== 'failed';
  const mark = isOver ? null : run.mark;
  const params = mark?.checkpoint.params ?? weights?.params;
  if (!params || !engine) return null;
  const snapshots = evenly(run.snapshots, Math.floor(MAX_SNAPSHOT_NUMBERS / params.length));
  const moments = mark ? [mark.checkpoint.m, mark.checkpoint.v] : [];
  for (const values of [params, ...moments, ...snapshots.map((snapshot) => snapshot.params)])
    keepFloats(values);
  const bare = { ...run, weights: null, replicas: run.replicas.map(withoutCurve) };
  return {
    ...standingOf(run, mark),
    file: JSON.stringify(runFile(bare)),
    origin: run.origin === 'file' ? 'file' : 'trained',
    engineChoice: run.engineChoice,
    engine,
    status: !isOver ? 'paused' : status === 'solved' ? 'solved' : 'stopped',
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

const withoutCurve = ({ seed }: { readonly seed: number }): RunRecord['replicas'][number] => ({
  seed,
  history: [],
  wrongByLength: null,
});

/** At most so many, the first and the last among them. */
function evenly<T>(all: readonly T[], most: number): readonly T[] {
  if (all.length <= most) return all;
  if (most < 2) return [];
  return Array.from({ length: most }, (_, k) => all[Math.round((k * (all.length - 1)) / (most - 1))]!);
}

const texts = new WeakMap<object, string>();

/** Earlier runs do not change but for their names: each is written once. */
function ghostText(ghost: RunRecord): string {
  const key = ghost.replicas;
  const text = texts.get(key) ?? JSON.stringify(runFile(ghost));
  texts.set(key, text);
  return text;
}

/** Over text and numbers, a word after the other. */
export function checkSum(text: string, blocks: readonly (Float32Array | Float64Array)[]): number {
  let hash = 2_166_136_261;
  for (let k = 0; k < text.length; k++) hash = Math.imul(hash ^ text.charCodeAt(k), 16_777_619);
  for (const block of blocks) {
    const words = new Uint32Array(block.buffer, block.byteOffset, block.byteLength / 4);
    hash = Math.imul(hash ^ words.length, 16_777_619);
    for (let k = 0; k < words.length; k++) hash = Math.imul(hash ^ words[k]!, 16_777_619);
  }
  return hash >>> 0;
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
  const run = header.run && { ...runFrom(header.run, blocks, curves), id: nextId() };
  const opened = header.opened && openedFrom(header.opened, blocks);
  const { replicas } = run?.config ?? header.page.config;
  return {
    ...header.page,
    replica: Math.min(header.page.replica, replicas - 1),
    run,
    status: header.run?.status ?? 'idle',
    ghosts: header.ghosts.map(({ name, isHidden, file }): Ghost => ({
      ...ghostOf({ ...runOf(file), id: nextId() }),
      name,
      isHidden,
    })),
    opened,
  };
}

/** A run file's run. */
function runOf(text: string): RunRecord {
  const read = parseFile(text, '');
  if (!read.ok) throw new Error(read.problems.join(' '));
  if (read.file.kind !== 'run') throw new Error('there are weights in place of a run');
  return read.file.run;
}

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
  for (const perReplica of [header.solvedAt, header.wrongByLength, header.checkpoint?.replicas])
    if (perReplica && perReplica.length !== config.replicas) throw new Error('replicas are missing');
  const checkpoint: Checkpoint | null = header.checkpoint &&
    state && { ...header.checkpoint, ...state, update };
  const { solvedAt, learningRates, wrongByLength } = header;
  const histories = curves.map(unpackHistory);
  // read as a file is: nothing that falls, no share above 1
  runOf(JSON.stringify(runFile({ ...bare, replicas: withHistories(bare, histories) })));
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

const withHistories = (bare: RunRecord, histories: readonly HistoryPoint[][]): RunRecord['replicas'] =>
  bare.replicas.map(({ seed }, k) => ({ seed, history: histories[k] ?? [], wrongByLength: null }));

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
