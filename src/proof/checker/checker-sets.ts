/**
 * Images of sets with a basis, by the mean value form. For x in a set and a point p near its middle,
 *
 *     F(x) in F(p) + J (x - p) + slack,    J: bounds on the cell's derivatives over the set and p
 *     m (x - p) = (m B) (M (x - p)) + (m (I - B M)) (x - p)    for any row m
 *
 * where M is the set's basis and B any matrix: here M's inverse up to rounding, so that the last term is tiny. A cell
 * that is unbounded keeps its plain image, and its tanh counts as a constant between two bounds.
 */
import type { BoxCertificate, ParityBox } from '../certificate/certificate.ts';
import {
  hardSigmoidInterval,
  inner,
  monotone,
  over,
  plus,
  point,
  sigmoidPoint,
  tanhPoint,
  times,
  widen,
  type Interval,
} from './checker-arithmetic.ts';
import { dot, inputOf, plainImage, weightsOf, type Bounds } from './checker-cell.ts';

/** Encloses a set of states: in a box, and along any direction. */
export interface Enclosure {
  readonly box: Bounds;
  /** Some state of the set, to see at once which sets cannot hold it. */
  readonly sample: readonly number[];
  /** Bounds on `row x`. */
  readonly along: (row: readonly number[]) => Interval;
}

/** Pairs of bounds as intervals. */
export const boundsOf = (pairs: Float64Array): Interval[] =>
  Array.from({ length: pairs.length / 2 }, (_, k) => ({ lo: pairs[2 * k], hi: pairs[2 * k + 1] }));

type Row = readonly Interval[];

/** A set seen from a point p: bounds on `row (x - p)`. */
interface Deviations {
  readonly p: readonly number[];
  readonly points: Bounds;
  readonly box: Bounds;
  readonly linear: (row: Row) => Interval;
}

const minus = (a: Interval, b: Interval): Interval => plus(a, { lo: -b.hi, hi: -b.lo });
const negated = (a: Interval): Interval => ({ lo: -a.hi, hi: -a.lo });
const sum = (terms: readonly Interval[]): Interval => terms.reduce(plus, point(0));
const hull = (a: Interval, b: Interval): Interval => ({ lo: Math.min(a.lo, b.lo), hi: Math.max(a.hi, b.hi) });
const both = (a: Interval, b: Interval): Interval => ({ lo: Math.max(a.lo, b.lo), hi: Math.min(a.hi, b.hi) });
const size = (a: Interval): Interval => point(Math.max(Math.abs(a.lo), Math.abs(a.hi)));
/** A number in the interval: its middle, or an end if only one is finite. */
export const numberIn = ({ lo, hi }: Interval): number =>
  [(lo + hi) / 2, lo, hi].find((x) => Number.isFinite(x)) ?? 0;

const isBounded = (a: Interval): boolean => Number.isFinite(a.lo) && Number.isFinite(a.hi);

/** Encloses what each bit makes of the set's states. */
export function imagesOfSet(certificate: BoxCertificate, set: ParityBox): (bit: number) => Enclosure {
  const from = deviationsOf(set);
  return (bit) => enclose(certificate, from, bit);
}

function enclose(certificate: BoxCertificate, from: Deviations, bit: number): Enclosure {
  const plain = plainImage(certificate, from.box, bit);
  const units = Array.from({ length: certificate.spec.hidden }, (_, unit) =>
    unitImage(certificate, from, { bit, unit, plain }),
  );
  const image = [...units.map(({ c }) => c), ...units.map(({ h }) => h)];
  const withSlack = ({ slopes, atP, slack }: Coordinate): Interval =>
    plus(plus(from.linear(slopes), atP), { lo: -slack.hi, hi: slack.hi });
  const box = plain.map((x, k) => both(x, withSlack(image[k])));
  const meanValue = (row: readonly number[]): Interval => withSlack(combined(row, image));
  const sample = image.map(({ atP }) => numberIn(atP));
  return { box, sample, along: (row) => both(meanValue(row), dot(row, box)) };
}

