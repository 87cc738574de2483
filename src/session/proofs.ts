/**
 * Decides the networks of the page in proof workers: the shown replica first, as soon as it is solved, then the others.
 * While training goes on, one core is left to it, and a worker rests ten times as long as its last decision took.
 */
import { machineProvers, type Provers } from '../proof/proof-client.ts';
import { ProverPool, type Effort, type Task, type Waiting } from './prover-pool.ts';
import { isUnderRepair } from './repair-record.ts';
import type { RunRecord } from './run-record.ts';
import { selectNetwork, type SessionState } from './state.ts';
import type { Store } from './store.ts';
import {
  BY_ITSELF,
  isDecided,
  isReplicaSolved,
  isSameNetwork,
  replicaSubject,
  shownSubject,
  type Decided,
  type Slot,
  type Subject,
} from './verdicts.ts';

export interface Proofs {
  /** Decides the shown network now, for longer than it would be by itself. */
  readonly prove: () => void;
  /** Decides a network before those that nobody has asked for. */
  readonly decide: (subject: Subject) => void;
}

export function createProofs(store: Store<SessionState>, provers: Provers = machineProvers): Proofs {
  const decisions = new Decisions(store, provers);
  // typing and the like must not look through all weights
  store.watch(
    ({ run, verdicts, replica, status, opened, hasStirred, repair, guessing }) => [
      run,
      verdicts,
      replica,
      status,
      opened,
      hasStirred,
      repair?.phase,
      guessing?.isOver,
    ],
    () => decisions.goOn(),
  );
  decisions.goOn();
  return {
    prove: () => decisions.ask(shownSubject(store.get(), selectNetwork(store.get())), 'asked'),
    decide(subject) {
      if (!decisions.isAskedFor(subject)) decisions.ask(subject, 'whole');
    },
  };
}

class Decisions {
  readonly #store: Store<SessionState>;
  readonly #pool: ProverPool<Task>;
  /** What was asked for and made way for something else. */
  #waiting: readonly Waiting<Task>[] = [];
  #timer: ReturnType<typeof setTimeout> | undefined;

  constructor(store: Store<SessionState>, provers: Provers) {
    this.#store = store;
    this.#pool = new ProverPool<Task>({
      provers,
      onOutcome: ({ subject }, outcome, proved) => {
        const shown = proved && outcome.verdict === 'certified' ? { ...outcome, proved } : outcome;
        keep(store, { ...subject, outcome: shown }, this.#slots());
      },
      onRoom: () => this.goOn(),
    });
  }

  isAskedFor(subject: Subject): boolean {
    return [...this.#pool.tasks, ...this.#waiting.map(({ task }) => task)].some(
      ({ key, subject: asked }) => key === subject.slot && isSameNetwork(asked, subject),
    );
  }

  ask(subject: Subject, effort: Effort): void {
    this.#waiting = this.#waiting.filter(({ task }) => task.key !== subject.slot);
    this.#start({ task: this.#taskOf(subject), effort });
    this.#say();
  }

  /** Begins what can be begun, and ends what is no longer wanted. */
  goOn(): void {
    clearTimeout(this.#timer);
    const state = this.#store.get();
    this.#pool.stop(({ subject }) => isGone(state, subject));
    this.#waiting = this.#waiting.filter(
      ({ task: { subject }, effort }) =>
        !isGone(state, subject) && (effort === 'asked' || !isDecided(state.verdicts, subject)),
    );
    for (;;) {
      const next = this.#waiting[0] ?? this.#nextOf(state);
      if (!next) break;
      // one that was opened is asked about at once
      const isPatient = state.status === 'training' && next.task.key !== BY_ITSELF;
      const wait = this.#pool.roomAfter(sparedCores(state), isPatient);
      if (wait > 0) {
        if (wait < Infinity) this.#timer = setTimeout(() => this.goOn(), wait);
        break;
      }
      this.#waiting = this.#waiting.slice(1);
      this.#start(next);
    }
    this.#say();
  }

  #start({ task, effort }: Waiting<Task>): void {
    const left = this.#pool.start(task, effort, sparedCores(this.#store.get()));
    // what nobody has asked for comes again by itself
    if (left && left.effort !== 'first') this.#waiting = [...this.#waiting, left];
  }

  #nextOf(state: SessionState): Waiting<Task> | null {
    const subject = nextSubject(state, (one) => ({
      isTaken: this.#pool.isAt(one.slot),
      isPutOff: this.#pool.isPutOff({ key: one.slot, subject: one }),
    }));
    if (!subject) return null;
    const task = this.#taskOf(subject);
    const isWaitedFor =
      subject.slot === BY_ITSELF || (subject.slot === state.replica && !isMachineTraining(state));
    return { task, effort: isWaitedFor || this.#pool.isPutOff(task) ? 'whole' : 'first' };
  }

  #taskOf(subject: Subject): Task {
    return { key: subject.slot, subject, ...claimOf(this.#store.get(), subject) };
  }

  #slots(): ReadonlySet<Slot> {
    return new Set(
      [...this.#pool.tasks, ...this.#waiting.map(({ task }) => task)].map(({ subject }) => subject.slot),
    );
  }

  #say(): void {
    const { deciding } = this.#store.get();
    const slots = this.#slots();
    if (slots.size !== deciding.size || [...slots].some((slot) => !deciding.has(slot)))
      this.#store.set({ deciding: slots });
  }
}

