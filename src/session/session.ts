/**
 * The page's session: the state and everything that a visitor can do to it. A change of an option takes effect at
 * once: the run so far stays as a ghost to compare with, and a fresh one starts if one was training.
 */
import type { ConfigKey } from '../training/config.ts';
import { parseField } from '../training/config.ts';
import { PRESETS, type PresetName } from '../training/presets.ts';
import type { EngineChoice, Milestone, Speed, TrainerEvent } from '../training/protocol.ts';
import { createTrainerClient } from '../training/trainer-client.ts';
import type { Measure, XAxisKey } from './chart-data.ts';
import { problemText, withField } from './experiment.ts';
import type { OpenedFile } from './files.ts';
import { createGhosts, type Ghosts } from './ghosts.ts';
import { createHandEdits, type HandEdits } from './hand-edits.ts';
import { createGuesses, type Guesses } from './guess.ts';
import { createOpening, type PageOpening } from './opening.ts';
import { createResets, type Resets } from './put-away.ts';
import { createPortraits, type ConnectPortrayer, type Portraits } from './portraits.ts';
import { createPresenting, type Presenting } from './presenting.ts';
import { lateProofs } from './late-proofs.ts';
import type { Proofs } from './proofs.ts';
import { createRepairs, type Repairs } from './repair.ts';
import { createReplays } from './replays.ts';
import type { TrainerPort } from './run-commands.ts';
import { createRuns, type Runs } from './runs.ts';
import { initialState, isLive, selectNetwork, type Notice, type SessionState } from './state.ts';
import { createStore, type Store } from './store.ts';
import { createTimeline, type LookingBack } from './timeline.ts';
import { applyTrainerEvent } from './trainer-events.ts';
import { createTypedBits, type TypedBits } from './typed-bits.ts';
import { shownSubject } from './verdicts.ts';
import { createWorkshop } from './workshop.ts';
import { shownConfig } from './run-record.ts';

export interface Session
  extends
    PageOpening,
    Proofs,
    Portraits,
    Repairs,
    Guesses,
    LookingBack,
    HandEdits,
    Ghosts,
    TypedBits,
    Resets,
    Presenting {
  readonly store: Pick<Store<SessionState>, 'get' | 'subscribe' | 'watch'>;
  /** Sets one option from text; gives back what is wrong with it, and then changes nothing. */
  readonly setField: (key: ConfigKey, text: string) => string | null;
  readonly applyPreset: (name: PresetName) => void;
  readonly setEngine: (engine: EngineChoice) => void;
  /** Trains the experiment on another engine, from its beginning. */
  readonly trainOn: (engine: EngineChoice) => void;
  readonly setSpeed: (speed: Speed) => void;
  readonly setRacing: (isRacing: boolean) => void;
  readonly reportFrames: (ms: number | null) => void;
  /** The visitor did something: on a GPU that the page shares with the training, painting the answer comes first. */
  readonly rest: () => void;
  readonly train: () => void;
  readonly pause: () => void;
  readonly resume: () => void;
  /** Trains one update, or to the end of the epoch, or until another seed is solved; then pauses. */
  readonly step: (to?: Milestone) => void;
  readonly setCursor: (step: number) => void;
  readonly setMeasure: (measure: Measure) => void;
  readonly setAxis: (axis: XAxisKey) => void;
  readonly selectReplica: (replica: number) => void;
  readonly openFile: (file: OpenedFile) => void;
  readonly closeNetwork: () => void;
  readonly notify: (notice: Omit<Notice, 'id'>) => void;
  /** Lays what was kept of a page over what it shows. */
  readonly layDown: (changes: Partial<SessionState>) => void;
  /** A number that no run of this page has. */
  readonly nextId: () => number;
  readonly dismiss: (id: number) => void;
}

