/**
 * The search for a proof with sets that return after words: from a set, the tree of bit strings is walked depth first;
 * a branch ends as soon as its images lie in a known set of their parity, or are small enough for a new one, and on the
 * way every read-out must be right. One bit may stretch a set where ten bits shrink it, so that a few hundred sets do
 * where there is no end of boxes. A set whose tree cannot be closed is taken away, and smaller ones stand in for it.
 */
import type { ModelSpec, ParamVector } from '../../lstm/params.ts';
import type { WordSet } from '../certificate/word-certificate.ts';
import { Sensitivity } from './sensitivity.ts';
import { cellWeights } from './cell-weights.ts';
import { Extent, squaredDistance, type Ellipsoid, type Place } from './ellipsoid.ts';
import { NearSets } from './near-sets.ts';
import { Reach } from './reach.ts';
import { ReachImages } from './reach-image.ts';
import { FIRST_RADIUS, MOST_HELD, SetShapes } from './set-shape.ts';

/** What ended a search without a proof. */
export type WordFailure =
  | 'sign' // sets had to become too small
  | 'memory'; // more sets than there is room for

export type WordResult =
  | { readonly found: true; readonly sets: readonly WordSet[] }
  | { readonly found: false; readonly reason: WordFailure };

/** Longest words, for one search after the other: where 80 bits do not shrink a set, smaller ones seldom help. */
export const WORD_LENGTHS = [80, 250] as const;
/** Most images of one set's tree. */
const MOST_NODES = 400;
/** Known sets that are asked whether they hold an image: the nearest. */
const ASKED = 4;
/** After an image was too large for a set by a factor q, so many times ln q more bits are read before the next try. */
const PATIENCE = 5;
const MOST_PATIENCE = 6;
/** How far around a failed set, squared in its own coordinates, sets are smaller; by how much; and the smallest. */
const HINT_REACH = 3;
const SHRINKING = 0.5;
const LEAST_RADIUS = 1e-3;

/** Memory that a search may take: for its sets, their words, the places of failed sets, and forms. */
const MOST_BYTES = 96e6;
/** What each takes besides its numbers; a set stands in many cells of `near-sets.ts`. */
const SET_BYTES = 4000;
const WORD_BYTES = 150;
const HINT_BYTES = 250;

/** What images, tests and shapes cost, in `n^3 + BASE` multiplications, and how many make some milliseconds. */
const BASE = 60;
const IMAGE_WORK = 30;
const TEST_WORK = 20;
const SHAPE_WORK = 300;
const SLICE = 1.5e6;

export interface WordLimits {
  readonly longestWord?: number;
  readonly mostBytes?: number | undefined;
}

/** What becomes of a branch, besides going on. */
const CLOSED = -1;
const FAILED = -2;

/** A set of the search. */
interface SearchSet extends Ellipsoid {
  readonly parity: 0 | 1;
  readonly radius: number;
  /** Where its words lead. */
  readonly leaves: Map<string, SearchSet>;
  /** Sets of which words lead here. */
  readonly sources: Set<SearchSet>;
  /** Words to be walked on from; '' alone: the whole tree. */
  pending: string[];
  isQueued: boolean;
  isDead: boolean;
}

export class WordSearch {
  /** Images so far. */
  images = 0;
  readonly #maps: ReachImages;
  readonly #shapes: SetShapes;
  readonly #extent: Extent;
  readonly #reaches: Reach[] = [];
  /** Of the way that is walked: its bits, the parity before each, branches tried, and bits before the next try. */
  readonly #bits: Uint8Array;
  readonly #parities: Uint8Array;
  readonly #branches: Uint8Array;
  readonly #patience: Float64Array;
  #nodes = 0;
  readonly #start: Reach;
  readonly #near: readonly [NearSets<SearchSet>, NearSets<SearchSet>];
  readonly #longestWord: number;
  readonly #mostHidden: number;
  readonly #mostBytes: number;
  readonly #queue: SearchSet[] = [];
  readonly #hints: { readonly around: Place; readonly radius: number }[] = [];
  #alive = 0;
  #words = 0;
  /** Whether sets would have to become smaller than any. */
  #isTooSmall = false;
  #startSet: SearchSet | null = null;
  #found: readonly SearchSet[] = [];
  #work = 0;

