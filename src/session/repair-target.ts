/** What a repair changes: a replica of the run, or a network that was opened. */
import { paramCount } from '../lstm/params.ts';
import type { RunConfig } from '../training/config.ts';
import type { HistoryPoint } from '../training/history.ts';
import type { TrainerEvent } from '../training/protocol.ts';
import type { Repair } from './repair-record.ts';
import { appendPoint, updateOf, type RunRecord } from './run-record.ts';
import { selectNetwork, type SessionState } from './state.ts';
import { BY_ITSELF, judgeShown, shownSubject, type Subject } from './verdicts.ts';

type Progress = Extract<TrainerEvent, { type: 'progress' }>;
type Changes = Partial<SessionState>;

/** The network under repair, wherever it lies. */
export interface RepairTarget {
  /** Options that its training goes on with. */
  readonly config: RunConfig;
  /** The network as it is now. */
  readonly subject: (state: SessionState) => Subject;
  /** Whether the page still holds it. */
  readonly isThere: (state: SessionState) => boolean;
}

/** The shown network's repair, before its first epoch. */
export function beginRepair(state: SessionState): { readonly target: RepairTarget; readonly repair: Repair } {
  const network = selectNetwork(state);
  const subject = shownSubject(state, network);
  const { run, replica, config } = state;
  const isReplica = subject.slot !== BY_ITSELF && run !== null;
  const runConfig = isReplica ? run.config : { ...config, ...network.spec };
  const record = isReplica ? run.replicas[replica] : undefined;
  const isUnsolved = judgeShown(state, network).verdict === 'unsolved';
  const repair: Repair = {
    runId: isReplica ? run.id : null,
    replica: subject.slot,
    seed: record?.seed ?? config.seed,
    before: subject.params.slice(),
    found: isUnsolved ? { verdict: 'unsolved' } : null,
    rounds: [],
    update: subject.update,
    ending: null,
    phase: isUnsolved ? 'training' : 'proving',
    step: null,
    done: 0,
    message: null,
    undo: {
      points: record?.history.length ?? 0,
      wrongByLength: record?.wrongByLength ?? null,
      solvedAt: (isReplica ? run.solvedAt[replica] : null) ?? null,
      source: state.opened?.source ?? '',
    },
  };
  return { target: isReplica ? replicaTarget(runConfig, repair) : openedTarget(runConfig), repair };
}

function replicaTarget(config: RunConfig, { runId, replica }: Repair): RepairTarget {
  return {
    config,
    isThere: ({ run }) => run?.id === runId,
    subject: ({ run }) => {
      const { hidden, activation, head } = config;
      const size = paramCount(hidden);
      const params =
        run?.weights?.params.subarray(replica * size, (replica + 1) * size) ?? new Float32Array();
      const update = run ? updateOf(run, replica) : 0;
      return { slot: replica, runId, update, spec: { hidden, activation, head }, params };
    },
  };
}

function openedTarget(config: RunConfig): RepairTarget {
  const { hidden, activation, head } = config;
  const spec = { hidden, activation, head };
  return {
    config,
    // another network that is opened meanwhile has no repair
    isThere: ({ opened, repair }) => opened !== null && opened.repairOf === repair?.before,
    subject: ({ opened, repair }) => ({
      slot: BY_ITSELF,
      runId: null,
      update: repair?.update ?? 0,
      spec,
      params: opened?.params ?? new Float32Array(),
    }),
  };
}

/** The state with a repair as it is now: with the page, and in its run's record. */
export function stateWith(state: SessionState, repair: Repair): Changes {
  const { run, opened } = state;
  if (repair.replica === BY_ITSELF) {
    if (!opened) return { repair };
    if (repair.phase !== 'ended') return { repair, opened: { ...opened, repairOf: repair.before } };
    // another network that was opened meanwhile keeps its name
    const isOurs = opened.repairOf === repair.before;
    return { repair, opened: isOurs ? { ...opened, source: sourceAfter(repair) } : opened };
  }
  if (run?.id !== repair.runId) return { repair };
  const others = run.repairs.filter(({ before }) => before !== repair.before);
  return { repair, run: { ...run, repairs: [...others, repair] } };
}

