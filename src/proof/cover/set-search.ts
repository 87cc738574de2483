/**
 * The search of `cover.ts` for sets that are kept as affine forms, whatever their coordinates: what shapes them is an
 * argument.
 */
import type { AffineForm, AffineNetwork } from './affine.ts';
import type { ParityBox } from '../certificate/certificate.ts';
import type { CoverFailure, CoverLimits, CoverResult, CoverSearch } from './cover.ts';
import { zeroBox, type Box, type IntervalNetwork } from './intervals.ts';
import { pruneCover } from './prune.ts';
import { SetIndex } from './set-index.ts';

/** An image and its parity. */
interface Image {
  readonly parity: 0 | 1;
  readonly box: Box;
  readonly form: AffineForm;
}

/** Where the search meets a new set: `length` is that of the shortest string that leads there. */
export interface SearchPlace {
  readonly parity: 0 | 1;
  readonly length: number;
}

/** A set of the search. */
export interface FormSet extends SearchPlace {
  readonly box: Box; // [2 n]
  /** What either bit makes of it. */
  readonly images: Image[];
}

/** What shapes the sets of a search. */
export interface SetShape<S extends FormSet> {
  /** A set around an image. */
  newSet(form: AffineForm, place: SearchPlace): S;
  formOf(set: S): AffineForm;
  /** Whether the set holds the form, with room for the checker's rounding. */
  holds(set: S, form: AffineForm): boolean;
  asParityBox(set: S): ParityBox;
}

/** A network's two enclosures: plain intervals, and affine forms. */
export interface SetNetwork {
  readonly intervals: IntervalNetwork;
  readonly network: AffineNetwork;
}

/** Images between two pauses of the search. */
const SLICE = 64;

/** Searches for one cover of such sets; goes on after a stop at its limits once these have been raised. */
export function* searchSets<S extends FormSet>(
  { intervals, network }: SetNetwork,
  shape: SetShape<S>,
  limits: Readonly<CoverLimits>,
): CoverSearch {
  const sets: S[] = [];
  const ofParity = [new SetIndex<S>(), new SetIndex<S>()] as const;
  const add = (set: S): void => {
    sets.push(set);
    ofParity[set.parity].add(set);
  };
  let images = 0;
  const fail = (reason: CoverFailure, rightUpTo: number): CoverResult => ({
    found: false,
    reason,
    boxes: sets.length,
    images,
    rightUpTo,
  });
  add(shape.newSet(startForm(intervals.spec.hidden), { parity: 0, length: 0 }));
  for (let at = 0; at < sets.length; at++) {
    const { length, images: mapped } = sets[at];
    const form = shape.formOf(sets[at]);
    for (const bit of [0, 1] as const) {
      const image = network.image(form, bit);
      const parity = (sets[at].parity ^ bit) as 0 | 1;
      if (intervals.readout(image.box) !== (parity === 1 ? 1 : -1)) return fail('sign', length);
      while (images >= limits.images) yield fail('images', length);
      if (++images % SLICE === 0) yield;
      mapped.push({ parity, box: image.box, form: image });
      if (ofParity[parity].find(image.box, (set) => shape.holds(set, image))) continue;
      while (sets.length >= limits.boxes) yield fail('boxes', length);
      add(shape.newSet(image, { parity, length: length + 1 }));
    }
  }
  return { found: true, boxes: neededSets(sets, shape), images };
}

function neededSets<S extends FormSet>(sets: readonly S[], shape: SetShape<S>): ParityBox[] {
  const start = startForm(sets[0].box.length / 4);
  const needed = pruneCover<S, Image>({
    sets,
    start: { parity: 0, box: start.box, form: start },
    imagesOf: ({ images }) => images,
    holds: (set, { form }) => shape.holds(set, form),
  });
  return needed.map((set) => shape.asParityBox(set));
}

/** The state before the first bit. */
function startForm(hidden: number): AffineForm {
  const n = 2 * hidden;
  return {
    centre: new Float64Array(n),
    generators: new Float64Array(n * n),
    reach: new Float64Array(n),
    rest: zeroBox(hidden),
    box: zeroBox(hidden),
  };
}