  /** Weights are finite. `mostBytes`: memory for all that the search keeps, about. */
  constructor(
    spec: ModelSpec,
    params: ParamVector,
    slack: number,
    { longestWord = WORD_LENGTHS[0], mostBytes = MOST_BYTES }: WordLimits = {},
  ) {
    const n = 2 * spec.hidden;
    this.#longestWord = longestWord;
    this.#mostBytes = mostBytes;
    this.#bits = new Uint8Array(longestWord + 1);
    this.#parities = new Uint8Array(longestWord + 2);
    this.#branches = new Uint8Array(longestWord + 1);
    this.#patience = new Float64Array(longestWord + 1);
    this.#start = new Reach(n);
    this.#maps = new ReachImages(cellWeights(spec, params, slack), this.#start);
    this.#extent = new Extent(this.#start);
    this.#shapes = new SetShapes(n, new Sensitivity(spec, params), this.#extent);
    this.#near = [new NearSets<SearchSet>(n), new NearSets<SearchSet>(n)];
    this.#mostHidden = (1 + slack) ** 2;
  }

  /** Sets that are known. */
  get sets(): number {
    return this.#alive;
  }

  /** Sets that are still to be walked, some perhaps in vain. */
  get waiting(): number {
    return this.#queue.length;
  }

  /** Sets that were taken away, for smaller ones. */
  get dropped(): number {
    return this.#hints.length;
  }

  /** About the memory of all that is kept. */
  get bytes(): number {
    const { n } = this.#start;
    return (
      this.#alive * (16 * n * n + SET_BYTES) +
      this.#words * WORD_BYTES +
      this.#hints.length * (8 * n * n + HINT_BYTES) +
      this.#shapes.bytes
    );
  }

