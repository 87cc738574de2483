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
import { formatBits } from '../parity/bits.ts';
import { formatCertificate, type Certificate } from './certificate/certificate.ts';
import { checkInSlices, type CheckResult } from './checker/checker.ts';
import { longestWord } from './checker/word-checker.ts';
import {
  searchExhaustively,
  walkedNetwork,
  type WalkedNetwork,
  type WrongString,
} from './counterexample/counterexample.ts';
import { plannedCovers, turnsUpTo, type PlannedCover } from './cover/cover-plan.ts';
import { searchCover, untilLimits, type CoverLimits } from './cover/cover.ts';
import { WORD_LENGTHS, WordSearch, type WordFailure } from './cover/word-search.ts';
import { FAMILIES, searchFamily } from './counterexample/family-search.ts';
import { IntervalNetwork, LEAST_SLACK } from './cover/intervals.ts';
import { searchSpells, SPELLS } from './counterexample/spell-search.ts';
import { searchStates } from './counterexample/state-search.ts';

/** What a decision came to, in the worker and on the page. */
export type Verdict =
  | {
      readonly verdict: 'certified';
      /** The certificate's file, the very text that the checker has accepted. */
      readonly certificate: string;
      /** Boxes, or sets that return after words. */
      readonly boxes: number;
      /** How large a proof by words is; absent: it is one by boxes. */
      readonly words?: WordCounts;
    }
  | {
      readonly verdict: 'wrong';
      /** Zeros and ones, answered wrongly after the last, in float64 and in float32 arithmetic. */
      readonly bits: string;
      /** Whether every shorter string is answered rightly; otherwise it is the shortest that was found. */
      readonly isShortest: boolean;
      /** Every string up to this length is answered rightly. */
      readonly rightUpTo: number;
      /** Its family, as in `1 0^k`; empty or absent: it was found in another way. */
      readonly family?: string;
    }
  | {
      readonly verdict: 'undecided';
      /** Every string up to this length is answered rightly. */
      readonly rightUpTo: number;
      /** Length to which the families of long strings were tested. */
      readonly testedTo: number;
      readonly reason: UndecidedReason;
      /** Time that it had, where somebody's clock has ended it. */
      readonly limitMs?: number;
    };

/** How large a proof of version 3 is. */
export interface WordCounts {
  /** Bits of the longest word. */
  readonly longest: number;
  /** Images that the checker has enclosed: one for each node of the words' trees. */
  readonly images: number;
}

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
  /** Memory that a search for words may take, in bytes. */
  readonly wordBytes?: number;
  /** What accepts certificates: the checker, unless a test has another. */
  readonly check?: typeof checkInSlices;
  /** A certificate's file from before, of these very weights as it says: it is checked before anything is searched. */
  readonly claim?: string;
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
/** What is tried of covers for more than one unit before words. */
const QUICK_TURN: ReturnType<typeof turnsUpTo>[number] = {
  limits: { boxes: 300, images: 600 },
  order: ['plain'],
};
/** Slices of words after a turn of covers, of one unit. */
const WORD_TURNS = [3, 9];
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

/** A certificate that the checker has accepted, and its file. */
interface Proof {
  readonly text: string;
  readonly accepted: Extract<CheckResult, { ok: true }>;
}

class DecisionInSlices implements Decision {
  readonly #subject: WalkedNetwork;
  readonly #network: IntervalNetwork;
  readonly #longest: number;
  readonly #limits: CoverLimits;
  readonly #mostBytes: number | undefined;
  readonly #checker: typeof checkInSlices;
  readonly #claim: string | null;
  readonly #work: Generator<void, void>;
  #rightUpTo = 0;
  #testedTo = 0;
  #reason: UndecidedReason = 'time';
  #proof: Proof | null = null;
  #wrong: WrongString | null = null;

  constructor(spec: ModelSpec, params: ParamVector, options: DecisionOptions) {
    this.#network = new IntervalNetwork(spec, params, options.slack ?? LEAST_SLACK);
    this.#subject = walkedNetwork(spec, params);
    this.#longest = options.longest ?? LONGEST;
    this.#limits = options.limits ?? LIMITS;
    this.#mostBytes = options.wordBytes;
    this.#checker = options.check ?? checkInSlices;
    this.#claim = options.claim ?? null;
    this.#work = this.#decide();
  }

  advance(): boolean {
    return this.#work.next().done !== true;
  }

