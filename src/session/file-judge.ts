/**
 * What a run file says of its networks, judged anew: the plain model answers the held-out strings with the file's
 * weights. Figures that its weights do not bear out are replaced by those that were judged here.
 */
import { HELD_OUT_STRINGS, DISJOINT_FROM_BITS, drawHeldOut } from '../parity/dataset.ts';
import type { HeldOutMetrics } from '../parity/metrics.ts';
import type { RunConfig } from '../training/config.ts';
import type { HistoryPoint } from '../training/history.ts';
import { counted, grouped } from './counted.ts';
import { isEveryBit, judgeNetwork, stringsToJudge, type Judged } from './held-out-judge.ts';
import { replicaParams, specOf } from './network.ts';
import { percent } from './percent.ts';
import { repairConfig } from './repair-plan.ts';
import {
  isSolvedPoint,
  newestHeldOut,
  solvedUpdates,
  updateOf,
  type ReplicaRecord,
  type RunRecord,
} from './run-record.ts';

export interface JudgedRun {
  readonly run: RunRecord;
  /** What did not hold, in sentences. */
  readonly remarks: readonly string[];
  /** What is as it was said, and yet to be known, in sentences. */
  readonly notes: readonly string[];
}

/**
 * Time for all networks of a file on a slow processor; small ones need a hundredth of it for all strings. The least
 * strings may take longer: 45 s by the same estimate for 256 networks of 64 units and strings of 128 bits. So may looking
 * for training strings among them: seconds for `MOST_TRAINING_STRINGS`. Both yield all the way.
 */
const BUDGET_NS = 3e9;
const MAX_REMARKS = 6;

/** Judges the networks of a run, string by string: it yields after each. Gives back the run as it is to be shown. */
export function* judgeRun(run: RunRecord, budgetNs: number = BUDGET_NS): Generator<void, JudgedRun> {
  if (!run.weights) return withoutWeights(run);
  const remarks: string[] = [];
  const notes: string[] = [];
  const replicas: ReplicaRecord[] = [];
  const unlearnt = new Set<number>();
  for (const [replica, record] of run.replicas.entries()) {
    const claim = newestHeldOut(record);
    const judged = claim && (yield* judgeReplica(run, replica, budgetNs / run.replicas.length));
    if (!claim?.heldOut || !judged) replicas.push(record);
    else if (isOfWeights(run, replica, claim)) {
      const isHeld = isBorneOut(run.config, claim, judged);
      if (!isHeld) remarks.push(remarkOn(record.seed, claim.heldOut, judged));
      replicas.push(isHeld ? record : withJudged(record, judged));
    } else {
      // its curve may be right: it is of other weights
      replicas.push(record);
      if (!isSolvedPoint(run.config, claim) || isStillSolved(judged)) continue;
      unlearnt.add(replica);
      notes.push(noteOn(run.config, { seed: record.seed, update: claim.update }, judged));
    }
  }
  const solvedAt = solvedUpdates(run.config, replicas).map((at, replica) =>
    unlearnt.has(replica) ? null : at,
  );
  return { run: { ...run, replicas, solvedAt }, remarks: fewOf(remarks), notes: fewOf(notes) };
}

function fewOf(sentences: readonly string[]): readonly string[] {
  const more = sentences.length - MAX_REMARKS;
  return more > 0
    ? [...sentences.slice(0, MAX_REMARKS), `And so with ${counted(more, 'more seed')}.`]
    : sentences;
}

/** Whether a claim is about the weights that the file holds, and not about earlier ones. */
const isOfWeights = (run: RunRecord, replica: number, claim: HistoryPoint): boolean =>
  claim === run.replicas[replica]!.history.at(-1) && updateOf(run, replica) <= claim.update;

/** A curve whose last point says what was judged here. */
function withJudged(record: ReplicaRecord, { metrics, strings }: Judged): ReplicaRecord {
  const last = record.history.at(-1)!;
  return {
    ...record,
    history: [...record.history.slice(0, -1), { ...last, heldOut: { ...metrics, wrongByLength: [] } }],
    ...(strings < HELD_OUT_STRINGS ? { judgedStrings: strings } : { wrongByLength: metrics.wrongByLength }),
  };
}

function withoutWeights(run: RunRecord): JudgedRun {
  const isSilent = run.replicas.every((record) => newestHeldOut(record) === null);
  return {
    run: { ...run, solvedAt: run.solvedAt.map(() => null) },
    remarks: isSilent ? [] : ['It holds no weights, so its figures could not be judged here.'],
    notes: [],
  };
}

interface JudgedReplica extends Judged {
  /** Whether the run's own evaluations asked each of the strings. */
  readonly areOwn: boolean;
}

