/**
 * The search for a proof: finitely many boxes per parity which hold the start, which either bit maps into boxes of the
 * right parity, and whose images the read-out separates. Such a cover is an inductive invariant, so every string of
 * every length is answered rightly.
 *
 * Boxes are taken up in the order of the shortest string that leads to them. An image that lies in no known box of its
 * parity becomes a new box, widened on every side; the widening is what lets finitely many boxes do.
 */
import type { ParityBox } from '../certificate/certificate.ts';
import { pruneCover } from './prune.ts';
import { SetIndex } from './set-index.ts';
import { isInside, zeroBox, type Box, type IntervalNetwork } from './intervals.ts';

/** How one cover is attempted. */
export interface CoverAttempt {
  /** Added to every side of a new box: to c, and to h. */
  readonly cell: number;
  readonly hidden: number;
  /** A cell's bound below or above these is taken to infinity, for cells that count; infinite: never. */
  readonly unboundedBelow: number;
  readonly unboundedAbove: number;
}

export type CoverFailure =
  | 'sign' // the read-out of an image changes sign
  | 'boxes' // more boxes than allowed
  | 'images'; // more images than allowed

export type CoverResult =
  | { readonly found: true; readonly boxes: readonly ParityBox[]; readonly images: number }
  | {
      readonly found: false;
      readonly reason: CoverFailure;
      readonly boxes: number;
      readonly images: number;
      /** Every string up to this length is answered rightly, which the order of the search proves on its way. */
      readonly rightUpTo: number;
    };

/** How much a search may do before it pauses; they may be raised while it does. */
export interface CoverLimits {
  boxes: number;
  images: number;
}

/** A search: it pauses now and then, says so where its limits stop it, and returns at the end. */
export type CoverSearch = Generator<CoverResult | void, CoverResult>;

/** A search up to where its limits stop it first. */
export function* untilLimits(search: CoverSearch): Generator<void, CoverResult> {
  for (;;) {
    const { value } = search.next();
    if (value) return value;
    yield;
  }
}

/** Images between two pauses of the search. */
const SLICE = 256;

/** Searches for one cover; goes on after a stop at its limits once these have been raised. */
export function* searchCover(
  network: IntervalNetwork,
  attempt: CoverAttempt,
  limits: Readonly<CoverLimits>,
): CoverSearch {
  const { hidden } = network.spec;
  const boxes: MappedBox[] = [];
  const ofParity = [new SetIndex<ParityBox>(), new SetIndex<ParityBox>()] as const;
  const add = (parity: 0 | 1, box: Box, length: number): void => {
    const mapped = { parity, box, images: [zeroBox(hidden), zeroBox(hidden)], length } as const;
    boxes.push(mapped);
    ofParity[parity].add(mapped);
  };
  let images = 0;
  const fail = (reason: CoverFailure, rightUpTo: number): CoverResult => ({
    found: false,
    reason,
    boxes: boxes.length,
    images,
    rightUpTo,
  });
  add(0, widened(zeroBox(hidden), attempt), 0);
  for (let next = 0; next < boxes.length; next++)
    for (const bit of [0, 1] as const) {
      const { box, length, images: mapped } = boxes[next];
      const image = mapped[bit];
      network.image(box, bit, image);
      const parity = (boxes[next].parity ^ bit) as 0 | 1;
      if (network.readout(image) !== (parity === 1 ? 1 : -1)) return fail('sign', length);
      while (images >= limits.images) yield fail('images', length);
      if (++images % SLICE === 0) yield;
      if (ofParity[parity].find(image, (known) => isInside(image, known.box))) continue;
      while (boxes.length >= limits.boxes) yield fail('boxes', length);
      add(parity, widened(image, attempt), length + 1);
    }
  return { found: true, boxes: neededBoxes(boxes), images };
}

/** A box, what either bit makes of it, and the length of the shortest string that leads to it. */
interface MappedBox extends ParityBox {
  readonly images: readonly [Box, Box];
  readonly length: number;
}

function neededBoxes(boxes: readonly MappedBox[]): ParityBox[] {
  const needed = pruneCover<MappedBox, ParityBox>({
    sets: boxes,
    start: { parity: 0, box: zeroBox(boxes[0].box.length / 4) },
    imagesOf: ({ parity, images }) => images.map((box, bit) => ({ parity: (parity ^ bit) as 0 | 1, box })),
    holds: (known, image) => isInside(image.box, known.box),
  });
  return needed.map(({ parity, box }) => ({ parity, box }));
}

/** A box with every side moved out, and a cell's side taken to infinity when it is far out. */
function widened(box: Box, { cell, hidden, unboundedBelow, unboundedAbove }: CoverAttempt): Box {
  const wide = new Float64Array(box.length);
  const half = box.length / 2;
  for (let k = 0; k < box.length; k += 2) {
    const widening = k < half ? cell : hidden;
    wide[k] = box[k] - widening;
    wide[k + 1] = box[k + 1] + widening;
  }
  for (let k = 0; k < half; k += 2) {
    if (wide[k] < unboundedBelow) wide[k] = -Infinity;
    if (wide[k + 1] > unboundedAbove) wide[k + 1] = Infinity;
  }
  return wide;
}

const evenly = (widenings: readonly number[], change: Partial<CoverAttempt>): CoverAttempt[] =>
  widenings.map((cell) => ({
    cell,
    hidden: cell,
    unboundedBelow: -Infinity,
    unboundedAbove: Infinity,
    ...change,
  }));

const thinner = (widenings: readonly number[], change: Partial<CoverAttempt>): CoverAttempt[] =>
  evenly(widenings, change).map((attempt) => ({ ...attempt, hidden: attempt.cell / 10 }));

/** What is tried first: boxes of c and h, equally widened. */
export const PLAIN_ATTEMPTS: readonly CoverAttempt[] = evenly([0.05, 0.02, 0.01, 0.005], {});

/** What is tried for cells that count, and for those that need thin boxes. */
export const FURTHER_ATTEMPTS: readonly CoverAttempt[] = [
  ...evenly([0.002], {}),
  ...evenly([0.02, 0.01, 0.005, 0.002], { unboundedBelow: -8, unboundedAbove: 8 }),
  ...thinner([0.01, 0.005, 0.002], { unboundedBelow: -8, unboundedAbove: 8 }),
  ...thinner([0.02, 0.005], {}),
];