/** `row F`: what a row makes of the image's coordinates. */
function combined(row: readonly number[], image: readonly Coordinate[]): Coordinate {
  const slopes = image.map(() => point(0));
  let [atP, slack] = [point(0), point(0)];
  for (const [at, weight] of row.entries()) {
    if (weight === 0) continue;
    const w = point(weight);
    const of = image[at];
    for (let k = 0; k < slopes.length; k++) slopes[k] = plus(slopes[k], times(w, of.slopes[k]));
    atP = plus(atP, times(w, of.atP));
    slack = plus(slack, times(size(w), of.slack));
  }
  return { atP, slopes, slack };
}

function deviationsOf({ box, basis }: ParityBox): Deviations {
  if (basis === undefined) throw new TypeError('a plain box has plain images');
  const bounds = boundsOf(box);
  const coordinates = boundsOf(basis.coordinates);
  const n = bounds.length;
  const matrix = Array.from({ length: n }, (_, row) =>
    Array.from(basis.rows.subarray(row * n, (row + 1) * n)),
  );
  const inverse = roughInverse(matrix);
  const middle = coordinates.map((y) => (isBounded(y) ? (y.lo + y.hi) / 2 : 0));
  const p = inverse.map((row) => row.reduce((total, b, k) => total + b * middle[k], 0));
  const points = p.map(point);
  const away = bounds.map((x, k) => minus(x, points[k]));
  const eta = coordinates.map((y, row) => minus(y, dot(matrix[row], points)));
  // columns of B and of I - B M
  const columns = p.map((_, k) => inverse.map((row) => point(row[k])));
  const matrixColumns = p.map((_, k) => matrix.map((row) => point(row[k])));
  const left = matrixColumns.map((column, j) =>
    inverse.map((row, i) => minus(point(i === j ? 1 : 0), inner(row.map(point), column))),
  );
  const linear = (row: Row): Interval => {
    const along = columns.map((column) => inner(row, column));
    const rest = left.map((column) => inner(row, column));
    return both(inner(row, away), plus(inner(along, eta), inner(rest, away)));
  };
  return { p, points, box: bounds, linear };
}

/** Gauss and Jordan, with pivots; of a singular matrix anything, for nothing rests on it. */
function roughInverse(matrix: readonly number[][]): number[][] {
  const n = matrix.length;
  const work = matrix.map((row, i) => [...row, ...row.map((_, j) => (i === j ? 1 : 0))]);
  for (let column = 0; column < n; column++) {
    let pivot = column;
    for (let row = column; row < n; row++)
      if (Math.abs(work[row][column]) > Math.abs(work[pivot][column])) pivot = row;
    [work[column], work[pivot]] = [work[pivot], work[column]];
    const scale = work[column][column] || 1;
    work[column] = work[column].map((x) => x / scale);
    for (let row = 0; row < n; row++) {
      const factor = work[row][column];
      if (row !== column && factor !== 0) work[row] = work[row].map((x, k) => x - factor * work[column][k]);
    }
  }
  return work.map((row) => row.slice(n).map((x) => (Number.isFinite(x) ? x : 0)));
}

/** One coordinate of the image: at p, its slopes, and how far the slack can move it. */
interface Coordinate {
  readonly atP: Interval;
  readonly slopes: Row;
  readonly slack: Interval;
}

