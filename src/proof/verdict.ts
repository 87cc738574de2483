/**
 * Decides a network: right for strings of every length, with a certificate that the checker accepts; wrong on a
 * string; or undecided, with how far it was tested.
 *
 * Work comes in slices, so that a worker can stop between two of them:
 *
 *     const decision = startDecision(spec, params);
 *     while (decision.advance()) if (timeIsUp()) break;
 *     decision.verdict
 */
import type { ModelSpec, ParamVector } from '../lstm/params.ts';
import { formatCertificate, type Certificate, type ParityBox } from './certificate.ts';
import { checkCertificate } from './checker.ts';
import { searchExhaustively, subjectOf, type Subject, type WrongString } from './counterexample.ts';
import { plannedCovers, turnsUpTo, type PlannedCover } from './cover-plan.ts';
import { searchCover, untilLimits, type CoverLimits } from './cover.ts';
import { FAMILIES, searchFamily } from './family-search.ts';
import { IntervalNetwork, LEAST_SLACK } from './intervals.ts';
import { searchSpells, SPELLS } from './spell-search.ts';
import { searchStates } from './state-search.ts';

export type Verdict =
  | { readonly verdict: 'certified'; readonly certificate: Certificate; readonly boxes: number }
  | {
      readonly verdict: 'wrong';
      /** Answered wrongly after its last bit, in float64 and in float32 arithmetic. */
      readonly bits: Uint8Array;
      /** Whether every shorter string is answered rightly; otherwise it is the shortest that was found. */
      readonly isShortest: boolean;
      /** Every string up to this length is answered rightly. */
      readonly rightUpTo: number;
      /** Its family, as in `1 0^k`; empty when it was found in another way. */
      readonly family: string;
    }
  | {
      readonly verdict: 'undecided';
      /** Every string up to this length is answered rightly. */
      readonly rightUpTo: number;
      /** Length to which the families of long strings were tested. */
      readonly testedTo: number;
      readonly reason: UndecidedReason;
    };

/** What ended the search without a decision. */
export type UndecidedReason =
  | 'time' // it was stopped before its end
  | 'sign' // every cover grew until the read-out of a set changed sign
  | 'memory'; // a cover needed more sets than allowed

export interface DecisionOptions {
  readonly slack?: number;
  /** Longest string of each family that is tried. */
  readonly longest?: number;
  /** Bounds the memory and the work of one attempt at a cover. */
  readonly limits?: CoverLimits;
}

/** A decision in progress. */
export interface Decision {
  /** Works for some milliseconds; false once there is nothing left to do. */
  advance(): boolean;
  /** What is known so far. */
  readonly verdict: Verdict;
}

/** Every string up to this length is tried before anything else. */
const SHORT_BITS = 10;
/** And up to this length before a wrong string counts as the shortest, if nothing better is known. */
const LONGER_BITS = 16;
const LONGEST = 100_000;
const SPELL_BITS = 40_000;
/** How many times as far a family is followed when that promises a wrong string. */
const FARTHER = 10;
const LIMITS: CoverLimits = { boxes: 9000, images: 18_000 };
const STATE_SEARCHES = [0.03, 0.003, 0.0003].map((resolution) => ({
  resolution,
  states: 4000,
  longest: 2000,
}));

/** Starts to decide a network. Throws a RangeError when its weights are not finite or not as many as they should be. */
export function startDecision(spec: ModelSpec, params: ParamVector, options: DecisionOptions = {}): Decision {
  return new DecisionInSlices(spec, params, options);
}

/** Decides a network to the end, or until `isTimeUp` says so; it is asked every few milliseconds. */
export function decide(
  spec: ModelSpec,
  params: ParamVector,
  options: DecisionOptions & { readonly isTimeUp?: () => boolean } = {},
): Verdict {
  const decision = startDecision(spec, params, options);
  while (decision.advance()) if (options.isTimeUp?.()) break;
  return decision.verdict;
}

class DecisionInSlices implements Decision {
  readonly #subject: Subject;
  readonly #network: IntervalNetwork;
  readonly #longest: number;
  readonly #limits: CoverLimits;
  readonly #work: Generator<void, void>;
  #rightUpTo = 0;
  #testedTo = 0;
  #reason: UndecidedReason = 'time';
  #certificate: Certificate | null = null;
  #wrong: WrongString | null = null;

  constructor(spec: ModelSpec, params: ParamVector, options: DecisionOptions) {
    this.#network = new IntervalNetwork(spec, params, options.slack ?? LEAST_SLACK);
    this.#subject = subjectOf(spec, params);
    this.#longest = options.longest ?? LONGEST;
    this.#limits = options.limits ?? LIMITS;
    this.#work = this.#decide();
  }

  advance(): boolean {
    return this.#work.next().done !== true;
  }

