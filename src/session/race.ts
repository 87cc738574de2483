/**
 * The race against stock tf.layers: both train the same run from the same weights, in turns, each on its own clock.
 * Loaded when the visitor opens it.
 */
import { seedOfReplica, type RunConfig } from '../training/config.ts';
import { readKernels } from '../training/kernels-client.ts';
import type { EngineReport } from '../training/protocol.ts';
import { connectContestant, type ContestantConnection } from '../training/race-client.ts';
import { CONTESTANTS, type Contestant } from '../training/race-protocol.ts';
import type { Turn } from './race-estimate.ts';
import type { Session } from './session.ts';
import type { SessionState } from './state.ts';
import { createStore, type Store } from './store.ts';
import { shownConfig } from './run-record.ts';

export type { Contestant, EngineReport };

/** Where one contestant stands. */
export interface ContestantState {
  readonly engine: EngineReport | null;
  /** Compiling and the first updates, which do not count. */
  readonly warmUpMs: number | null;
  readonly updates: number;
  /** Its own time so far. */
  readonly ms: number;
  readonly turns: readonly Turn[];
}

/** Both networks after the same update. */
export interface Agreement {
  readonly update: number;
  readonly loss: Readonly<Record<Contestant, number>>;
  /** Largest difference between two weights that should be the same. */
  readonly weight: number;
}

export interface RaceState {
  /** `finished`: both have trained the whole run. */
  readonly phase: 'idle' | 'preparing' | 'racing' | 'stopped' | 'finished' | 'failed';
  readonly config: RunConfig | null;
  readonly total: number;
  readonly contestants: Readonly<Record<Contestant, ContestantState>>;
  readonly agreement: Agreement | null;
  /** Why it failed. */
  readonly message: string | null;
  /** A contestant has not been heard of for long, in words. */
  readonly silence: string | null;
}

export interface Race {
  readonly store: Pick<Store<RaceState>, 'get' | 'subscribe' | 'watch'>;
  /** Pauses the laboratory's run and races; a race that goes on is left alone. */
  readonly start: () => void;
  /** Ends the race at once; the run that was paused for it goes on. */
  readonly stop: () => void;
}

const ATTENTIVE: ContestantState = { engine: null, warmUpMs: null, updates: 0, ms: 0, turns: [] };
const IDLE: RaceState = {
  phase: 'idle',
  config: null,
  total: 0,
  contestants: { latch: ATTENTIVE, layers: ATTENTIVE },
  agreement: null,
  message: null,
  silence: null,
};

/** A turn takes about this long, or one update; short enough for the picture to move. */
const TURN_MS: Readonly<Record<Contestant, number>> = { latch: 60, layers: 200 };

/** A turn has at most so many times the updates of the one before. */
const MOST_GROWTH = 8;

export const isRacing = ({ phase }: RaceState): boolean => phase === 'preparing' || phase === 'racing';

export type ConnectContestant = (onSilence: (message: string | null) => void) => ContestantConnection;

export function createRace(session: Session, connect: ConnectContestant = connectContestant): Race {
  const store = createStore<RaceState>(IDLE);
  let connections: Readonly<Record<Contestant, ContestantConnection>> | null = null;
  let resumes = false;

  const end = (changes: Partial<RaceState>): void => {
    const ending = connections;
    connections = null;
    for (const contestant of CONTESTANTS) ending?.[contestant].dispose();
    if (isRacing(store.get())) store.set({ ...changes, silence: null });
    session.setRacing(false);
    if (resumes && session.store.get().status === 'paused') session.resume();
    resumes = false;
  };

  // two trainings at once would spoil each other's clock
  session.store.watch(selectIsTraining, (isTraining) => {
    if (connections === null || !isTraining) return;
    resumes = false;
    end({ phase: 'stopped' });
  });

  const race = async (): Promise<void> => {
    const isMine = (mine: RaceState['config']): boolean =>
      isRacing(store.get()) && store.get().config === mine;
    const { config } = store.get();
    resumes = await pauseTraining(session);
    // stopped before it began
    if (!isMine(config)) return end({});
    const say = (silence: string | null): void => {
      if (connections === mine) store.set({ silence });
    };
    const mine = { latch: connect(say), layers: connect(say) };
    connections = mine;
    try {
      await runRace(store, mine);
      end({ phase: 'finished' });
    } catch (error) {
      // ended from outside: whoever did has said so
      if (connections !== mine) return;
      end({ phase: 'failed', message: error instanceof Error ? error.message : String(error) });
    }
  };

  return {
    store,
    start() {
      if (isRacing(store.get())) return;
      store.set({ ...IDLE, phase: 'preparing', config: raceConfig(session) });
      session.setRacing(true);
      void race();
    },
    stop: () => end({ phase: 'stopped' }),
  };
}