/** Something trains: the laboratory's run, a repair, or guessing, which has a worker of its own. */
const isMachineTraining = ({ status, repair, guessing }: SessionState): boolean =>
  status === 'training' ||
  status === 'starting' ||
  repair?.phase === 'training' ||
  (guessing !== null && !guessing.isOver);

const sparedCores = (state: SessionState): number => (isMachineTraining(state) ? 1 : 0);

/** A certificate that was kept of a replica, for the search to begin with. */
function claimOf({ claims }: SessionState, { runId, slot }: Subject): { readonly claim?: string } {
  const claim = claims !== null && claims.runId === runId ? claims.files.get(slot) : undefined;
  return claim === undefined ? {} : { claim };
}

/** Keeps what was found out, and lets go of what belongs to earlier runs. */
function keep(store: Store<SessionState>, decided: Decided, deciding: ReadonlySet<Slot>): void {
  const { verdicts, run } = store.get();
  const kept = [...verdicts].filter(
    ([slot, other]) => slot === BY_ITSELF || other.runId === run?.id || isOfReplica(run, slot, other),
  );
  store.set({
    verdicts: new Map([...kept, [decided.slot, decided]]),
    deciding,
  });
}

/** A run that comes out as an earlier one, bit for bit, has its verdicts as well. */
function isOfReplica(run: RunRecord | null, replica: number, decided: Subject): boolean {
  const subject = run && replicaSubject(run, replica);
  return subject !== null && isSameNetwork(subject, decided);
}

/** The network is no longer on the page: its run was put away, or another one has taken its place. */
function isGone(state: SessionState, subject: Subject): boolean {
  if (subject.slot !== BY_ITSELF) return state.run?.id !== subject.runId;
  const network = selectNetwork(state);
  return network.origin === 'run' || network.origin === 'past' || !isSameNetwork(network, subject);
}

/** How far a network has come. */
interface Progress {
  readonly isTaken: boolean;
  /** A first try was not enough. */
  readonly isPutOff: boolean;
}

/**
 * The network to decide next: one that was opened; then the solved replicas: the shown one, then one never tried, then
 * one that was put off, then the one decided longest ago.
 */
function nextSubject(state: SessionState, progressOf: (subject: Subject) => Progress): Subject | null {
  const { run, verdicts, repair } = state;
  if (state.opened && !isUnderRepair(repair, BY_ITSELF)) {
    const opened = shownSubject(state, selectNetwork(state));
    if (!isDecided(verdicts, opened) && !progressOf(opened).isTaken) return opened;
  }
  // a page that nobody has touched keeps the processor free
  if (!run || (run.origin === 'recorded' && !state.hasStirred)) return null;
  let best: Subject | null = null;
  let bestRank = Infinity;
  for (const replica of run.replicas.keys()) {
    // a repair asks for itself, when its weights stand still
    if (!isReplicaSolved(run, replica) || isUnderRepair(repair, replica)) continue;
    const subject = replicaSubject(run, replica);
    if (!subject || isDecided(verdicts, subject)) continue;
    const rank = rankOf(state, subject, progressOf(subject));
    if (rank >= bestRank) continue;
    best = subject;
    bestRank = rank;
  }
  return best;
}

/** Which of the replicas comes first: the one with the least; Infinity: none of its turn. */
function rankOf(state: SessionState, { slot, runId }: Subject, { isTaken, isPutOff }: Progress): number {
  const isShown = slot === state.replica;
  const isTraining = isMachineTraining(state);
  // while training, long thoughts are for the network that is looked at
  if (isTaken || (isPutOff && isTraining && !isShown)) return Infinity;
  const decided = state.verdicts.get(slot);
  const decidedAt = decided?.runId === runId ? decided.update : -1;
  // a replica that trains on is never done with: the others must have their turn
  if (isShown && (!isTraining || (decidedAt < 0 && !isPutOff))) return -Infinity;
  return isPutOff ? -0.5 : decidedAt;
}