/** What an epoch's progress changes: the weights, and a replica's curve. `base`: its last point before the epoch. */
export function showProgress(state: SessionState, base: EpochBase, event: Progress): Changes {
  const { repair, run, opened } = state;
  if (!repair) return {};
  const { params } = event.weights;
  const next: Repair = { ...repair, update: base.update + event.update, done: Math.min(1, event.epoch) };
  if (repair.replica === BY_ITSELF)
    return {
      repair: next,
      opened: opened && { ...opened, params, source: `${repair.undo.source}, under repair` },
    };
  if (!run?.weights) return {};
  const record = run.replicas[repair.replica]!;
  for (const { point } of event.points) appendPoint(record, shifted(point, base, run.config));
  const isJudged = event.points.some(({ point }) => point.heldOut !== null);
  const solvedNow = typeof event.solvedAt[0] === 'number' ? (repair.undo.solvedAt ?? next.update) : null;
  // what was solved before are other weights
  const shown = withReplica(run, repair.replica, params, isJudged ? solvedNow : null);
  return stateWith({ ...state, run: shown }, next);
}

/** The curve without what an epoch brought after so many updates: it is told again. */
export function setEpochBack(state: SessionState, base: EpochBase, update: number): Changes {
  const { repair, run } = state;
  if (!repair || repair.replica === BY_ITSELF || run?.id !== repair.runId) return {};
  const { history } = run.replicas[repair.replica]!;
  const kept = history.filter((point) => point.update <= base.update + update);
  history.splice(0, history.length, ...kept);
  return { run: { ...run, revision: run.revision + 1 } };
}

/** What an opened network is called once its repair has ended; as before where nothing of it has changed. */
function sourceAfter({ undo, ending, rounds, update }: Repair): string {
  if (update === 0) return undo.source;
  const isRedrawn = rounds.some(({ step }) => step.keep < 1);
  const done = ending === 'certified' ? 'repaired' : 'trained on';
  return `${undo.source}, ${done}${isRedrawn ? ' with weights drawn afresh' : ''}`;
}

/** Where an epoch's counts start from. */
export type EpochBase = Pick<HistoryPoint, 'update' | 'epoch' | 'strings' | 'bits' | 'seconds'>;

export function epochBase({ repair, run }: SessionState): EpochBase {
  const last = run?.replicas[repair?.replica ?? BY_ITSELF]?.history.at(-1);
  if (last && repair?.runId === run?.id) return last;
  return { update: repair?.update ?? 0, epoch: 0, strings: 0, bits: 0, seconds: 0 };
}

function shifted(point: HistoryPoint, base: EpochBase, config: RunConfig): HistoryPoint {
  return {
    ...point,
    update: base.update + point.update,
    // on the run's axis, whose epochs may be shorter
    epoch: base.epoch + point.strings / config.strings,
    strings: base.strings + point.strings,
    bits: base.bits + point.bits,
    seconds: base.seconds + point.seconds,
  };
}

/** The run with one replica's weights replaced. */
function withReplica(run: RunRecord, replica: number, row: Float32Array, solvedAt: number | null): RunRecord {
  const { weights, revision } = run;
  const params = weights ? weights.params.slice() : new Float32Array();
  params.set(row, replica * row.length);
  return {
    ...run,
    revision: revision + 1,
    solvedAt: run.solvedAt.map((at, k) => (k === replica ? solvedAt : at)),
    weights: weights && { ...weights, params },
  };
}

/** The network as it was before its last repair. */
export function putBack(state: SessionState): Changes {
  const { repair, run, opened } = state;
  if (!repair) return {};
  const { before, undo, replica } = repair;
  if (replica === BY_ITSELF)
    return opened
      ? { repair: null, opened: { ...opened, params: before, source: undo.source } }
      : { repair: null };
  if (run?.id !== repair.runId) return { repair: null };
  const record = run.replicas[replica]!;
  record.history.splice(undo.points);
  record.wrongByLength = undo.wrongByLength;
  const repairs = run.repairs.filter((other) => other.before !== before);
  return { repair: null, run: { ...withReplica(run, replica, before, undo.solvedAt), repairs } };
}