/** The shown replica's run, alone. */
function raceConfig(session: Session): RunConfig {
  const state = session.store.get();
  const shown = shownConfig(state);
  return { ...shown, replicas: 1, seed: seedOfReplica(shown, state.replica) };
}

const selectIsTraining = ({ status }: SessionState): boolean =>
  status === 'training' || status === 'starting';

/** Whether there was training to pause; resolves when it rests. */
function pauseTraining({ store, pause }: Session): Promise<boolean> {
  if (!selectIsTraining(store.get())) return Promise.resolve(false);
  return new Promise((resolve) => {
    const stop = store.watch(
      ({ status, isPausing }) => [status, isPausing],
      () => {
        // what is starting cannot be paused before it has started
        if (store.get().status === 'training') pause();
        if (selectIsTraining(store.get())) return;
        stop();
        resolve(true);
      },
    );
    pause();
  });
}

type Connections = Readonly<Record<Contestant, ContestantConnection>>;

/** Ends when both have trained the whole run; rejects when a contestant fails or is ended. */
async function runRace(store: Store<RaceState>, connections: Connections): Promise<void> {
  const update = (contestant: Contestant, changes: Partial<ContestantState>): void => {
    const { contestants } = store.get();
    store.set({ contestants: { ...contestants, [contestant]: { ...contestants[contestant], ...changes } } });
  };
  const { config } = store.get();
  if (!config) return;
  for (const contestant of CONTESTANTS) {
    const { total, ...ready } = await connections[contestant].call('prepare', {
      contestant,
      config,
      kernels: readKernels(),
    });
    store.set({ total });
    update(contestant, ready);
  }
  store.set({ phase: 'racing' });
  const order = [...CONTESTANTS];
  while (order.some((contestant) => updatesLeft(store.get(), contestant) > 0)) {
    for (const contestant of order) {
      const count = turnUpdates(store.get(), contestant);
      if (count === 0) continue;
      const { ms } = await connections[contestant].call('train', { count });
      const standing = store.get().contestants[contestant];
      const turns = [...standing.turns, { updates: count, ms }];
      update(contestant, { updates: standing.updates + count, ms: standing.ms + ms, turns });
    }
    store.set({ agreement: await compare(connections, store.get().contestants.layers.updates) });
    // whoever was second goes first, so that whatever else the machine does hits both alike
    order.reverse();
  }
}

const updatesLeft = ({ total, contestants }: RaceState, contestant: Contestant): number =>
  total - contestants[contestant].updates;

/** As many as would have filled the last turn, of which a coarse clock may have seen nothing. */
function turnUpdates(state: RaceState, contestant: Contestant): number {
  const last = state.contestants[contestant].turns.at(-1);
  const growth = last ? Math.min(TURN_MS[contestant] / last.ms, MOST_GROWTH) : 1;
  const wished = Math.max(1, Math.round((last?.updates ?? 1) * growth));
  return Math.min(wished, updatesLeft(state, contestant));
}

async function compare(connections: Connections, update: number): Promise<Agreement> {
  const latch = await connections.latch.call('check', { update });
  const layers = await connections.layers.call('check', { update });
  let weight = 0;
  for (const [k, value] of latch.params.entries())
    weight = Math.max(weight, Math.abs(value - layers.params[k]!));
  return { update, loss: { latch: latch.loss, layers: layers.loss }, weight };
}
