/** Drops the boxes that a cover can do without, one by one, until every one left is needed. */
import type { ParityBox } from './certificate.ts';
import { isInside, zeroBox, type Box } from './intervals.ts';

/** An image that must stay covered, with the box it comes from (-1: the start). */
interface Need {
  readonly from: number;
  readonly coveredBy: readonly number[];
}

/** Boxes of a cover and what either bit makes of each. */
export interface MappedBox extends ParityBox {
  readonly images: readonly [Box, Box];
}

/** A cover of which no box can be left out; the first found are dropped first, for later ones are wider. */
export function pruneCover(boxes: readonly MappedBox[]): ParityBox[] {
  const reachable = reachableBoxes(boxes);
  const needs = needsOf(reachable);
  const neededBy: number[][] = reachable.map(() => []);
  for (const [need, { coveredBy }] of needs.entries()) for (const box of coveredBy) neededBy[box].push(need);
  const count = needs.map(({ coveredBy }) => coveredBy.length);
  const isKept = reachable.map(() => true);
  const isNeeded = (box: number): boolean =>
    neededBy[box].some((need) => {
      const { from } = needs[need];
      return count[need] === 1 && from !== box && (from < 0 || isKept[from]);
    });
  // a box may be needed by another's image alone, which goes later
  for (let hasChanged = true; hasChanged;) {
    hasChanged = false;
    for (let box = 0; box < reachable.length; box++) {
      if (!isKept[box] || isNeeded(box)) continue;
      isKept[box] = false;
      hasChanged = true;
      for (const need of neededBy[box]) count[need]--;
    }
  }
  return reachable.filter((_, box) => isKept[box]).map(({ parity, box }) => ({ parity, box }));
}

/** Boxes that are met when each image goes to the newest box that holds it. */
function reachableBoxes(boxes: readonly MappedBox[]): MappedBox[] {
  const isMet = boxes.map(() => false);
  const queue: number[] = [];
  const meet = (box: Box, parity: number): void => {
    const at = boxes.findLastIndex((known) => known.parity === parity && isInside(box, known.box));
    if (at < 0 || isMet[at]) return;
    isMet[at] = true;
    queue.push(at);
  };
  meet(zeroBox(boxes[0].box.length / 4), 0);
  for (let next = queue.pop(); next !== undefined; next = queue.pop()) {
    const { parity, images } = boxes[next];
    images.forEach((image, bit) => meet(image, parity ^ bit));
  }
  return boxes.filter((_, k) => isMet[k]);
}

function needsOf(boxes: readonly MappedBox[]): Need[] {
  const coveredBy = (image: Box, parity: number): number[] =>
    boxes.flatMap((known, k) => (known.parity === parity && isInside(image, known.box) ? [k] : []));
  const start = { from: -1, coveredBy: coveredBy(zeroBox(boxes[0].box.length / 4), 0) };
  const ofBoxes = boxes.flatMap(({ parity, images }, from) =>
    images.map((image, bit) => ({ from, coveredBy: coveredBy(image, parity ^ bit) })),
  );
  return [start, ...ofBoxes];
}
