/** What the page keeps of a run: its options, what ran it, every replica's curve, and the newest weights. */
import { isSolved, type HeldOutMetrics } from '../parity/metrics.ts';
import { replicaSeeds, type RunConfig } from '../training/config.ts';
import type { HistoryPoint } from '../training/history.ts';
import type {
  Checkpoint,
  EngineChoice,
  EngineReport,
  TrainerEvent,
  WeightSnapshot,
} from '../training/protocol.ts';
import type { RepairRecord } from './repair-record.ts';

/** One replica's part of a run. */
export interface ReplicaRecord {
  readonly seed: number;
  /** Appended to in place, so that a long run costs no copies; the run's `revision` changes with it. */
  readonly history: HistoryPoint[];
  /** Wrong held-out answers after each prefix length, at the newest evaluation. */
  wrongByLength: readonly number[] | null;
  /** How many held-out strings the newest evaluation judged, where that was not all of them. */
  judgedStrings?: number;
}

/** A learning rate that was set while the run went on. */
export interface LearningRateChange {
  readonly update: number;
  readonly learningRate: number;
}

/** Where a run can be set back to, and go on from: a checkpoint, and what the page showed with it. */
export interface RunMark extends Pick<
  RunRecord,
  'update' | 'epoch' | 'seconds' | 'solvedAt' | 'learningRates'
> {
  readonly checkpoint: Checkpoint;
  /** Of each replica. */
  readonly wrongByLength: readonly (readonly number[] | null)[];
}

export interface RunRecord {
  readonly id: number;
  readonly config: RunConfig;
  readonly engineChoice: EngineChoice;
  readonly engine: EngineReport | null;
  /** How many of the engine's kernels have compiled, until it is ready. */
  readonly compiling: { readonly done: number; readonly of: number } | null;
  /** `file`: opened, not trained here; `recorded`: what the page opens with. */
  readonly origin: 'trained' | 'file' | 'recorded';
  readonly replicas: readonly ReplicaRecord[];
  readonly revision: number;
  readonly update: number;
  readonly epoch: number;
  readonly seconds: number;
  readonly updatesPerSecond: number;
  readonly stringsPerSecond: number;
  /** Update at which each replica was solved, or null. */
  readonly solvedAt: readonly (number | null)[];
  readonly weights: WeightSnapshot | null;
  /** Weights on the way, oldest first, thinned out evenly; none in a run from a file. */
  readonly snapshots: readonly WeightSnapshot[];
  readonly learningRates: readonly LearningRateChange[];
  /** Repairs of its replicas, oldest first. */
  readonly repairs: readonly RepairRecord[];
  /** Where it can go on from, while it is not over; null: at its beginning. */
  readonly mark: RunMark | null;
  /** It was kept over a reload, and no worker knows it yet. */
  readonly isAsleep: boolean;
}

/** Points of all replicas together above which older training points are thinned. */
const MAX_POINTS = 100_000;
/** Above which evaluations are as well: a run file must stay one that opens. */
const MAX_POINTS_JUDGED = 300_000;

export function createRun(id: number, config: RunConfig, engineChoice: EngineChoice): RunRecord {
  return {
    id,
    config,
    engineChoice,
    engine: null,
    compiling: null,
    origin: 'trained',
    replicas: replicaSeeds(config).map((seed) => ({ seed, history: [], wrongByLength: null })),
    revision: 0,
    update: 0,
    epoch: 0,
    seconds: 0,
    updatesPerSecond: 0,
    stringsPerSecond: 0,
    solvedAt: Array.from({ length: config.replicas }, () => null),
    weights: null,
    snapshots: [],
    learningRates: [],
    repairs: [],
    mark: null,
    isAsleep: false,
  };
}

/** The experiment that the page shows: the run's, and before there is one what the next will have. Options may differ from it. */
export const shownConfig = ({
  run,
  config,
}: {
  readonly run: Pick<RunRecord, 'config'> | null;
  readonly config: RunConfig;
}): RunConfig => run?.config ?? config;

export const hasPoints = (run: RunRecord): boolean =>
  run.replicas.some((replica) => replica.history.length > 0);

/** Adds what a progress event brings. */
export function appendProgress(run: RunRecord, event: TrainerEvent & { type: 'progress' }): RunRecord {
  for (const { replica, point } of event.points) {
    const record = run.replicas[replica];
    if (record) appendPoint(record, point);
  }
  thin(run.replicas);
  const { update, epoch, seconds, solvedAt, checkpoint } = event;
  const { learningRates } = run;
  const wrongByLength = run.replicas.map((record) => record.wrongByLength);
  return {
    ...run,
    mark: checkpoint
      ? { update, epoch, seconds, solvedAt, learningRates, wrongByLength, checkpoint }
      : run.mark,
    revision: run.revision + 1,
    update: event.update,
    epoch: event.epoch,
    seconds: event.seconds,
    updatesPerSecond: event.updatesPerSecond,
    stringsPerSecond: event.stringsPerSecond,
    solvedAt: event.solvedAt,
    weights: event.weights,
    snapshots: withSnapshot(run.snapshots, event.weights),
  };
}

