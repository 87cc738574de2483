/**
 * Checks a certificate of version 3 from what it says alone: walks the tree of each set's words once, with the images
 * of the set as `ball-image.ts` encloses them. What is claimed stands in `word-certificate.ts`.
 */
import { BallEnclosure, strideOf } from './ball-enclosure.ts';
import { BallImages } from './ball-image.ts';
import { BallTarget, targetRoom, type TargetRoom } from './ball-target.ts';
import type { WordCertificate, WordSet } from '../certificate/word-certificate.ts';
import { wordTree, type WordTree } from '../certificate/word-tree.ts';

/** The outcome; a problem says what is not proved, and from which set. */
export type WordCheck =
  | { readonly ok: true; readonly images: number }
  | { readonly ok: false; readonly problem: string; readonly set: number };

/** Enclosures of all prefixes of a word are kept while it is walked: so much memory may they take. */
const MOST_BYTES = 256e6;

/** Images between two pauses. */
const SLICE = 16;

/** Checks the sets, with pauses. */
export function* checkWords(certificate: WordCertificate): Generator<void, WordCheck> {
  const { spec, sets } = certificate;
  const n = 2 * spec.hidden;
  const longest = longestWord(sets);
  const bytes = 8 * n * strideOf(n) * longest;
  if (!(bytes <= MOST_BYTES))
    return { ok: false, problem: `words of ${longest} bits are too long for ${spec.hidden} units`, set: -1 };
  const walk = new WordWalk(certificate);
  if (!walk.holdsStart()) return { ok: false, problem: 'no set of parity 0 holds the zero state', set: -1 };
  for (let set = 0; set < sets.length; set++) {
    walk.enter(set);
    while (walk.problem === null && walk.next()) if (walk.images % SLICE === 0) yield;
    if (walk.problem !== null) return { ok: false, problem: `sets[${set}], ${walk.problem}`, set };
  }
  return { ok: true, images: walk.images };
}

/** Bits of the longest word. */
export const longestWord = (sets: readonly WordSet[]): number =>
  sets.reduce((most, { words }) => words.reduce((length, word) => Math.max(length, word.length), most), 0);

/** The walk over a certificate's sets: depth first, with one enclosure for each bit of the way. */
class WordWalk {
  images = 0;
  /** What is not proved, once something is not. */
  problem: string | null = null;
  readonly #certificate: WordCertificate;
  readonly #n: number;
  readonly #maps: BallImages;
  readonly #targets: (BallTarget | undefined)[];
  readonly #room: TargetRoom;
  readonly #enclosures: BallEnclosure[] = [];
  #set: WordSet;
  #tree: WordTree = new Int32Array(0);
  /** For each bit of the way: the branch that is walked next, or past 2 node + 1. */
  readonly #branches: number[] = [];
  readonly #nodes: number[] = [];
  readonly #parities: number[] = [];

  constructor(certificate: WordCertificate) {
    const { spec, params, slack, sets } = certificate;
    this.#certificate = certificate;
    this.#n = 2 * spec.hidden;
    this.#maps = new BallImages(spec, params, slack);
    this.#targets = sets.map(() => undefined);
    this.#room = targetRoom(this.#n, strideOf(this.#n));
    this.#set = sets[0];
  }

  /** Whether a set of parity 0 holds the zero state. */
  holdsStart(): boolean {
    const zero = this.#enclosureAt(0);
    zero.setZero();
    return this.#certificate.sets.some(
      ({ parity }, k) => parity === 0 && this.#target(k).holds(zero, this.#room),
    );
  }

  /** Begins with a set. */
  enter(index: number): void {
    const { sets, slack } = this.#certificate;
    this.#set = sets[index];
    this.#tree = wordTree(this.#set.words, `sets[${index}].words`);
    this.#enclosureAt(0).setEllipsoid(this.#set.centre, this.#set.axes, slack);
    this.#push(0, this.#set.parity);
  }

  /** Walks one bit further, or back; false once the set's words are all walked. */
  next(): boolean {
    const depth = this.#nodes.length - 1;
    if (depth < 0) return false;
    const bit = this.#branches[depth]++;
    if (bit > 1) {
      this.#nodes.pop();
      this.#branches.pop();
      this.#parities.pop();
      return true;
    }
    const parity = this.#parities[depth] ^ bit;
    const image = this.#enclosureAt(depth + 1);
    this.#maps.image(this.#enclosureAt(depth), bit, image);
    this.images++;
    const next = this.#tree[2 * this.#nodes[depth] + bit];
    if (!this.#maps.isReadRightly(image, parity))
      this.problem = `after ${this.#way(bit)}: not read out rightly`;
    else if (next > 0) this.#push(next, parity);
    else this.#arrive(-1 - next, image);
    return true;
  }

  #arrive(word: number, image: BallEnclosure): void {
    const to = this.#set.to[word];
    if (!this.#target(to).holds(image, this.#room))
      this.problem = `after ${this.#set.words[word]}: does not lie in set ${to}`;
  }

  #push(node: number, parity: number): void {
    this.#nodes.push(node);
    this.#branches.push(0);
    this.#parities.push(parity);
  }

  #way(bit: number): string {
    return [...this.#branches.slice(0, -1).map((next) => next - 1), bit].join('');
  }

  #target(k: number): BallTarget {
    const known = this.#targets[k] ?? new BallTarget(this.#certificate.sets[k]);
    this.#targets[k] = known;
    return known;
  }

  #enclosureAt(depth: number): BallEnclosure {
    const known = this.#enclosures[depth] ?? new BallEnclosure(this.#n);
    this.#enclosures[depth] = known;
    return known;
  }
}