  get verdict(): Verdict {
    if (this.#proof) return certified(this.#proof);
    const rightUpTo = this.#rightUpTo;
    if (!this.#wrong)
      return { verdict: 'undecided', rightUpTo, testedTo: this.#testedTo, reason: this.#reason };
    const { bits, family } = this.#wrong;
    const isShortest = rightUpTo >= bits.length - 1;
    const upTo = Math.min(rightUpTo, bits.length - 1);
    return { verdict: 'wrong', bits: formatBits(bits), isShortest, rightUpTo: upTo, family };
  }

  *#decide(): Generator<void, void> {
    if (this.#claim !== null) yield* this.#checkClaim(this.#claim);
    if (this.#proof) return;
    yield* this.#exhaust(SHORT_BITS);
    if (!this.#wrong) yield* this.#tryFamilies();
    yield* this.#trySpells();
    if (!this.#wrong) yield* this.#prove();
    if (this.#proof) return;
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

  /**
   * Tries one cover after another, and sets that return after words: of more units before covers may grow, for there they
   * seldom close; of one in short turns between those of the covers; where gates are hard after all covers, for they let
   * cells count or hold without end, which only boxes prove. A certificate counts only when the checker accepts it.
   */
  *#prove(): Generator<void, void> {
    let unfinished = plannedCovers(this.#network, this.#subject.params);
    const { hidden, activation } = this.#subject.spec;
    const isSmooth = activation === 'sigmoid';
    const isWide = isSmooth && hidden > 1;
    const words = this.#tryWords();
    const turns = [...(isWide ? [QUICK_TURN] : []), ...turnsUpTo(this.#limits)];
    for (const [turn, { limits, order }] of turns.entries()) {
      const waiting = unfinished.filter(({ kind }) => !order.includes(kind));
      const taken = order.flatMap((wanted) => unfinished.filter(({ kind }) => kind === wanted));
      unfinished = [...(yield* this.#tryCovers(taken, limits)), ...waiting];
      if (this.#proof) return;
      if (isSmooth) yield* this.#advance(words, isWide ? Infinity : (WORD_TURNS[turn] ?? 0));
      if (this.#proof) return;
    }
    if (unfinished.length > 0) this.#reason = 'memory';
    else if (this.#reason === 'time') this.#reason = 'sign';
    yield* this.#advance(words, Infinity);
  }

  /** So many slices of the search for words, or what is left of it; what it finds is checked to the end. */
  *#advance(words: Generator<Checking | void, void>, slices: number): Generator<void, void> {
    for (let slice = 0; slice < slices;) {
      const { done, value } = words.next();
      if (done === true) return;
      if (value !== 'checking') slice++;
      yield;
    }
  }

  /** Searches for sets that return after words, and after longer ones where sets would become too small. */
  *#tryWords(): Generator<Checking | void, void> {
    for (const longest of WORD_LENGTHS) {
      const reason = yield* this.#searchWords(longest);
      if (reason === 'memory') this.#reason = reason;
      if (reason !== 'sign') return;
    }
  }

  /** One such search to its end; null when it proves. A set that the checker refuses to go on from is taken away. */
  *#searchWords(longest: number): Generator<Checking | void, WordFailure | null> {
    const { spec, params } = this.#subject;
    const { slack } = this.#network;
    const search = new WordSearch(spec, params, slack, {
      longestWord: longest,
      mostBytes: this.#mostBytes,
    });
    for (;;) {
      const result = yield* search.search();
      if (!result.found) return result.reason;
      const check = this.#check({ spec, params, slack, sets: result.sets });
      let step = check.next();
      for (; step.done !== true; step = check.next()) yield 'checking';
      const refused = step.value;
      if (refused === null) return null;
      search.refuse(refused);
    }
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
        const { spec, params } = this.#subject;
        const { boxes } = result;
        if ((yield* this.#check({ spec, params, slack: this.#network.slack, boxes })) === null) return [];
        continue;
      }
      this.#rightUpTo = Math.max(this.#rightUpTo, result.rightUpTo);
      if (result.reason !== 'sign') unfinished.push(cover);
    }
    return unfinished;
  }

  *#checkClaim(text: string): Generator<void, void> {
    const accepted = yield* this.#checker(text);
    if (!accepted.ok) return;
    const { spec, params } = accepted.certificate;
    if (isSame({ spec, params }, this.#subject)) this.#proof = { text, accepted };
  }

  /** Keeps a certificate if the checker accepts its file; otherwise the set that it refuses, -1 for none of them. */
  *#check(certificate: Certificate): Generator<void, number | null> {
    yield;
    const text = formatCertificate(certificate);
    const result = yield* this.#checker(text);
    if (!result.ok) return result.set ?? -1;
    this.#proof = { text, accepted: result };
    return null;
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

/** A slice of the checker's, not of the search. */
type Checking = 'checking';

type Weights = { readonly spec: ModelSpec; readonly params: ParamVector };

const isSame = (a: Weights, b: Weights): boolean =>
  a.spec.hidden === b.spec.hidden &&
  a.spec.activation === b.spec.activation &&
  a.spec.head === b.spec.head &&
  a.params.length === b.params.length &&
  a.params.every((value, k) => Math.fround(value) === Math.fround(b.params[k]));

function certified({ text: certificate, accepted }: Proof): Verdict {
  const { certificate: claim, images } = accepted;
  if ('boxes' in claim) return { verdict: 'certified', certificate, boxes: claim.boxes.length };
  const { sets } = claim;
  const words = { longest: longestWord(sets), images };
  return { verdict: 'certified', certificate, boxes: sets.length, words };
}
