/**
 * What is known of each network's answers to strings of every length. A verdict is about exact weights: it holds for
 * the shown network only while its weights are those that were decided.
 */
import type { ModelSpec } from '../lstm/params.ts';
import type { HistoryPoint } from '../training/history.ts';
import { replicaParams, specOf, type OpenedNetwork, type ShownNetwork } from './network.ts';
import { BY_ITSELF, type Outcome, type Slot } from './outcome.ts';
import { newestHeldOut, updateOf, type RunRecord } from './run-record.ts';

export { BY_ITSELF };
export type { Outcome, Slot };

/** The network that a decision is about. */
export interface Subject {
  readonly slot: Slot;
  /** The run whose replica it is; null: none. */
  readonly runId: number | null;
  /** Update at which the weights were taken. */
  readonly update: number;
  readonly spec: ModelSpec;
  readonly params: Float32Array;
}

export interface Decided extends Subject {
  readonly outcome: Outcome;
}

export type Verdicts = ReadonlyMap<Slot, Decided>;

/** The verdict of a network as it is now. */
export interface ShownVerdict {
  readonly verdict: 'pending' | 'unsolved' | 'wrong' | 'certified' | 'undecided';
  /** Of exactly these weights; null while pending or unsolved. */
  readonly outcome: Outcome | null;
  /** While pending: what was last found out about this replica, with older weights. */
  readonly earlier: Decided | null;
}

/** Parts of the state that verdicts follow from. */
export interface VerdictInputs {
  readonly run: RunRecord | null;
  readonly opened: OpenedNetwork | null;
  readonly replica: number;
  readonly verdicts: Verdicts;
}

export const isReplicaSolved = (run: RunRecord, replica: number): boolean =>
  typeof run.solvedAt[replica] === 'number';

/** A replica's newest evaluation; null: it has none, or a repair has changed its weights since. */
export function judgedPoint(run: RunRecord, replica: number): HistoryPoint | null {
  const record = run.replicas[replica];
  const point = newestHeldOut(record);
  const isOlder = point !== record?.history.at(-1) && run.repairs.some((one) => one.replica === replica);
  return isOlder ? null : point;
}

/** A replica with its newest weights; null before there are any. */
export function replicaSubject(run: RunRecord, replica: number): Subject | null {
  const { config, weights, id: runId } = run;
  if (!weights || replica >= config.replicas) return null;
  const params = replicaParams(weights, config.hidden, replica);
  return { slot: replica, runId, update: updateOf(run, replica), spec: specOf(config), params };
}

/** The shown network, which may be none of the run. */
export function shownSubject({ run, replica, opened }: VerdictInputs, network: ShownNetwork): Subject {
  const subject = run && !opened ? replicaSubject(run, replica) : null;
  return subject ?? { ...network, slot: BY_ITSELF, runId: null };
}

export function isSameNetwork(
  a: Pick<Subject, 'spec' | 'params'>,
  b: Pick<Subject, 'spec' | 'params'>,
): boolean {
  return (
    a.spec.hidden === b.spec.hidden &&
    a.spec.activation === b.spec.activation &&
    a.spec.head === b.spec.head &&
    (a.params === b.params ||
      (a.params.length === b.params.length && a.params.every((value, k) => value === b.params[k])))
  );
}

/** Whether a replica needs no decision: its weights as they are now have been decided. */
export function isDecided(verdicts: Verdicts, subject: Subject): boolean {
  const decided = verdicts.get(subject.slot);
  return decided !== undefined && isSameNetwork(decided, subject);
}

const PENDING: ShownVerdict = { verdict: 'pending', outcome: null, earlier: null };
const UNSOLVED: ShownVerdict = { verdict: 'unsolved', outcome: null, earlier: null };

/** The verdict of one replica of the run. */
export function judgeReplica(run: RunRecord, replica: number, verdicts: Verdicts): ShownVerdict {
  const subject = replicaSubject(run, replica);
  if (!subject) return PENDING;
  const decided = verdicts.get(replica);
  if (decided && isSameNetwork(decided, subject)) return judgementOf(decided.outcome);
  if (!isReplicaSolved(run, replica)) return judgedPoint(run, replica) ? UNSOLVED : PENDING;
  return { ...PENDING, earlier: decided?.runId === run.id ? decided : null };
}

/** The verdict of the shown network. */
export function judgeShown(inputs: VerdictInputs, network: ShownNetwork): ShownVerdict {
  const { run, replica, opened, verdicts } = inputs;
  if (run?.weights && !opened) return judgeReplica(run, replica, verdicts);
  const decided = verdicts.get(BY_ITSELF);
  return decided && isSameNetwork(decided, network) ? judgementOf(decided.outcome) : PENDING;
}

const judgementOf = (outcome: Outcome): ShownVerdict => ({
  verdict: outcome.verdict === 'failed' ? 'undecided' : outcome.verdict,
  outcome,
  earlier: null,
});

/** How many replicas are solved, and what became of the solved ones. */
export interface VerdictCounts {
  readonly solved: number;
  readonly wrong: number;
  readonly certified: number;
  readonly undecided: number;
}

export function countVerdicts(run: RunRecord | null, verdicts: Verdicts): VerdictCounts {
  const counts = { solved: 0, wrong: 0, certified: 0, undecided: 0 };
  for (const replica of run?.replicas.keys() ?? []) {
    if (!run || !isReplicaSolved(run, replica)) continue;
    counts.solved += 1;
    const { verdict } = judgeReplica(run, replica, verdicts);
    if (verdict === 'wrong' || verdict === 'certified' || verdict === 'undecided') counts[verdict] += 1;
  }
  return counts;
}
