/**
 * Proof workers, at most one for each core that can be spared, each started with its first network and ended again when
 * it has had nothing to do for a while. Where several networks wait, each is tried for a second before any is thought
 * about for long, so that nobody waits for the hard ones.
 */
import type { ProofClient, Provers } from '../proof/proof-client.ts';
import type { ProofEvent } from '../proof/proof-protocol.ts';
import type { ProvedSets } from '../proof/portrait/proved-sets.ts';
import { decisionLimitMs, FIRST_TRY_MS } from '../proof/time-limits.ts';
import { proofRest } from './page-pace.ts';
import { isSameNetwork, type Outcome, type Subject } from './verdicts.ts';

/** A network to decide. */
export interface Task {
  /** Its place on the page: one network of a place is decided at a time. */
  readonly key: number | string;
  readonly subject: Subject;
  /** A certificate's file that may be of it; it is checked, not believed. */
  readonly claim?: string;
}

/** `first`: it may be put off for others; `whole`: as long as the table has it; `asked`: the visitor wants it longer. */
export type Effort = 'first' | 'whole' | 'asked';

/** A network that no worker is at. */
export interface Waiting<T> {
  readonly task: T;
  readonly effort: Effort;
}

interface PoolOptions<T> {
  readonly provers: Provers;
  /** `proved`: what its certificate can show; null: nothing. */
  readonly onOutcome: (task: T, outcome: Outcome, proved: ProvedSets | null) => void;
  /** A network was put off: there is room for another. */
  readonly onRoom: () => void;
}

interface Work<T> extends Waiting<T> {
  readonly id: number;
  /** It is put off when it is not decided after a first try. */
  readonly mayEndEarly: boolean;
}

interface Seat<T> {
  prover: ProofClient | null;
  work: Work<T> | null;
  /** Moment of the page's clock. */
  restUntil: number;
}

/** More than so many would only wait for each other's memory. */
const MOST_SEATS = 4;
/** When the visitor asks, so many times as long. */
const ASKED = 2;
/** A worker without work keeps its memory for so long. */
const IDLE_MS = 10_000;

export class ProverPool<T extends Task> {
  readonly #options: PoolOptions<T>;
  readonly #seats: Seat<T>[];
  /** What a first try has left open. */
  readonly #putOff = new Map<Task['key'], Subject>();
  #lastId = 0;
  #idleTimer: ReturnType<typeof setTimeout> | undefined;

  constructor(options: PoolOptions<T>) {
    this.#options = options;
    const count = Math.min(Math.max(1, options.provers.cores()), MOST_SEATS);
    this.#seats = Array.from({ length: count }, () => ({ prover: null, work: null, restUntil: -Infinity }));
  }

  /** What is being decided now. */
  get tasks(): T[] {
    return this.#seats.flatMap(({ work }) => (work ? [work.task] : []));
  }

  isAt(key: Task['key']): boolean {
    return this.#seats.some(({ work }) => work?.task.key === key);
  }

  /** A first try was not enough for it. */
  isPutOff({ key, subject }: Task): boolean {
    const known = this.#putOff.get(key);
    return known !== undefined && isSameNetwork(known, subject);
  }

  /**
   * Milliseconds until one of the workers may begin, where `spared` of the cores are used by others; Infinity: all are
   * at work. `isPatient`: a worker rests after a decision.
   */
  roomAfter(spared: number, isPatient: boolean): number {
    const free = this.#free(spared);
    const waits = free.map(({ restUntil }) => (isPatient ? restUntil - performance.now() : 0));
    return Math.max(0, Math.min(Infinity, ...waits));
  }

  /**
   * Decides it in a free worker, or in place of what may wait. Gives back what has to wait, which is the network itself
   * where the visitor has asked for all that is at work; null: nothing has to.
   */
  start(task: T, effort: Effort, spared = 0): Waiting<T> | null {
    const seat = this.#seatFor(task.key, effort, spared);
    if (!seat) return { task, effort };
    const displaced = seat.work?.task.key === task.key ? null : seat.work;
    clearTimeout(this.#idleTimer);
    this.#lastId += 1;
    const id = this.#lastId;
    seat.prover ??= this.#options.provers.connect((event) => this.#hear(seat, event));
    const { spec } = task.subject;
    const limitMs = (effort === 'asked' ? ASKED : 1) * decisionLimitMs(spec.hidden);
    // what takes little anyway is not begun twice, and a certificate that was kept takes as long as it takes
    const mayEndEarly = effort === 'first' && spec.hidden > 1 && task.claim === undefined;
    // its own copy: a snapshot of all replicas must neither travel nor stay in memory
    const params = task.subject.params.slice();
    seat.work = { id, task: { ...task, subject: { ...task.subject, params } }, effort, mayEndEarly };
    seat.prover.post({
      type: 'decide',
      requestId: id,
      spec,
      params,
      limitMs,
      ...(mayEndEarly ? { tryMs: FIRST_TRY_MS } : {}),
      ...(task.claim === undefined ? {} : { claim: task.claim }),
    });
    return displaced;
  }

  /** Ends what is no longer wanted. */
  stop(isUnwanted: (task: T) => boolean = () => true): void {
    for (const seat of this.#seats) {
      if (!seat.work || !isUnwanted(seat.work.task)) continue;
      seat.prover?.post({ type: 'stop', requestId: seat.work.id });
      this.#leave(seat);
    }
  }

  /** Workers that may begin. One more must not take another's rest away, so it is always the same that stay idle. */
  #free(spared: number): Seat<T>[] {
    const wanted = Math.max(1, this.#seats.length - spared);
    if (this.tasks.length >= wanted) return [];
    return this.#seats.slice(0, wanted).filter(({ work }) => !work);
  }

  #seatFor(key: Task['key'], effort: Effort, spared: number): Seat<T> | undefined {
    const own = this.#seats.find(({ work }) => work?.task.key === key);
    const rested = this.#free(spared).sort((a, b) => a.restUntil - b.restUntil)[0];
    const newest = (given: Effort): Seat<T> | undefined =>
      this.#seats.filter(({ work }) => work?.effort === given).sort((a, b) => b.work!.id - a.work!.id)[0];
    return (
      own ??
      rested ??
      newest('first') ??
      newest('whole') ??
      (effort === 'asked' ? newest('asked') : undefined)
    );
  }

  #hear(seat: Seat<T>, event: ProofEvent): void {
    const { work } = seat;
    if (event.requestId !== work?.id) return;
    seat.restUntil = performance.now() + proofRest(event.type === 'decided' ? event.ms : null);
    this.#leave(seat);
    const { task, mayEndEarly } = work;
    const outcome: Outcome =
      event.type === 'decided' ? event.verdict : { verdict: 'failed', message: event.message };
    const isLeftOpen = mayEndEarly && outcome.verdict === 'undecided';
    if (isLeftOpen) this.#putOff.set(task.key, task.subject);
    else this.#putOff.delete(task.key);
    if (isLeftOpen) this.#options.onRoom();
    else this.#options.onOutcome(task, outcome, (event.type === 'decided' && event.proved) || null);
  }

  #leave(seat: Seat<T>): void {
    seat.work = null;
    clearTimeout(this.#idleTimer);
    if (this.tasks.length === 0) this.#idleTimer = setTimeout(() => this.#endIdle(), IDLE_MS);
  }

  /** One stays: the next network comes soon. */
  #endIdle(): void {
    for (const seat of this.#seats.slice(1)) {
      seat.prover?.dispose();
      seat.prover = null;
    }
  }
}
