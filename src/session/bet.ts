/**
 * A bet on the next run: will most of its networks learn the rule? It may be laid before the run, and until anything of
 * it is known; when the run has ended, the page says how it came out.
 */
import type { SessionState } from './state.ts';
import { createStore, type Store } from './store.ts';
import { countVerdicts, type VerdictCounts } from './verdicts.ts';

export interface RunBet {
  /** Whether most of them will. */
  readonly isYes: boolean;
  /** The run that it is on; null: the next. */
  readonly runId: number | null;
}

export interface Bets {
  readonly store: Pick<Store<{ readonly bet: RunBet | null }>, 'get' | 'subscribe'>;
  /** Lays a bet in place of the one before. */
  readonly lay: (isYes: boolean) => void;
}

/** The visitor's own run; null: there is none. */
const ownRunId = ({ run }: Pick<SessionState, 'run'>): number | null =>
  run?.origin === 'trained' ? run.id : null;

/** A bet on the next run is on the first that begins; it goes when another takes that one's place. */
export function betAfter(bet: RunBet | null, runId: number | null): RunBet | null {
  if (!bet || bet.runId === runId) return bet;
  return bet.runId === null ? { ...bet, runId } : null;
}

export function createBets(session: Pick<Store<SessionState>, 'get' | 'watch'>): Bets {
  const store = createStore<{ readonly bet: RunBet | null }>({ bet: null });
  session.watch(
    ({ run }) => [run?.id],
    () => {
      const bet = betAfter(store.get().bet, ownRunId(session.get()));
      if (bet !== store.get().bet) store.set({ bet });
    },
  );
  return {
    store,
    lay(isYes) {
      if (isBetOpen(session.get())) store.set({ bet: { isYes, runId: ownRunId(session.get()) } });
    },
  };
}

/** Before a run, and in its first epoch as long as nobody has solved it. */
export function isBetOpen({ run, status }: Pick<SessionState, 'run' | 'status'>): boolean {
  if (!run || run.origin === 'recorded') return true;
  if (run.origin !== 'trained' || (status !== 'starting' && status !== 'training')) return false;
  return run.epoch < 1 && run.solvedAt.every((update) => update === null);
}

export interface BetOutcome extends VerdictCounts {
  readonly isWon: boolean;
  readonly networks: number;
}

/** How a bet has come out; null: its run goes on, or has failed. */
export function betOutcome(
  bet: RunBet,
  { run, status, verdicts }: Pick<SessionState, 'run' | 'status' | 'verdicts'>,
): BetOutcome | null {
  if (!run || run.id !== bet.runId || (status !== 'solved' && status !== 'stopped')) return null;
  const counts = countVerdicts(run, verdicts);
  const networks = run.replicas.length;
  return { ...counts, networks, isWon: bet.isYes === 2 * counts.solved > networks };
}

/** How many networks a bet is on. */
export const networksToBetOn = (state: Pick<SessionState, 'run' | 'config'>): number =>
  (ownRunId(state) === null ? null : state.run)?.replicas.length ?? state.config.replicas;