  /** Searches with pauses, from wherever it has come. */
  *search(): Generator<void, WordResult> {
    for (;;) {
      if (this.#isTooSmall || !this.#hasStart()) return { found: false, reason: 'sign' };
      const set = this.#queue.shift();
      if (!set) return { found: true, sets: this.#collect() };
      set.isQueued = false;
      if (set.isDead || set.pending.length === 0 || !this.#isWanted(set)) continue;
      if (this.bytes > this.#mostBytes) return { found: false, reason: 'memory' };
      if (yield* this.#explore(set)) continue;
      this.#drop(set);
      if (this.#isTooSmall) return { found: false, reason: 'sign' };
    }
  }

  /** Takes set `k` of what was found away, or the start's: the checker has refused it. The search may go on. */
  refuse(k: number): void {
    const set = this.#found[k] ?? this.#startSet;
    if (set && !set.isDead) this.#drop(set);
  }

  /** Whether there is a set that holds the zero state, perhaps made now. */
  #hasStart(): boolean {
    if (this.#startSet && !this.#startSet.isDead) return true;
    this.#startSet = this.#find(this.#start, 0) ?? this.#newSet(this.#start, 0, 0).set;
    if (this.#startSet) this.#enqueue(this.#startSet);
    return this.#startSet !== null;
  }

  /** Whether a word of a living set leads here, or the empty string does. */
  #isWanted(set: SearchSet): boolean {
    if (set === this.#startSet) return true;
    return set.sources.size > (set.sources.has(set) ? 1 : 0);
  }

  #enqueue(set: SearchSet): void {
    if (set.isQueued || set.pending.length === 0) return;
    set.isQueued = true;
    this.#queue.push(set);
  }

  /** Takes a set away, lets smaller ones stand in, and opens the words that led to it. Nothing else keeps it alive. */
  #drop(set: SearchSet): void {
    const { centre, inverse, leaves, sources } = set;
    set.isDead = true;
    this.#alive--;
    this.#near[set.parity].remove(set);
    const radius = set.radius * SHRINKING;
    this.#isTooSmall ||= radius < LEAST_RADIUS;
    this.#hints.push({ around: { centre, inverse }, radius });
    for (const to of leaves.values()) to.sources.delete(set);
    this.#words -= leaves.size;
    leaves.clear();
    set.pending = [];
    for (const source of sources) {
      for (const [word, to] of source.leaves)
        if (to === set) {
          source.leaves.delete(word);
          source.pending.push(word);
          this.#words--;
        }
      this.#enqueue(source);
    }
    sources.clear();
  }

  /** Walks a set's tree, or what is open of it; false when it cannot be closed. */
  *#explore(set: SearchSet): Generator<void, boolean> {
    this.#reachAt(0).setEllipsoid(set.centre, set.axes, this.#mostHidden);
    this.#parities[0] = set.parity;
    this.#nodes = 0;
    for (let word = set.pending.pop(); word !== undefined; word = set.pending.pop()) {
      for (let k = 0; k < word.length; k++) this.#step(k, word[k] === '1' ? 1 : 0);
      const patience = word === '' ? 0 : this.#visit(set, word.length, 0);
      if (patience === FAILED || (patience !== CLOSED && !(yield* this.#walk(set, word.length, patience))))
        return false;
    }
    return true;
  }

  /** Walks the tree below the bits of the way; false when it cannot be closed. */
  *#walk(set: SearchSet, from: number, patience: number): Generator<void, boolean> {
    let depth = from;
    this.#branches[depth] = 0;
    this.#patience[depth] = patience;
    while (depth >= from) {
      const bit = this.#branches[depth]++;
      if (bit > 1) {
        depth--;
        continue;
      }
      if (++this.#nodes > MOST_NODES) return false;
      this.#step(depth, bit as 0 | 1);
      const left = this.#visit(set, depth + 1, this.#patience[depth] - 1);
      if (this.#work > SLICE) {
        this.#work = 0;
        yield;
      }
      if (left === FAILED) return false;
      if (left === CLOSED) continue;
      depth++;
      this.#branches[depth] = 0;
      this.#patience[depth] = left;
    }
    return true;
  }

  #step(depth: number, bit: 0 | 1): void {
    this.#bits[depth] = bit;
    this.#parities[depth + 1] = this.#parities[depth] ^ bit;
    this.#maps.image(this.#reachAt(depth), bit, this.#reachAt(depth + 1));
    this.images++;
    this.#count(IMAGE_WORK);
  }

  /** Closes the branch at the end of the way, or says how many more bits are read before the next try. */
  #visit(set: SearchSet, depth: number, patience: number): number {
    const reach = this.#reachAt(depth);
    const parity = this.#parities[depth] as 0 | 1;
    if (!this.#maps.isReadRightly(reach, parity)) return FAILED;
    let left = patience;
    let to = this.#find(reach, parity);
    if (!to && patience <= 0) {
      const made = this.#newSet(reach, parity, depth);
      to = made.set;
      left = Math.min(MOST_PATIENCE, Math.floor(PATIENCE * Math.log(made.over)));
    }
    if (!to) return depth >= this.#longestWord ? FAILED : Math.max(0, left);
    set.leaves.set(this.#bits.subarray(0, depth).join(''), to);
    this.#words++;
    to.sources.add(set);
    this.#enqueue(to);
    return CLOSED;
  }

  /** The nearest known set that holds the reach. */
  #find(reach: Reach, parity: 0 | 1): SearchSet | null {
    for (const { set, distance } of this.#near[parity].nearest(reach.centre, ASKED, MOST_HELD ** 2)) {
      this.#count(TEST_WORK);
      if (this.#extent.isWithin(set.inverse, reach, MOST_HELD - Math.sqrt(distance))) return set;
    }
    return null;
  }

  /** A new set around the reach, or by which factor that is too large. */
  #newSet(
    reach: Reach,
    parity: 0 | 1,
    depth: number,
  ): { readonly set: SearchSet | null; readonly over: number } {
    let radius = FIRST_RADIUS;
    for (const hint of this.#hints)
      if (hint.radius < radius && squaredDistance(hint.around, reach.centre, HINT_REACH) < HINT_REACH)
        radius = hint.radius;
    this.#count(SHAPE_WORK);
    const made = this.#shapes.around(reach, radius, depth);
    if (!made.shape) return { set: null, over: made.over };
    const set = {
      ...made.shape,
      parity,
      radius,
      leaves: new Map<string, SearchSet>(),
      sources: new Set<SearchSet>(),
      pending: [''],
      isQueued: false,
      isDead: false,
    };
    this.#near[parity].add(set);
    this.#alive++;
    return { set, over: 1 };
  }

  #count(work: number): void {
    this.#work += work * (this.#start.n ** 3 + BASE);
  }

  #reachAt(depth: number): Reach {
    const known = this.#reaches[depth] ?? new Reach(this.#start.n);
    this.#reaches[depth] = known;
    return known;
  }

  /** The sets that the start's words lead to, in the order in which they are met. */
  #collect(): readonly WordSet[] {
    const n = this.#start.n;
    const places = new Map<SearchSet, number>([[this.#startSet!, 0]]);
    // a map is walked to its newest key
    for (const set of places.keys())
      for (const to of set.leaves.values()) if (!places.has(to)) places.set(to, places.size);
    this.#found = [...places.keys()];
    return this.#found.map(({ parity, centre, axes, leaves }) => {
      const words = [...leaves.keys()].sort();
      const to = words.map((word) => places.get(leaves.get(word)!)!);
      const rows = axes.map((_, k) => axes[(k % n) * n + Math.floor(k / n)]);
      return { parity, centre, axes: rows, words, to };
    });
  }
}
