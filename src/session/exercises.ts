/**
 * Exercises for who has read the acts: two bets on what training comes to, and three networks to break, to mend and to
 * build by hand. The page checks them by what stands in its state: a bet against the next run that ends, a network
 * against the proof.
 */
import { traceString } from '../lstm/forward.ts';
import { parseBits, prefixParities } from '../parity/bits.ts';
import { PRESETS, type PresetName } from '../training/presets.ts';
import { changedFields } from './experiment.ts';
import { counted } from './counted.ts';
import { GATES, paramLayout } from '../lstm/params.ts';
import { replicaParams, type OpenedNetwork } from './network.ts';
import { FIRST_LATCHING, recordedRun } from './recorded.ts';
import { isLive, selectNetwork, type SessionState } from './state.ts';
import { createStore, type Store } from './store.ts';
import { countVerdicts, isReplicaSolved, judgeReplica, judgeShown } from './verdicts.ts';

/** In the order in which they are set. */
export const EXERCISES = ['bet-fixed', 'break', 'mend', 'build', 'bet-proved'] as const;
export type ExerciseName = (typeof EXERCISES)[number];

/** Networks that a bet is on. */
export const BET_NETWORKS = 8;

export interface Bet {
  /** How many of the networks. */
  readonly count: number;
  /** Runs up to this one were there before it. */
  readonly after: number;
}

export interface ExerciseState {
  readonly bets: Readonly<Partial<Record<ExerciseName, Bet>>>;
  /** What came of it, in words; a mended or built network stays done when another is opened. */
  readonly outcomes: Readonly<
    Partial<Record<ExerciseName, { readonly isRight: boolean; readonly words: string }>>
  >;
}

export interface Exercises {
  readonly store: Pick<Store<ExerciseState>, 'get' | 'subscribe'>;
  readonly bet: (name: ExerciseName, count: number) => void;
}

/**
 * The network that is to be mended: a recorded one that was right for ever, its forget gate's bias lowered until it loses
 * a one along zeros. One number is enough, that one for instance.
 */
export function spoiltNetwork(): Float32Array {
  const { weights, config } = recordedRun();
  const params = replicaParams(weights!, config.hidden, FIRST_LATCHING).slice();
  const { bias } = paramLayout(config.hidden);
  params[bias.offset + config.hidden * GATES.indexOf('f')] = -4.21;
  return params;
}

/** `leak`: the network that is to be broken. `tell`: says at once what came of one. */
export function createExercises(
  session: Pick<Store<SessionState>, 'get' | 'watch'>,
  leak: Float32Array,
  tell: (words: string) => void,
): Exercises {
  const store = createStore<ExerciseState>({ bets: {}, outcomes: {} });
  const check = (): void => {
    const state = session.get();
    for (const name of EXERCISES) {
      const { outcomes, bets } = store.get();
      if (outcomes[name]) continue;
      const outcome = judgeExercise(name, state, { leak, bet: bets[name] });
      if (!outcome) continue;
      store.set({ outcomes: { ...outcomes, [name]: outcome } });
      tell(outcome.words);
    }
  };
  session.watch(
    ({ run, status, verdicts, opened, bits }) => [run?.id, run?.solvedAt, status, verdicts, opened, bits],
    check,
  );
  return {
    store,
    bet(name, count) {
      const { bets, outcomes } = store.get();
      const { [name]: _, ...others } = outcomes;
      const after = session.get().run?.id ?? 0;
      store.set({ bets: { ...bets, [name]: { count, after } }, outcomes: others });
      check();
    },
  };
}

type Outcome = { readonly isRight: boolean; readonly words: string } | null;

interface Given {
  readonly leak: Float32Array;
  readonly bet: Bet | undefined;
}

function judgeExercise(name: ExerciseName, state: SessionState, { leak, bet }: Given): Outcome {
  switch (name) {
    case 'bet-fixed':
      return bet ? judgeBet(bet, endedRun(state, 'openai-fixed', bet)) : null;
    case 'bet-proved':
      return bet ? judgeBet(bet, provedOf(state, bet)) : null;
    case 'break':
      return isWrongSomewhere(state, leak) ? { isRight: true, words: 'You have fooled it.' } : null;
    case 'mend':
      return isProved(state) && changedBy(state.opened, spoiltNetwork()) === 1
        ? { isRight: true, words: 'One number, and it is right for ever.' }
        : null;
    case 'build':
      return isProved(state) && changedBy(state.opened, new Float32Array(leak.length)) !== null
        ? { isRight: true, words: 'Built by hand, and proved.' }
        : null;
    default:
      return name satisfies never;
  }
}

function judgeBet({ count }: Bet, truth: number | null): Outcome {
  if (truth === null) return null;
  return count === truth
    ? { isRight: true, words: `Right: ${truth} of ${BET_NETWORKS}.` }
    : { isRight: false, words: `You said ${count}; it was ${truth} of ${BET_NETWORKS}.` };
}

/** How many a run of a preset has solved, once it has ended. */
function endedRun({ run, status }: SessionState, preset: PresetName, { after }: Bet): number | null {
  if (!run || run.origin !== 'trained' || run.id <= after) return null;
  if (isLive(status) || status === 'idle' || status === 'failed') return null;
  const asked = changedFields(run.config, PRESETS[preset].config).filter((key) => key !== 'seed');
  if (asked.length > 0 || run.config.replicas !== BET_NETWORKS) return null;
  return run.solvedAt.filter((update) => update !== null).length;
}

/** How many are proved right, once every one that is solved has been decided. */
function provedOf(state: SessionState, bet: Bet): number | null {
  const { run, verdicts } = state;
  if (endedRun(state, 'openai-variable', bet) === null || !run) return null;
  const isOpen = run.replicas.some(
    (_, replica) =>
      isReplicaSolved(run, replica) && judgeReplica(run, replica, verdicts).verdict === 'pending',
  );
  return isOpen ? null : countVerdicts(run, verdicts).certified;
}

function isWrongSomewhere({ opened, bits }: SessionState, leak: Float32Array): boolean {
  if (!opened || opened.edits || !isSame(opened.params, leak)) return false;
  const typed = parseBits(bits);
  const { prediction } = traceString(opened.spec, opened.params, typed);
  const right = prefixParities(typed);
  return prediction.some((answer, k) => answer !== right[k]);
}

function isProved(state: SessionState): boolean {
  return judgeShown(state, selectNetwork(state)).verdict === 'certified';
}

/** How many numbers of a copy differ from the network that it was copied from; null: that was another network. */
function changedBy(opened: OpenedNetwork | null, from: Float32Array): number | null {
  if (!opened?.edits) return null;
  const first = opened.edits.done[0] ?? opened.params;
  if (!isSame(first, from)) return null;
  return opened.params.reduce((sum, value, k) => sum + Number(value !== from[k]), 0);
}

const isSame = (a: Float32Array, b: Float32Array): boolean =>
  a.length === b.length && a.every((value, k) => value === b[k]);

/** "3 of 5 done" */
export const doneWords = ({ outcomes }: ExerciseState): string =>
  `${Object.values(outcomes).filter(({ isRight }) => isRight).length} of ${counted(EXERCISES.length, 'exercise')} right`;
