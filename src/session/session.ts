/**
 * The page's session: the state and everything that a visitor can do to it. A change of an option takes effect at
 * once: the run so far stays as a ghost to compare with, and a fresh one starts if one was training.
 */
import type { ConfigKey } from '../training/config.ts';
import { parseField } from '../training/config.ts';
import { PRESETS, type PresetName } from '../training/presets.ts';
import type { EngineChoice, Milestone, Speed, TrainerEvent } from '../training/protocol.ts';
import { createTrainerClient } from '../training/trainer-client.ts';
import { changedFields, problemText, withField } from './experiment.ts';
import type { OpenedFile } from './files.ts';
import { createGhosts, type Ghosts } from './ghosts.ts';
import { createHandEdits, type HandEdits } from './hand-edits.ts';
import { createGuesses, type Guesses } from './guess.ts';
import type { OpenedNetwork } from './network.ts';
import { createPortraits, type ConnectPortrayer, type Portraits } from './portraits.ts';
import { createProofs, type ConnectProver, type Proofs } from './proofs.ts';
import { createRepairs, type Repairs } from './repair.ts';
import { createReplays } from './replays.ts';
import { createRuns, type Runs, type TrainerPort } from './runs.ts';
import { initialState, isLive, withoutTrouble, type Notice, type SessionState } from './state.ts';
import { createStore, type Store } from './store.ts';
import { createTimeline, type LookingBack } from './timeline.ts';
import { applyTrainerEvent } from './trainer-events.ts';
import { createTypedBits, type TypedBits } from './typed-bits.ts';
import type { LinkState } from './url.ts';
import { FIRST_SHOWN, isRecorded, OPENING_CONFIG, OPENING_PRESET, recordedRun } from './recorded.ts';
import { createWorkshop } from './workshop.ts';
import { shownConfig } from './run-record.ts';

export interface Session
  extends Proofs, Portraits, Repairs, Guesses, LookingBack, HandEdits, Ghosts, TypedBits {
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
  readonly reset: () => void;
  readonly setCursor: (step: number) => void;
  readonly selectReplica: (replica: number) => void;
  readonly openFile: (file: OpenedFile) => void;
  readonly closeNetwork: () => void;
  readonly applyLink: (link: LinkState, problems: readonly string[]) => void;
  /** The page at its bare address: the acts, with the recorded run until the visitor has one. */
  readonly showOpening: () => void;
  /** Goes to an act; null: to the laboratory. */
  readonly goToAct: (act: number | null) => void;
  /** The visitor has done something. */
  readonly stir: () => void;
  readonly notify: (notice: Omit<Notice, 'id'>) => void;
  readonly dismiss: (id: number) => void;
}

export function createSession(
  connect: (onEvent: (event: TrainerEvent) => void) => TrainerPort = createTrainerClient,
  connectProver?: ConnectProver,
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
  const proofs = createProofs(store, connectProver);
  const beside = { workshop: createWorkshop(connect), decide: proofs.decide, nextId: runs.nextId };
  const portraits = createPortraits(store, connectPortrayer);

  return {
    store,
    ...createRunControls(store, runs),
    ...notices,
    ...proofs,
    ...createWorkshopActions(store, beside),
    ...portraits,
    ...createTimeline(store),
    ...createGhosts(store),
    ...createHandEdits(store, proofs.decide),
    ...createExperimentActions(store, runs),
    ...createTypedBits(store),
    ...createViewActions(store),
    openFile(opened) {
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
    },
    ...createOpeningActions(store, runs),
    closeNetwork: () => store.set({ opened: null }),
    applyLink(link, problems) {
      const { config, preset, engine, kernel } = link;
      runs.change({ config, preset, engine, kernel });
      const act = link.embed ? null : link.act;
      store.set({ bits: link.bits, embed: link.embed, opened: linkNetwork(link), act });
      if (act === null) dropRecording(store);
      else if (!link.start) showRecording(store);
      if (problems.length > 0) notices.notify(unreadNotice(problems));
      if (link.start && !isLive(store.get().status)) runs.start(false);
    },
  };
}

export const unreadNotice = (problems: readonly string[]): Omit<Notice, 'id'> => ({
  kind: 'link',
  title: 'Parts of the link were not understood',
  details: problems,
});

/** What leads through the page, and what it opens with. */
function createOpeningActions(
  store: Store<SessionState>,
  runs: Runs,
): Pick<Session, 'showOpening' | 'goToAct' | 'stir'> {
  return {
    showOpening() {
      runs.change({ config: OPENING_CONFIG, preset: OPENING_PRESET, engine: 'auto', kernel: null });
      store.set({ act: 0, embed: false });
      showRecording(store);
    },
    goToAct: (act) => store.set({ act }),
    stir() {
      if (!store.get().hasStirred) store.set({ hasStirred: true });
    },
  };
}

/** Where nothing else is shown and the experiment is the recorded one. */
function showRecording(store: Store<SessionState>): void {
  const { run, opened, config, status } = store.get();
  if (run || opened || status !== 'idle' || changedFields(config, OPENING_CONFIG).length > 0) return;
  store.set({ run: recordedRun(), replica: FIRST_SHOWN });
}

/** A link shows what it asks for and nothing else. */
function dropRecording(store: Store<SessionState>): void {
  if (isRecorded(store.get())) store.set({ run: null, replica: 0 });
}

const linkNetwork = ({ weights, config }: LinkState): OpenedNetwork | null =>
  weights && {
    spec: { hidden: config.hidden, activation: config.activation, head: config.head },
    params: weights,
    source: 'the link',
  };

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
): Pick<
  Session,
  'train' | 'pause' | 'resume' | 'step' | 'reset' | 'setSpeed' | 'setRacing' | 'reportFrames' | 'rest'
> {
  return {
    train: () => runs.start(false),
    pause() {
      runs.post('pause');
      const { status, isPausing } = store.get();
      if (!isPausing && (status === 'training' || status === 'starting')) store.set({ isPausing: true });
    },
    resume() {
      runs.post('resume');
      store.set({ status: 'training', isPausing: false, opened: null });
    },
    step(to) {
      store.set({ isPausing: false });
      if (!isLive(store.get().status)) runs.start(true);
      runs.step(to);
    },
    reset() {
      runs.post('reset');
      const notices = withoutTrouble(store.get().notices);
      store.set({ run: null, moment: null, opened: null, status: 'idle', isPausing: false, notices });
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

function createViewActions(store: Store<SessionState>): Pick<Session, 'setCursor' | 'selectReplica'> {
  return {
    setCursor: (cursor) => store.set({ cursor }),
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
