/** A certificate's sets as a plane shows them, from the text that the checker has accepted. */
import { finite, list, numbers, parityOf, record, sized } from '../certificate/file-fields.ts';
import { project, type Projection } from './plane-projection.ts';

/** A set's ellipsoid. */
export interface SetEllipsoid {
  readonly parity: 0 | 1;
  readonly centre: readonly number[]; // [n]
  readonly axes: readonly (readonly number[])[]; // [n, n]
}

/** An outline: points of the set's rim, in turn. */
export interface SetOutline {
  readonly parity: 0 | 1;
  readonly points: Float32Array; // [corner, 2]
}

/** Corners of an outline. */
const CORNERS = 32;

/** A box of the states of one unit, ends possibly infinite. */
export interface StateBox {
  readonly parity: 0 | 1;
  readonly c: readonly [number, number];
  readonly h: readonly [number, number];
}

/** What a certificate of a network holds that a plane can show. */
export interface ProvedSets {
  /** Of one unit, versions 1 and 2. */
  readonly boxes: readonly StateBox[];
  /** Of version 3. */
  readonly shapes: readonly SetEllipsoid[];
}

/**
 * The sets of a certificate's text; none of an empty one. Words are not read, which take most of a long file: the
 * page's own thread draws, and the checker has read them. Throws a CertificateError where the file is not as it should be.
 */
export function provedSets(text: string): ProvedSets {
  if (text === '') return { boxes: [], shapes: [] };
  const file = record(JSON.parse(text), 'the file');
  const { version } = file;
  const hidden = finite(record(file['weights'], 'weights')['hidden'], 'weights.hidden');
  const sets = list(file[version === 1 ? 'boxes' : 'sets'], 'sets');
  if (version !== 3)
    return { boxes: hidden === 1 ? sets.map((set, k) => boxOf(set, `sets[${k}]`)) : [], shapes: [] };
  return { boxes: [], shapes: sets.map((set, k) => shapeOf(set, 2 * hidden, `sets[${k}]`)) };
}

function boxOf(set: unknown, at: string): StateBox {
  const { parity, c, h } = record(set, at);
  const ends = (value: unknown, where: string): readonly [number, number] => {
    const [lo, hi] = sized(sized(value, 1, where)[0], 2, where);
    return [lo === null ? -Infinity : finite(lo, where), hi === null ? Infinity : finite(hi, where)];
  };
  return { parity: parityOf(parity, `${at}.parity`), c: ends(c, `${at}.c`), h: ends(h, `${at}.h`) };
}

function shapeOf(set: unknown, n: number, at: string): SetEllipsoid {
  const { parity, centre, axes } = record(set, at);
  return {
    parity: parityOf(parity, `${at}.parity`),
    centre: numbers(centre, n, `${at}.centre`),
    axes: sized(axes, n, `${at}.axes`).map((axis, j) => numbers(axis, n, `${at}.axes[${j}]`)),
  };
}

/** The outline: for each direction of the plane, the rim's state that lies farthest that way. */
export function outlineOf({ parity, centre, axes }: SetEllipsoid, projection: Projection): SetOutline {
  const hidden = centre.length / 2;
  const slopes = projection.kind === 'exact' ? centre.map(() => 1) : squashedSlopes(centre, axes);
  const points = new Float32Array(2 * CORNERS);
  for (let corner = 0; corner < CORNERS; corner++) {
    const angle = (2 * Math.PI * corner) / CORNERS;
    const towards = gradient(projection, hidden, Math.cos(angle), Math.sin(angle));
    const steps = axes.map((axis) => axis.reduce((sum, x, k) => sum + x * slopes[k] * towards[k], 0));
    const length = Math.hypot(...steps) || 1;
    const state = centre.map((x, k) => axes.reduce((sum, axis, j) => sum + (axis[k] * steps[j]) / length, x));
    const { x, y } = project(projection, state.slice(0, hidden), state.slice(hidden));
    points.set([x, y], 2 * corner);
  }
  return { parity, points };
}

/** What a step of a coordinate comes to in a projection, over the width of the set: a cell counts as tanh c there. */
function squashedSlopes(centre: readonly number[], axes: readonly (readonly number[])[]): number[] {
  return centre.map((x, k) => {
    if (k >= centre.length / 2) return 1;
    const reach = Math.hypot(...axes.map((axis) => axis[k])) + 1e-9;
    return (Math.tanh(x + reach) - Math.tanh(x - reach)) / (2 * reach);
  });
}

/** How far a step of each coordinate leads in a direction of the plane. */
function gradient(projection: Projection, hidden: number, x: number, y: number): ArrayLike<number> {
  if (projection.kind === 'exact') return [x, y];
  const { across, up } = projection;
  return Float64Array.from({ length: 2 * hidden }, (_, k) => x * across[k] + y * up[k]);
}
