/** Drops the sets that a cover can do without, one by one, until every one left is needed. */

import type { Box } from './intervals.ts';
import { SetIndex } from './set-index.ts';

/** A set of states by its box; the search that made it knows more. */
interface Boxed {
  readonly parity: 0 | 1;
  readonly box: Box;
}

/** A cover as sets that hold images of one another. */
export interface Cover<S extends Boxed, I extends Boxed> {
  readonly sets: readonly S[];
  readonly start: I;
  /** What the two bits make of a set. */
  readonly imagesOf: (set: S) => readonly I[];
  /** Whether the image, of the set's parity, lies in it. */
  readonly holds: (set: S, image: I) => boolean;
}

/** An image that must stay covered, with the set it comes from (-1: the start). */
interface Need {
  readonly from: number;
  readonly coveredBy: readonly number[];
}

/**
 * Sets of a cover of which none can be left out; the first found are dropped first, for later ones are wider. A set is
 * needed as long as it alone holds the start, or an image of another set that is kept: its own images go with it.
 */
export function pruneCover<S extends Boxed, I extends Boxed>(cover: Cover<S, I>): S[] {
  const sets = reachableSets(cover);
  const needs = needsOf({ ...cover, sets });
  const neededBy: number[][] = sets.map(() => []);
  for (const [need, { coveredBy }] of needs.entries()) for (const set of coveredBy) neededBy[set].push(need);
  const count = needs.map(({ coveredBy }) => coveredBy.length);
  const isKept = sets.map(() => true);
  const isNeeded = (set: number): boolean =>
    neededBy[set].some((need) => {
      const { from } = needs[need];
      return count[need] === 1 && from !== set && (from < 0 || isKept[from]);
    });
  // a set may be needed by another's image alone, which goes later
  for (let hasChanged = true; hasChanged;) {
    hasChanged = false;
    for (let set = 0; set < sets.length; set++) {
      if (!isKept[set] || isNeeded(set)) continue;
      isKept[set] = false;
      hasChanged = true;
      for (const need of neededBy[set]) count[need]--;
    }
  }
  return sets.filter((_, set) => isKept[set]);
}

/** Sets that are met when each image goes to the newest set that holds it. */
function reachableSets<S extends Boxed, I extends Boxed>(cover: Cover<S, I>): S[] {
  const { sets, start, imagesOf, holds } = cover;
  const indices = indicesOf(sets);
  const met = new Set<S>();
  const queue: S[] = [];
  const meet = (image: I): void => {
    const set = indices[image.parity].find(image.box, (known) => holds(known, image));
    if (set === undefined || met.has(set)) return;
    met.add(set);
    queue.push(set);
  };
  meet(start);
  for (let next = queue.pop(); next !== undefined; next = queue.pop()) imagesOf(next).forEach(meet);
  return sets.filter((set) => met.has(set));
}

function needsOf<S extends Boxed, I extends Boxed>(cover: Cover<S, I>): Need[] {
  const { sets, start, imagesOf, holds } = cover;
  const indices = indicesOf(sets);
  const places = new Map(sets.map((set, k) => [set, k]));
  const need = (image: I, from: number): Need => ({
    from,
    coveredBy: indices[image.parity]
      .filter(image.box, (known) => holds(known, image))
      .map((set) => places.get(set)!),
  });
  return [need(start, -1), ...sets.flatMap((set, from) => imagesOf(set).map((image) => need(image, from)))];
}

function indicesOf<S extends Boxed>(sets: readonly S[]): readonly [SetIndex<S>, SetIndex<S>] {
  const indices = [new SetIndex<S>(), new SetIndex<S>()] as const;
  for (const set of sets) indices[set.parity].add(set);
  return indices;
}
