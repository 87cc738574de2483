/**
 * The search for a proof with sets that are boxes in the coordinates of `sensitivity.ts`: of equal size in what they
 * change later on, so that far fewer do than of sets equally wide in c.
 */
import type { AffineForm } from './affine.ts';
import type { CoverLimits, CoverSearch } from './cover.ts';
import { isInside, type Box } from './intervals.ts';
import type { Frame, Sensitivity } from './sensitivity.ts';
import { searchSets, type FormSet, type SearchPlace, type SetNetwork } from './set-search.ts';

/** How one cover of such sets is attempted. */
export interface FrameAttempt {
  /** Half width of a set in its own coordinates, unless its image is wider. */
  readonly reach: number;
  /** Least room on every side of the image that a set is made for. */
  readonly room: number;
}

/** What is tried. */
export const FRAME_ATTEMPTS: readonly FrameAttempt[] = [{ reach: 0.01, room: 0.0001 }];

interface FrameSet extends FormSet, Frame {
  readonly coordinates: Box; // [2 n]
}

/** Room for what rounding might have narrowed, so that the checker's outward rounding still fits. */
const ROUNDING = 1e-9;

/** h is below 1 in size, and with every slack still below this. */
const MOST_HIDDEN = 1.001;

/** Searches for one cover of such sets; goes on after a stop at its limits once these have been raised. */
export const searchFrameCover = (
  network: SetNetwork & { readonly sensitivity: Sensitivity },
  attempt: FrameAttempt,
  limits: Readonly<CoverLimits>,
): CoverSearch =>
  searchSets<FrameSet>(
    network,
    {
      newSet: (form, place) =>
        newSet(form, { attempt, frame: network.sensitivity.frameAt(form.centre) }, place),
      formOf,
      holds,
      asParityBox: ({ parity, box, rows, coordinates }) => ({ parity, box, basis: { rows, coordinates } }),
    },
    limits,
  );

function newSet(
  form: AffineForm,
  { attempt, frame }: { readonly attempt: FrameAttempt; readonly frame: Frame },
  place: SearchPlace,
): FrameSet {
  const n = form.centre.length;
  const coordinates = boundsAlong(form, frame.rows);
  for (let k = 0; k < 2 * n; k += 2) {
    const middle = (coordinates[k] + coordinates[k + 1]) / 2;
    const reach = Math.max(attempt.reach, (coordinates[k + 1] - coordinates[k]) / 2 + attempt.room);
    coordinates[k] = middle - reach;
    coordinates[k + 1] = middle + reach;
  }
  return { ...place, ...frame, box: boxAround(coordinates, frame.inverse), coordinates, images: [] };
}

/** A box around `inverse y` for all y in the bounds, as far as h goes at all. */
function boxAround(coordinates: Box, inverse: Float64Array): Box {
  const n = coordinates.length / 2;
  const box = new Float64Array(2 * n);
  for (let k = 0; k < n; k++) {
    let [lo, hi] = [0, 0];
    for (let along = 0; along < n; along++) {
      const a = inverse[k * n + along] * coordinates[2 * along];
      const b = inverse[k * n + along] * coordinates[2 * along + 1];
      lo += Math.min(a, b);
      hi += Math.max(a, b);
    }
    const most = k < n / 2 ? Infinity : MOST_HIDDEN;
    box[2 * k] = Math.max(-most, lo - ROUNDING * (1 + Math.abs(lo)));
    box[2 * k + 1] = Math.min(most, hi + ROUNDING * (1 + Math.abs(hi)));
  }
  return box;
}

/** Bounds on `rows x` over a form. */
function boundsAlong({ centre, generators, reach, rest }: AffineForm, rows: Float64Array): Box {
  const n = centre.length;
  const bounds = new Float64Array(2 * n);
  for (let row = 0; row < n; row++) {
    let [lo, hi] = [0, 0];
    for (let k = 0; k < n; k++) {
      const weight = rows[row * n + k];
      const [a, b] = [weight * (centre[k] + rest[2 * k]), weight * (centre[k] + rest[2 * k + 1])];
      lo += Math.min(a, b);
      hi += Math.max(a, b);
    }
    for (let along = 0; along < n; along++) {
      let sum = 0;
      for (let k = 0; k < n; k++) sum += rows[row * n + k] * generators[k * n + along];
      lo -= Math.abs(sum) * reach[along];
      hi += Math.abs(sum) * reach[along];
    }
    bounds[2 * row] = lo;
    bounds[2 * row + 1] = hi;
  }
  return bounds;
}

function formOf({ box, coordinates, inverse }: FrameSet): AffineForm {
  const n = box.length / 2;
  const centre = new Float64Array(n);
  const reach = new Float64Array(n);
  for (let along = 0; along < n; along++) {
    const [lo, hi] = [coordinates[2 * along], coordinates[2 * along + 1]];
    reach[along] = (hi - lo) / 2;
    for (let k = 0; k < n; k++) centre[k] += (inverse[k * n + along] * (lo + hi)) / 2;
  }
  return { centre, generators: inverse, reach, rest: new Float64Array(2 * n), box };
}

function holds({ box, rows, coordinates }: FrameSet, form: AffineForm): boolean {
  if (!isInside(form.box, box)) return false;
  const n = form.centre.length;
  // what the centre contradicts need not be enclosed
  for (let row = 0; row < n; row++) {
    let at = 0;
    for (let k = 0; k < n; k++) at += rows[row * n + k] * form.centre[k];
    if (at < coordinates[2 * row] || at > coordinates[2 * row + 1]) return false;
  }
  return isInside(boundsAlong(form, rows), coordinates);
}
