/** Drops the sets that a cover can do without, one by one, until every one left is needed. */

/** A cover as sets that hold images of one another. */
export interface Cover<Set, Image> {
  readonly sets: readonly Set[];
  readonly start: Image;
  /** What the two bits make of a set. */
  readonly imagesOf: (set: Set) => readonly Image[];
  /** Whether the image lies in the set, and is of its parity. */
  readonly holds: (set: Set, image: Image) => boolean;
}

/** An image that must stay covered, with the set it comes from (-1: the start). */
interface Need {
  readonly from: number;
  readonly coveredBy: readonly number[];
}

/** Sets of a cover of which none can be left out; the first found are dropped first, for later ones are wider. */
export function pruneCover<Set, Image>(cover: Cover<Set, Image>): Set[] {
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
function reachableSets<Set, Image>({ sets, start, imagesOf, holds }: Cover<Set, Image>): Set[] {
  const isMet = sets.map(() => false);
  const queue: number[] = [];
  const meet = (image: Image): void => {
    const at = sets.findLastIndex((set) => holds(set, image));
    if (at < 0 || isMet[at]) return;
    isMet[at] = true;
    queue.push(at);
  };
  meet(start);
  for (let next = queue.pop(); next !== undefined; next = queue.pop()) imagesOf(sets[next]).forEach(meet);
  return sets.filter((_, k) => isMet[k]);
}

function needsOf<Set, Image>({ sets, start, imagesOf, holds }: Cover<Set, Image>): Need[] {
  const need = (image: Image, from: number): Need => ({
    from,
    coveredBy: sets.flatMap((set, k) => (holds(set, image) ? [k] : [])),
  });
  return [need(start, -1), ...sets.flatMap((set, from) => imagesOf(set).map((image) => need(image, from)))];
}
