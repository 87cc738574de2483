/** The words of a certificate's sets, and the way that a string takes along them. */
import type { ProvedWords } from './proved-sets.ts';

/** How a set returns. */
export interface Returns {
  /** Words, all of them. */
  readonly count: number;
  /** Bits of the longest. */
  readonly longest: number;
  /** The shortest, at most as many as were asked for, in the order of their lengths. */
  readonly words: readonly string[];
}

/** Where a string is along the sets. */
export interface ReturnPoint {
  /** The set in which the last word ended. */
  readonly set: number;
  /** Bits since. */
  readonly since: string;
}

/** A node of a tree, and the bits that lead to it. */
interface Branch {
  readonly node: number;
  readonly way: string;
}

/** The words of a set, the shortest `most` of them by name. */
export function returnsOf({ branches, roots }: ProvedWords, set: number, most: number): Returns {
  const words: string[] = [];
  let [count, longest] = [0, 0];
  let level: readonly Branch[] = [{ node: roots[set], way: '' }];
  // level by level, so that the shortest come first
  for (let length = 1; level.length > 0; length++) {
    const next = level.flatMap(({ node, way }) =>
      [0, 1].map((bit) => ({ node: branches[2 * node + bit], way: way + String(bit) })),
    );
    const ends = next.filter(({ node }) => node < 0);
    count += ends.length;
    if (ends.length > 0) longest = length;
    words.push(...ends.slice(0, Math.max(0, most - words.length)).map(({ way }) => way));
    level = next.filter(({ node }) => node >= 0);
  }
  return { count, longest, words };
}

/** For each prefix of a string, the empty one first, the set in which it last was and the bits since. */
export function* placesOf(
  { branches, roots, start }: ProvedWords,
  bits: Iterable<number>,
): Generator<ReturnPoint> {
  let [set, since, node] = [start, '', roots[start]];
  yield { set, since };
  for (const bit of bits) {
    const branch = branches[2 * node + bit];
    if (branch < 0) [set, since, node] = [-1 - branch, '', roots[-1 - branch]];
    else [since, node] = [since + String(bit), branch];
    yield { set, since };
  }
}
