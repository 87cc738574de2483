/**
 * Repair: the shown network trains on, alone, and is decided after every epoch, until it is certified or the epochs
 * are used. It has a training worker of its own, so that nothing of the run is lost but what is undone.
 */
import type { TrainerEvent } from '../training/protocol.ts';
import { nextStep, repairConfig, startWeights, type RoundOutcome } from './repair-plan.ts';
import {
  beginRepair,
  epochBase,
  putBack,
  setEpochBack,
  showProgress,
  stateWith,
  type EpochBase,
  type RepairTarget,
} from './repair-target.ts';
import type { Repair, RepairEnding, RepairFinding } from './repair-record.ts';
import { isLive, selectNetwork, type Notice, type SessionState } from './state.ts';
import type { Store } from './store.ts';
import {
  BY_ITSELF,
  isDecided,
  isSameNetwork,
  judgeReplica,
  judgeShown,
  replicaSubject,
  type Subject,
} from './verdicts.ts';
import type { Workshop } from './workshop.ts';

export interface Repairs {
  /** Repairs the shown network, unless something speaks against it (`repairRefusal`). */
  readonly repair: () => void;
  /** Stops at once; the weights stay as they have become. */
  readonly stopRepair: () => void;
  /** Puts the network back as it was before its last repair, with its curve. */
  readonly undoRepair: () => void;
}

interface Surroundings {
  readonly workshop: Workshop;
  readonly decide: (subject: Subject) => void;
  readonly nextId: () => number;
  readonly notify: (notice: Omit<Notice, 'id'>) => void;
}

/** Why the shown network cannot be repaired now, in plain words; null: it can. */
export function repairRefusal(state: SessionState): string | null {
  const network = selectNetwork(state);
  if (network.origin === 'untrained') return 'There is nothing to repair yet: train first.';
  if (network.origin !== 'opened' && isLive(state.status)) return 'Repair waits until training has ended.';
  if (judgeShown(state, network).verdict === 'certified') return 'It is right for strings of every length.';
  return null;
}

export function createRepairs(store: Store<SessionState>, surroundings: Surroundings): Repairs {
  const loop = new RepairLoop(store, surroundings);
  return {
    repair: () => loop.start(),
    stopRepair: () => loop.stop(),
    undoRepair: () => loop.undo(),
  };
}

/** What an epoch, or the look at the network before the first, has come to. */
type Known = Partial<Pick<Repair, 'rounds' | 'found'>>;

class RepairLoop {
  readonly #store: Store<SessionState>;
  readonly #surroundings: Surroundings;
  /** The network under repair; null: none. */
  #target: RepairTarget | null = null;
  /** Run of the epoch in progress, and where its counts start from. */
  #epoch: { readonly id: number; readonly base: EpochBase; isSolved: boolean } | null = null;