function* judgeReplica(run: RunRecord, replica: number, budgetNs: number): Generator<void, JudgedReplica> {
  const config = judgedConfig(run, replica);
  const spec = specOf(config);
  const params = replicaParams(run.weights!, config.hidden, replica);
  const total = stringsToJudge(spec, config.max, budgetNs);
  const { words, areOwn } = yield* stringsToAsk(config, run.replicas.length, total);
  return { ...(yield* judgeNetwork({ spec, params }, { words, total }, config)), areOwn };
}

/** Strings that the run was judged by, as far as that can be found out in time; `areOwn`: it was by each of them. */
function* stringsToAsk(
  config: RunConfig,
  replicas: number,
  total: number,
): Generator<void, { readonly words: Uint32Array; readonly areOwn: boolean }> {
  const isShared = config.max >= DISJOINT_FROM_BITS && config.max <= RARELY_SHARED_BITS;
  const isSearched =
    isShared && total === HELD_OUT_STRINGS && config.strings * replicas <= MOST_TRAINING_STRINGS;
  const dataset = { ...config, strings: isSearched ? config.strings : 0 };
  const { words } = yield* drawHeldOut(dataset, total);
  return { words, areOwn: isSearched || !isShared };
}

/** The run that a replica was judged in last: a repair's epochs have strings of their own. */
function judgedConfig(run: RunRecord, replica: number): RunConfig {
  const seed = run.replicas[replica]!.seed;
  const repair = run.repairs.filter((record) => record.replica === replica).at(-1);
  const step = repair?.rounds.at(-1)?.step;
  return repair && step ? repairConfig(run.config, repair.seed, step) : { ...run.config, seed };
}

/** From so many bits on hardly any held-out string is a training string. */
const RARELY_SHARED_BITS = 40;
/** Training strings of all networks together up to which the held-out strings among them are looked for. */
const MOST_TRAINING_STRINGS = 2e6;

const ACCURACIES = ['lastBitAccuracy', 'bitAccuracy', 'stringAccuracy'] as const;
/** Shares that rounding moves, and how many standard deviations a sample may lie off. */
const ROUNDING = 0.001;
const DEVIATIONS = 5;

/** Whether the weights can be such as were found to have solved; few strings that were not asked then may be wrong. */
const isStillSolved = ({ metrics, strings, areOwn, clearlyWrong }: JudgedReplica): boolean =>
  clearlyWrong <= (areOwn ? 0 : ROUNDING * strings) && metrics.lastBitAccuracy >= 1 - ROUNDING;

function isBorneOut(config: RunConfig, claim: HistoryPoint, judged: JudgedReplica): boolean {
  const { metrics, strings, areOwn, unsure, lossSpread } = judged;
  const { heldOut } = claim;
  if (!heldOut) return true;
  if (isSolvedPoint(config, claim) && !isStillSolved(judged)) return false;
  const chance = (spread: number): number =>
    areOwn && strings === HELD_OUT_STRINGS ? 0 : DEVIATIONS * (spread / Math.sqrt(strings) + 1 / strings);
  const isClose = ACCURACIES.every((name) => {
    const share = metrics[name];
    // one unsure answer spoils its whole string
    const rounded = ROUNDING + unsure * (name === 'stringAccuracy' ? config.max : 1);
    return Math.abs(heldOut[name] - share) <= rounded + chance(Math.sqrt(share * (1 - share)));
  });
  const lossRoom = 0.002 + 0.02 * metrics.loss + chance(lossSpread);
  return isClose && Math.abs(heldOut.loss - metrics.loss) <= lossRoom;
}

function remarkOn(seed: number, claim: HeldOutMetrics, { metrics, strings }: Judged): string {
  const gap = (name: (typeof ACCURACIES)[number]): number => Math.abs(claim[name] - metrics[name]);
  const name = ACCURACIES.reduce((most, other) => (gap(other) > gap(most) ? other : most));
  const words = {
    lastBitAccuracy: 'of last bits',
    bitAccuracy: 'of all bits',
    stringAccuracy: 'of whole strings',
  };
  const said =
    gap(name) > ROUNDING
      ? `${percent(claim[name])} ${words[name]}, and its weights answer ${percent(metrics[name])}`
      : `a loss of ${claim.loss.toFixed(4)}, and its weights have ${metrics.loss.toFixed(4)}`;
  return `Seed ${seed}: the file says ${said} on ${counted(strings, 'held-out string')}.`;
}

interface SolvedClaim {
  readonly seed: number;
  readonly update: number;
}

function noteOn(config: RunConfig, { seed, update }: SolvedClaim, { metrics, strings }: Judged): string {
  const answers = isEveryBit(config)
    ? `${percent(metrics.bitAccuracy)} of all bits`
    : `${percent(metrics.lastBitAccuracy)} of last bits`;
  return `Seed ${seed}: its weights have moved on since update ${grouped(update)}, where they had solved: now they answer ${answers} on ${counted(strings, 'held-out string')}, and the seed does not count as solved.`;
}
