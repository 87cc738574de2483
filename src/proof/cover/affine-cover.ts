/**
 * The search for a proof with sets in coordinates of their own: as in `cover.ts`, but a set is what lies in a box of c
 * and h *and*, per unit, has `h - k c` between two bounds, k being the slope of h along c at the set's centre. New
 * states have h = o tanh(c), so that in these coordinates the maps contract where they do so at all.
 */
import type { AffineForm } from './affine.ts';
import type { CoverAttempt, CoverLimits, CoverSearch } from './cover.ts';
import { isInside, type Box } from './intervals.ts';
import { searchSets, type FormSet, type SearchPlace, type SetNetwork } from './set-search.ts';

/** A set of the search, with the shears that its basis is made of. */
interface ShearedSet extends FormSet {
  readonly coordinates: Box; // [2 n]
  readonly shears: Float64Array; // [hidden]
}

/** Searches for one cover of such sets; goes on after a stop at its limits once these have been raised. */
export const searchAffineCover = (
  network: SetNetwork,
  attempt: CoverAttempt,
  limits: Readonly<CoverLimits>,
): CoverSearch =>
  searchSets<ShearedSet>(
    network,
    {
      newSet: (form, place) => newSet(form, attempt, place),
      formOf,
      holds,
      asParityBox: ({ parity, box, shears, coordinates }) => ({
        parity,
        box,
        basis: { rows: basisOf(shears), coordinates },
      }),
    },
    limits,
  );

/** `h - k c` and c, as coordinates of a form; unbounded cells have no shear. */
function shearedBounds(form: AffineForm, shears: Float64Array): Box {
  const hidden = shears.length;
  const n = 2 * hidden;
  const bounds = form.box.slice();
  for (let unit = 0; unit < hidden; unit++) {
    const k = shears[unit];
    if (k === 0) continue;
    const [c, h] = [unit, hidden + unit];
    let reach = 0;
    for (let along = 0; along < n; along++)
      reach +=
        Math.abs(form.generators[h * n + along] - k * form.generators[c * n + along]) * form.reach[along];
    const centre = form.centre[h] - k * form.centre[c];
    const [lo, hi] = [
      Math.min(k * form.rest[2 * c], k * form.rest[2 * c + 1]),
      Math.max(k * form.rest[2 * c], k * form.rest[2 * c + 1]),
    ];
    bounds[2 * h] = centre - reach + form.rest[2 * h] - hi;
    bounds[2 * h + 1] = centre + reach + form.rest[2 * h + 1] - lo;
  }
  return bounds;
}

function newSet(
  form: AffineForm,
  { cell, hidden: thin, unboundedBelow, unboundedAbove }: CoverAttempt,
  place: SearchPlace,
): ShearedSet {
  const n = form.centre.length;
  const hidden = n / 2;
  const box = form.box.slice();
  const shears = new Float64Array(hidden);
  for (let unit = 0; unit < hidden; unit++) {
    const [c, h] = [2 * unit, 2 * (hidden + unit)];
    box[c] -= cell;
    box[c + 1] += cell;
    if (box[c] < unboundedBelow) box[c] = -Infinity;
    if (box[c + 1] > unboundedAbove) box[c + 1] = Infinity;
    if (!Number.isFinite(box[c + 1] - box[c])) continue;
    // h = o tanh(c): the slope is o (1 - tanh(c)^2)
    const t = Math.tanh(form.centre[unit]);
    shears[unit] = Math.abs(t) > 1e-9 ? (form.centre[hidden + unit] / t) * (1 - t * t) : 0;
    const along = Math.abs(shears[unit]) * cell;
    box[h] -= along;
    box[h + 1] += along;
  }
  const coordinates = shearedBounds(form, shears);
  for (let unit = 0; unit < hidden; unit++) {
    const [c, h] = [2 * unit, 2 * (hidden + unit)];
    box[h] -= thin;
    box[h + 1] += thin;
    coordinates[c] = box[c];
    coordinates[c + 1] = box[c + 1];
    coordinates[h] -= thin;
    coordinates[h + 1] += thin;
    if (shears[unit] === 0) {
      coordinates[h] = box[h];
      coordinates[h + 1] = box[h + 1];
    }
  }
  return { ...place, box, shears, coordinates, images: [] };
}