export function createSession(
  connect: (onEvent: (event: TrainerEvent) => void) => TrainerPort = createTrainerClient,
  createProofs: typeof lateProofs = lateProofs,
  connectPortrayer?: ConnectPortrayer,
): Session {
  const store = createStore<SessionState>(initialState);
  const trainer = connect((event) => {
    if (event.type === 'replayed') return replays.take(event);
    const changes = applyTrainerEvent(store.get(), event);
    if (changes) store.set(changes);
  });
  const replays = createReplays(store, trainer);
  const runs = createRuns(store, trainer);
  const notices = createNotices(store);
  const proofs = createProofs(store, notices.notify);
  const beside = {
    workshop: createWorkshop(connect),
    decide: proofs.decide,
    nextId: runs.nextId,
    notify: notices.notify,
  };
  const portraits = createPortraits(store, connectPortrayer);
  const workshop = createWorkshopActions(store, beside);

  return {
    store,
    ...createRunControls(store, runs),
    ...createResets(store, {
      endRun: () => runs.post('reset'),
      stopRepair: workshop.stopRepair,
      nextId: runs.nextId,
      notify: notices.notify,
    }),
    ...notices,
    ...proofs,
    ...workshop,
    ...portraits,
    ...createTimeline(store),
    ...createGhosts(store),
    ...createHandEdits(store, proofs.decide),
    ...createExperimentActions(store, runs),
    ...createTypedBits(store),
    ...createViewActions(store),
    layDown: (changes) => store.set(changes),
    nextId: runs.nextId,
    openFile(opened) {
      showFile(store, runs, opened);
      // what is opened is decided at once; a run's networks are by themselves
      if (opened.kind === 'weights') proofs.decide(shownSubject(store.get(), selectNetwork(store.get())));
    },
    ...createOpening(store, runs, notices.notify),
    ...createPresenting(store),
    closeNetwork: () => store.set({ opened: null }),
  };
}

function showFile(store: Store<SessionState>, runs: Runs, opened: OpenedFile): void {
  if (opened.kind === 'weights') return store.set({ opened: opened.network });
  runs.retire();
  const { run } = opened;
  const isSolved = run.solvedAt.every((update) => update !== null);
  store.set({
    config: run.config,
    run: { ...run, id: runs.nextId() },
    replica: 0,
    moment: null,
    opened: null,
    status: isSolved ? 'solved' : 'stopped',
  });
}

/** Repair and Guess share a worker: one ends the other. */
function createWorkshopActions(
  store: Store<SessionState>,
  surroundings: Parameters<typeof createRepairs>[1],
): Repairs & Guesses {
  const repairs = createRepairs(store, surroundings);
  const guesses = createGuesses(store, surroundings);
  return {
    ...repairs,
    ...guesses,
    repair() {
      guesses.stopGuessing();
      repairs.repair();
    },
    guess() {
      repairs.stopRepair();
      guesses.guess();
    },
  };
}

function createRunControls(
  store: Store<SessionState>,
  runs: Runs,
): Pick<Session, 'train' | 'pause' | 'resume' | 'step' | 'setSpeed' | 'setRacing' | 'reportFrames' | 'rest'> {
  return {
    train: () => runs.start(false),
    pause() {
      runs.post('pause');
      const { status, isPausing } = store.get();
      if (!isPausing && (status === 'training' || status === 'starting')) store.set({ isPausing: true });
    },
    resume: runs.resume,
    step(to) {
      store.set({ isPausing: false });
      if (!isLive(store.get().status)) runs.start(true);
      runs.step(to);
    },
    setSpeed: runs.setSpeed,
    setRacing: (isRacing) => store.set({ isRacing }),
    reportFrames: runs.reportFrames,
    rest() {
      if (store.get().status === 'training') runs.post('rest');
    },
  };
}

function createExperimentActions(
  store: Store<SessionState>,
  runs: Runs,
): Pick<Session, 'setField' | 'applyPreset' | 'setEngine' | 'trainOn'> {
  return {
    setField(key, text) {
      const result = parseField(key, text);
      if (!result.ok) return problemText(key, result.problem);
      runs.change({ config: withField(store.get().config, key, result.value) });
      return null;
    },
    applyPreset: (name) => runs.change({ config: PRESETS[name].config, preset: name }),
    setEngine: (engine) => runs.change({ engine }),
    trainOn(engine) {
      runs.change({ engine });
      if (!isLive(store.get().status)) runs.start(false);
    },
  };
}

function createViewActions(
  store: Store<SessionState>,
): Pick<Session, 'setCursor' | 'setMeasure' | 'setAxis' | 'selectReplica'> {
  return {
    setCursor: (cursor) => store.set({ cursor }),
    setMeasure: (measure) => store.set({ measure }),
    setAxis: (axis) => store.set({ axis }),
    selectReplica(replica) {
      const { replicas } = shownConfig(store.get());
      store.set({
        replica: Math.min(Math.max(0, Math.trunc(replica)), replicas - 1),
        isReplicaChosen: true,
      });
    },
  };
}

function createNotices(store: Store<SessionState>): Pick<Session, 'notify' | 'dismiss'> {
  return {
    notify(notice) {
      const { notices } = store.get();
      const id = Math.max(0, ...notices.map((other) => other.id)) + 1;
      // one of a kind: a newer problem of the same sort replaces the older
      store.set({ notices: [...notices.filter(({ kind }) => kind !== notice.kind), { ...notice, id }] });
    },
    dismiss: (id) => store.set({ notices: store.get().notices.filter((notice) => notice.id !== id) }),
  };
}