  get verdict(): Verdict {
    if (this.#certificate)
      return {
        verdict: 'certified',
        certificate: this.#certificate,
        boxes: this.#certificate.boxes.length,
      };
    const rightUpTo = this.#rightUpTo;
    if (!this.#wrong)
      return { verdict: 'undecided', rightUpTo, testedTo: this.#testedTo, reason: this.#reason };
    const { bits, family } = this.#wrong;
    const isShortest = rightUpTo >= bits.length - 1;
    return { verdict: 'wrong', bits, isShortest, rightUpTo: Math.min(rightUpTo, bits.length - 1), family };
  }

  *#decide(): Generator<void, void> {
    yield* this.#exhaust(SHORT_BITS);
    if (!this.#wrong) yield* this.#tryFamilies();
    yield* this.#trySpells();
    if (!this.#wrong) yield* this.#cover();
    if (this.#certificate) return;
    for (const search of STATE_SEARCHES) {
      const longest = this.#within(search.longest);
      this.#take(yield* searchStates(this.#subject, { ...search, longest }));
    }
    if (this.#wrong) yield* this.#proveShortest(this.#wrong.bits.length - 1);
  }

  /** Keeps the shorter of two wrong strings. */
  #take(found: WrongString | null): void {
    if (found && found.bits.length < (this.#wrong?.bits.length ?? Infinity)) this.#wrong = found;
  }

  *#exhaust(longest: number): Generator<void, void> {
    const found = yield* searchExhaustively(this.#subject, longest);
    this.#take(found);
    this.#rightUpTo = Math.max(this.#rightUpTo, found ? found.bits.length - 1 : longest);
  }

  *#tryFamilies(): Generator<void, void> {
    for (const family of FAMILIES) {
      const longest = this.#within(this.#longest);
      const farthest = this.#within(FARTHER * this.#longest);
      this.#take(yield* searchFamily(this.#subject, family, { longest, farthest }));
    }
    if (!this.#wrong) this.#testedTo = this.#longest;
  }

  *#trySpells(): Generator<void, void> {
    for (const spells of SPELLS)
      this.#take(
        yield* searchSpells(this.#subject, spells, this.#within(Math.min(SPELL_BITS, this.#longest))),
      );
  }

  /** A length, or that of the strings shorter than the wrong one which is known. */
  #within(length: number): number {
    return Math.min(length, (this.#wrong?.bits.length ?? Infinity) - 1);
  }

  /** Tries one cover after another; a certificate counts only when the checker accepts it. */
  *#cover(): Generator<void, void> {
    let unfinished = plannedCovers(this.#network, this.#subject.params);
    for (const { limits, order } of turnsUpTo(this.#limits)) {
      const waiting = unfinished.filter(({ kind }) => !order.includes(kind));
      const taken = order.flatMap((wanted) => unfinished.filter(({ kind }) => kind === wanted));
      unfinished = [...(yield* this.#tryCovers(taken, limits)), ...waiting];
      if (this.#certificate) return;
    }
    this.#reason = unfinished.length > 0 ? 'memory' : 'sign';
  }

  /** The searches that the limits stopped; none of them once there is a certificate. */
  *#tryCovers(
    covers: readonly PlannedCover[],
    limits: Readonly<CoverLimits>,
  ): Generator<void, PlannedCover[]> {
    const unfinished: PlannedCover[] = [];
    for (const cover of covers) {
      const result = yield* cover.advance(limits);
      if (result.found) {
        yield;
        if (this.#accept(result.boxes)) return [];
        continue;
      }
      this.#rightUpTo = Math.max(this.#rightUpTo, result.rightUpTo);
      if (result.reason !== 'sign') unfinished.push(cover);
    }
    return unfinished;
  }

  #accept(boxes: readonly ParityBox[]): boolean {
    const { spec, params } = this.#subject;
    const certificate = { spec, params, slack: this.#network.slack, boxes };
    if (!checkCertificate(formatCertificate(certificate)).ok) return false;
    this.#certificate = certificate;
    return true;
  }

  /** Tries to show that every string up to `length` bits is answered rightly: with ever smaller boxes, or one by one. */
  *#proveShortest(length: number): Generator<void, void> {
    for (const widening of [0.01, 0.001, 0.0001]) {
      if (this.#rightUpTo >= length) return;
      const attempt = {
        cell: widening,
        hidden: widening,
        unboundedBelow: -Infinity,
        unboundedAbove: Infinity,
      };
      const result = yield* untilLimits(searchCover(this.#network, attempt, { boxes: 8000, images: 30_000 }));
      if (!result.found) this.#rightUpTo = Math.max(this.#rightUpTo, result.rightUpTo);
    }
    if (this.#rightUpTo < length) yield* this.#exhaust(Math.min(length, LONGER_BITS));
  }
}