function basisOf(shears: Float64Array): Float64Array {
  const hidden = shears.length;
  const n = 2 * hidden;
  const basis = new Float64Array(n * n);
  for (let k = 0; k < n; k++) basis[k * n + k] = 1;
  for (let unit = 0; unit < hidden; unit++) basis[(hidden + unit) * n + unit] = 0 - shears[unit];
  return basis;
}

/** The set as a form: the inverse of the shear's basis has `+k` where that has `-k`. */
function formOf({ box, shears, coordinates }: ShearedSet): AffineForm {
  const hidden = shears.length;
  const n = 2 * hidden;
  const centre = new Float64Array(n);
  const generators = new Float64Array(n * n);
  const reach = new Float64Array(n);
  const rest = new Float64Array(2 * n);
  for (let k = 0; k < n; k++) {
    const [lo, hi] = [coordinates[2 * k], coordinates[2 * k + 1]];
    if (!Number.isFinite(hi - lo)) {
      rest[2 * k] = lo;
      rest[2 * k + 1] = hi;
      continue;
    }
    centre[k] = (lo + hi) / 2;
    reach[k] = (hi - lo) / 2;
    generators[k * n + k] = 1;
  }
  for (let unit = 0; unit < hidden; unit++) {
    centre[hidden + unit] += shears[unit] * centre[unit];
    generators[(hidden + unit) * n + unit] = shears[unit];
  }
  return { centre, generators, reach, rest, box };
}

/** Whether the set holds the form, with room for the checker's rounding. */
function holds({ box, shears, coordinates }: ShearedSet, form: AffineForm): boolean {
  if (!isInside(form.box, box)) return false;
  const hidden = shears.length;
  // what the centre contradicts need not be enclosed
  for (let unit = 0; unit < hidden; unit++) {
    const at = form.centre[hidden + unit] - shears[unit] * form.centre[unit];
    if (at < coordinates[2 * (hidden + unit)] || at > coordinates[2 * (hidden + unit) + 1]) return false;
  }
  return isInside(shearedBounds(form, shears), coordinates);
}

const attemptsOf = (widenings: readonly (readonly [number, number])[], beyond: number): CoverAttempt[] =>
  widenings.map(([cell, hidden]) => ({ cell, hidden, unboundedBelow: -beyond, unboundedAbove: beyond }));

/** What is tried: first what decides most. */
export const AFFINE_ATTEMPTS: readonly CoverAttempt[] = attemptsOf(
  [
    [0.002, 0.002],
    [0.001, 0.001],
  ],
  Infinity,
);

/** What is tried then. */
export const THIN_ATTEMPTS: readonly CoverAttempt[] = attemptsOf(
  [
    [0.001, 0.0001],
    [0.0001, 0.00001],
  ],
  Infinity,
);

/** What is tried first of thin sets where gates are hard: a shut gate keeps for ever what widening has added. */
export const HELD_ATTEMPTS: readonly CoverAttempt[] = attemptsOf([[0.00001, 0.00001]], Infinity);

/** What is tried besides for more than one unit; for one, none of these closed where those above did not. */
export const WIDER_ATTEMPTS: readonly CoverAttempt[] = attemptsOf(
  [
    [0.005, 0.005],
    [0.002, 0.0002],
  ],
  Infinity,
);

/** What is tried for cells that count beside feedback. */
export const COUNTING_ATTEMPTS: readonly CoverAttempt[] = attemptsOf(
  [
    [0.001, 0.0001],
    [0.0005, 0.00005],
  ],
  6,
);