function unitImage(
  certificate: BoxCertificate,
  from: Deviations,
  at: { readonly bit: number; readonly unit: number; readonly plain: Bounds },
): { readonly c: Coordinate; readonly h: Coordinate } {
  const { spec, slack } = certificate;
  const { bit, unit, plain } = at;
  const s = point(slack);
  const [i, f, g, o] = [0, 1, 2, 3].map((gate) =>
    squash(certificate, from, { bit, column: gate * spec.hidden + unit, isTanh: gate === 2 }),
  );
  const isFree = !isBounded(from.box[unit]) || !isBounded(plain[unit]);
  const oSlack = times(o.slack, plus(point(1), s));
  if (isFree) {
    const t = widen(monotone(tanhPoint, plain[unit]), slack);
    const none = from.p.map(() => point(0));
    return {
      c: { atP: plain[unit], slopes: none, slack: point(0) },
      h: { atP: times(o.atP, t), slopes: o.slopes.map((d) => times(d, t)), slack: oSlack },
    };
  }
  const old = hull(from.box[unit], point(from.p[unit]));
  const atP = plus(times(f.atP, point(from.p[unit])), times(i.atP, g.atP));
  const slopes = from.p.map((_, k) =>
    sum([
      k === unit ? f.range : point(0),
      times(f.slopes[k], old),
      times(i.slopes[k], g.range),
      times(g.slopes[k], i.range),
    ]),
  );
  const cSlack = sum([
    times(f.slack, size(old)),
    times(i.slack, size(g.range)),
    times(g.slack, size(i.range)),
    times(i.slack, g.slack),
  ]);
  const t = monotone(tanhPoint, hull(plain[unit], atP));
  const through = times(o.range, tanhSlope(t));
  return {
    c: { atP, slopes, slack: cSlack },
    h: {
      atP: times(o.atP, monotone(tanhPoint, atP)),
      slopes: slopes.map((d, k) => plus(times(o.slopes[k], t), times(through, d))),
      slack: plus(oSlack, times(size(o.range), plus(s, cSlack))),
    },
  };
}

/** A gate or the candidate over the set and p: nominal values, slopes along the state, and how far it is widened. */
interface Squashed {
  readonly atP: Interval;
  readonly range: Interval;
  readonly slopes: Row;
  readonly slack: Interval;
}

function squash(
  certificate: BoxCertificate,
  from: Deviations,
  { bit, column, isTanh }: { readonly bit: number; readonly column: number; readonly isTanh: boolean },
): Squashed {
  const weights = weightsOf(certificate, column);
  const z = plus(inputOf(certificate, bit, column), inner(weights, from.points));
  const everywhere = hull(plus(z, from.linear(weights)), z);
  const { slack } = certificate;
  const isHard = !isTanh && certificate.spec.activation === 'hard-sigmoid';
  if (isHard) {
    const isExact = hardSigmoidInterval(everywhere, slack).lo === hardSigmoidInterval(everywhere, slack).hi;
    const slope = hardSlope(everywhere);
    return {
      atP: hardSigmoidInterval(z, 0),
      range: hardSigmoidInterval(everywhere, 0),
      slopes: weights.map((w) => times(w, slope)),
      slack: point(isExact ? 0 : slack),
    };
  }
  const f = isTanh ? tanhPoint : sigmoidPoint;
  const range = monotone(f, everywhere);
  const slope = isTanh ? tanhSlope(range) : sigmoidSlope(range);
  return {
    atP: monotone(f, z),
    range,
    slopes: weights.map((w) => times(w, slope)),
    slack: point(slack),
  };
}

/** `1 - t^2` over an interval of t. */
function tanhSlope(t: Interval): Interval {
  const [a, b] = [times(point(t.lo), point(t.lo)), times(point(t.hi), point(t.hi))];
  const squares = t.lo <= 0 && t.hi >= 0 ? hull(hull(a, b), point(0)) : hull(a, b);
  return both(plus(point(1), negated(squares)), { lo: 0, hi: 1 });
}

/** `s (1 - s)` over an interval of s. */
function sigmoidSlope(s: Interval): Interval {
  const at = (x: number): Interval => times(point(x), minus(point(1), point(x)));
  const ends = hull(at(s.lo), at(s.hi));
  return s.lo <= 0.5 && s.hi >= 0.5 ? hull(ends, point(0.25)) : ends;
}

/** 1/5 strictly between the knees, 0 beyond, and in between where an interval holds one. */
function hardSlope(z: Interval): Interval {
  const fifth = over(point(1), 5);
  if (z.lo > -2.5 && z.hi < 2.5) return fifth;
  if (z.lo > 2.5 || z.hi < -2.5) return point(0);
  return hull(point(0), fifth);
}