  constructor(store: Store<SessionState>, surroundings: Surroundings) {
    this.#store = store;
    this.#surroundings = surroundings;
    surroundings.workshop.listen((event) => this.#hear(event));
    store.watch(
      ({ repair, run, opened, verdicts, deciding }) => [repair, run, opened, verdicts, deciding],
      () => this.#target && this.#look(this.#target),
    );
  }

  start(): void {
    const state = this.#store.get();
    if (this.#target || repairRefusal(state) !== null) return;
    const { target, repair } = beginRepair(state);
    this.#store.set(stateWith(state, repair));
    this.#target = target;
    const subject = target.subject(this.#store.get());
    const decided = state.verdicts.get(subject.slot);
    if (repair.found) this.#train(target);
    else if (decided && isDecided(state.verdicts, subject)) this.#close(target, decided.outcome);
    else this.#prove(target);
  }

  stop(): void {
    if (this.#target) this.#end('stopped');
  }

  undo(): void {
    if (!this.#target) this.#store.set(putBack(this.#store.get()));
  }

  #put(changes: Partial<Repair>): void {
    const state = this.#store.get();
    if (state.repair) this.#store.set(stateWith(state, { ...state.repair, ...changes }));
  }

  /** `known`: what the last epoch has come to, if that is news; it is laid down with the end, in one. */
  #end(ending: RepairEnding, message: string | null = null, known: Known = {}): void {
    this.#target = null;
    if (this.#epoch) this.#surroundings.workshop.post({ type: 'reset', runId: this.#epoch.id });
    this.#epoch = null;
    this.#put({ ...known, phase: 'ended', ending, step: null, message });
    this.#decideRest();
  }

  /** What was left on the way has neither passed a test nor failed one: the proof is asked. */
  #decideRest(): void {
    const { run, repair, verdicts } = this.#store.get();
    if (!run || !repair || repair.replica === BY_ITSELF || repair.runId !== run.id) return;
    const subject = replicaSubject(run, repair.replica);
    if (subject && judgeReplica(run, repair.replica, verdicts).verdict === 'pending')
      this.#surroundings.decide(subject);
  }

  /** Trains the next epoch, if there is one. `known`: what the one before has come to, if that is news. */
  #train(target: RepairTarget, known: Known = {}): void {
    const state = this.#store.get();
    const { engine, kernel } = state;
    if (!state.repair) return;
    const { seed, rounds } = { ...state.repair, ...known };
    const step = nextStep(rounds.map((round) => ({ step: round.step, outcome: outcomeOf(round.finding) })));
    if (!step) return this.#end('budget', null, known);
    const config = repairConfig(target.config, seed, step);
    const { params } = target.subject(state);
    const from = startWeights(params, config, { keep: step.keep, seed, round: rounds.length });
    const id = this.#surroundings.nextId();
    this.#epoch = { id, base: epochBase(state), isSolved: false };
    this.#put({ ...known, phase: 'training', step, done: 0 });
    this.#surroundings.workshop.post({
      type: 'start',
      runId: id,
      config,
      engine,
      kernel,
      speed: 'shared',
      paused: false,
      from,
    });
  }

  #hear(event: TrainerEvent): void {
    const [epoch, target] = [this.#epoch, this.#target];
    if (!epoch || !target || event.runId !== epoch.id) return;
    if (event.type === 'failed') return this.#end('failed', event.message);
    // nobody is asked: what may still come is waited for
    if (event.type === 'silence' && event.isHopeless) return this.#end('failed', event.message);
    if (event.type === 'lost') {
      this.#store.set(setEpochBack(this.#store.get(), epoch.base, event.update));
      this.#surroundings.notify(lostNotice(event));
    }
    if (event.type === 'progress') {
      epoch.isSolved = typeof event.solvedAt[0] === 'number';
      this.#store.set(showProgress(this.#store.get(), epoch.base, event));
    }
    if (event.type !== 'ended') return;
    if (epoch.isSolved) this.#prove(target);
    else this.#close(target, { verdict: 'unsolved' });
  }

  /** Asks before it says so: who looks finds the request under way, and does not ask a second time. */
  #prove(target: RepairTarget): void {
    this.#surroundings.decide(target.subject(this.#store.get()));
    this.#put({ phase: 'proving' });
  }

  /** Ends an epoch, or the look at the network before the first. */
  #close(target: RepairTarget, finding: RepairFinding): void {
    const { repair } = this.#store.get();
    if (!repair) return;
    const { step, rounds } = repair;
    const known: Known = step ? { rounds: [...rounds, { step, finding }] } : { found: finding };
    if (finding.verdict === 'certified') this.#end('certified', null, known);
    else this.#train(target, known);
  }

  /** Takes a decision that has come, asks again when another request took its place, and gives up what is gone. */
  #look(target: RepairTarget): void {
    const state = this.#store.get();
    if (!target.isThere(state)) return this.#end('stopped');
    if (state.repair?.phase !== 'proving') return;
    const subject = target.subject(state);
    const decided = state.verdicts.get(subject.slot);
    if (decided && isSameNetwork(decided, subject)) this.#close(target, decided.outcome);
    else if (!state.deciding.has(subject.slot)) this.#surroundings.decide(subject);
  }
}

const lostNotice = ({ message, isMoved }: Extract<TrainerEvent, { type: 'lost' }>): Omit<Notice, 'id'> => ({
  kind: 'lost',
  title: 'The repair goes on by itself',
  details: [
    isMoved
      ? `${message} It was not the first time, so this processor trains on; other rounding may change what comes.`
      : `${message} Its epoch goes on from where it was last kept, as if nothing had been.`,
  ],
});

const outcomeOf = ({ verdict }: RepairFinding): RoundOutcome =>
  verdict === 'failed' ? 'undecided' : verdict;