/** The run as it was at its mark, or at its beginning: what came since has not been, as far as it is concerned. */
export function setBack(run: RunRecord): RunRecord {
  const { mark } = run;
  const update = mark?.update ?? 0;
  for (const [replica, record] of run.replicas.entries()) {
    const end = mark ? record.history.findIndex((point) => point.update > update) : 0;
    if (end >= 0) record.history.length = end;
    record.wrongByLength = mark?.wrongByLength[replica] ?? null;
  }
  const fresh = createRun(run.id, run.config, run.engineChoice);
  const { epoch, seconds, solvedAt, learningRates } = mark ?? fresh;
  const snapshots = run.snapshots.filter((snapshot) => snapshot.update <= update);
  return {
    ...run,
    compiling: null,
    revision: run.revision + 1,
    update,
    epoch,
    seconds,
    updatesPerSecond: 0,
    stringsPerSecond: 0,
    solvedAt,
    weights: mark ? { update, params: mark.checkpoint.params } : (snapshots.at(-1) ?? null),
    snapshots,
    learningRates,
  };
}

/** Adds a point to a replica's curve. */
export function appendPoint(record: ReplicaRecord, point: HistoryPoint): void {
  if (point.heldOut) {
    record.wrongByLength = point.heldOut.wrongByLength;
    delete record.judgedStrings;
  }
  record.history.push(withoutLengths(point));
}

/** Errors by length are kept of the newest evaluation alone: with all of them a long run would fill the memory. */
function withoutLengths(point: HistoryPoint): HistoryPoint {
  if (!point.heldOut) return point;
  const heldOut: HeldOutMetrics = { ...point.heldOut, wrongByLength: [] };
  return { ...point, heldOut };
}

/** Drops every other training point, keeping evaluations and the newest point. */
function thin(replicas: readonly ReplicaRecord[]): void {
  const limit = MAX_POINTS / Math.max(1, replicas.length);
  const mostJudged = MAX_POINTS_JUDGED / Math.max(1, replicas.length);
  for (const { history } of replicas) {
    if (history.length <= limit) continue;
    const isOver = history.length > mostJudged;
    const kept = history.filter(
      (point, k) => k % 2 === 1 || (point.heldOut !== null && !isOver) || k === history.length - 1,
    );
    history.splice(0, history.length, ...kept);
  }
}

/** The last that passes the test. */
export function findNewest<T>(all: readonly T[], test: (one: T) => boolean): T | null {
  for (let k = all.length - 1; k >= 0; k--) if (test(all[k]!)) return all[k]!;
  return null;
}

/** The newest evaluation of one replica. */
export const newestHeldOut = (record: ReplicaRecord | undefined): HistoryPoint | null =>
  findNewest(record?.history ?? [], (point) => point.heldOut !== null);

/** Whether a point is an evaluation that counts as solved under the run's setting. */
export const isSolvedPoint = (config: RunConfig, { heldOut }: HistoryPoint): boolean =>
  heldOut !== null && isSolved(config, heldOut);

/** Update at which each replica was solved, for good: where its newest evaluation found nothing wrong. */
export const solvedUpdates = (config: RunConfig, replicas: readonly ReplicaRecord[]): (number | null)[] =>
  replicas.map((record) => {
    const newest = newestHeldOut(record);
    if (!newest || !isSolvedPoint(config, newest)) return null;
    return record.history.find((point) => isSolvedPoint(config, point))?.update ?? null;
  });

/** Most moments of a run whose weights are kept, and most numbers in them all together: 32 MB. */
const MAX_SNAPSHOTS = 200;
const MAX_SNAPSHOT_NUMBERS = 8_000_000;
/** Even the largest networks keep their start, their newest weights and something between. */
const LEAST_SNAPSHOTS = 3;

/** Adds a run's newest weights to those on the way; beyond the limit, the moment goes that is missed least. */
export function withSnapshot(
  snapshots: readonly WeightSnapshot[],
  newest: WeightSnapshot,
): readonly WeightSnapshot[] {
  const kept = snapshots.at(-1)?.update === newest.update ? snapshots.slice(0, -1) : snapshots.slice();
  kept.push(newest);
  const room = Math.floor(MAX_SNAPSHOT_NUMBERS / newest.params.length);
  const limit = Math.min(MAX_SNAPSHOTS, Math.max(LEAST_SNAPSHOTS, room));
  if (kept.length <= limit) return kept;
  const gap = (k: number): number => kept[k + 1]!.update - kept[k - 1]!.update;
  let least = 1;
  for (let k = 2; k < kept.length - 1; k++) if (gap(k) < gap(least)) least = k;
  kept.splice(least, 1);
  return kept;
}

/** Updates that a replica's newest weights have seen. */
export function updateOf(run: UpdateInputs, replica: number): number {
  const repair = findNewest(run.repairs, (record) => record.replica === replica);
  if (repair) return repair.update;
  return Math.min(run.weights?.update ?? 0, frozenAt(run, replica));
}

/** Where solving ends a replica, it stays as it was then; Infinity: training goes on with it. */
export const frozenAt = (run: Pick<RunRecord, 'config' | 'solvedAt'>, replica: number): number =>
  (run.config.stop === 'solved' ? run.solvedAt[replica] : null) ?? Infinity;

export type UpdateInputs = Pick<RunRecord, 'id' | 'config' | 'repairs' | 'solvedAt' | 'weights'>;
