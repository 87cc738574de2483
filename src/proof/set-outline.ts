/** Outlines of a version 3 certificate's sets in the plane, from the text that the checker has accepted. */
import { finite, list, numbers, parityOf, record, sized } from './checker/file-fields.ts';
import { project, type Projection } from './plane-projection.ts';

/** A set's ellipsoid. */
export interface SetShape {
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

/**
 * The ellipsoids of a certificate; none of another version. Words are not read, which take most of a long file: the
 * page's own thread draws, and the checker has read them. Throws a CertificateError where the file is not as it should be.
 */
export function setShapes(text: string): readonly SetShape[] {
  const file = record(JSON.parse(text), 'the file');
  if (file['version'] !== 3) return [];
  const n = 2 * finite(record(file['weights'], 'weights')['hidden'], 'weights.hidden');
  return list(file['sets'], 'sets').map((set, k) => {
    const { parity, centre, axes } = record(set, `sets[${k}]`);
    return {
      parity: parityOf(parity, `sets[${k}].parity`),
      centre: numbers(centre, n, `sets[${k}].centre`),
      axes: sized(axes, n, `sets[${k}].axes`).map((axis, j) => numbers(axis, n, `sets[${k}].axes[${j}]`)),
    };
  });
}

/** The outline: for each direction of the plane, the rim's state that lies farthest that way. */
export function outlineOf({ parity, centre, axes }: SetShape, projection: Projection): SetOutline {
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
