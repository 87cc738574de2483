/** The outline of a certificate's ellipsoid in the plane. */
import { project, type Projection } from './plane-projection.ts';
import type { ProvedWords } from './proved-sets.ts';

/** An outline: points of the set's rim, in turn. */
export interface SetOutline {
  readonly parity: 0 | 1;
  readonly points: Float32Array; // [corner, 2]
}

/** Corners of an outline. */
const CORNERS = 32;

/** The outline of one of the sets: for each direction of the plane, the rim's state that lies farthest that way. */
export function outlineOf(
  { parities, centres, axes }: Pick<ProvedWords, 'parities' | 'centres' | 'axes'>,
  set: number,
  projection: Projection,
): SetOutline {
  const n = centres.length / parities.length;
  const centre = centres.subarray(n * set, n * (set + 1));
  const own = axes.subarray(n * n * set, n * n * (set + 1));
  const [across, up] = stepsOf(own, centre, projection);
  const points = new Float32Array(2 * CORNERS);
  const state = new Float64Array(n);
  const [c, h] = [state.subarray(0, n / 2), state.subarray(n / 2)];
  for (let corner = 0; corner < CORNERS; corner++) {
    const angle = (2 * Math.PI * corner) / CORNERS;
    const cos = Math.cos(angle);
    const sin = Math.sin(angle);
    state.set(centre);
    let square = 0;
    for (let j = 0; j < n; j++) square += (cos * across[j] + sin * up[j]) ** 2;
    const length = Math.sqrt(square) || 1;
    for (let j = 0; j < n; j++) {
      const step = (cos * across[j] + sin * up[j]) / length;
      for (let k = 0; k < n; k++) state[k] += own[j * n + k] * step;
    }
    const point = project(projection, c, h);
    points[2 * corner] = point.x;
    points[2 * corner + 1] = point.y;
  }
  return { parity: parities[set] === 1 ? 1 : 0, points };
}

/** How far each axis leads across and up in the plane; a cell counts as tanh c there, over the width of the set. */
function stepsOf(
  axes: Float32Array,
  centre: Float32Array,
  projection: Projection,
): readonly [Float64Array, Float64Array] {
  const n = centre.length;
  const { across, up } =
    projection.kind === 'exact'
      ? { across: [1, 0], up: [0, 1] }
      : { across: projection.across, up: projection.up };
  const [x, y] = [new Float64Array(n), new Float64Array(n)];
  for (let k = 0; k < n; k++) {
    const slope = projection.kind === 'exact' || k >= n / 2 ? 1 : squashedSlope(axes, centre, k);
    for (let j = 0; j < n; j++) {
      x[j] += across[k] * slope * axes[j * n + k];
      y[j] += up[k] * slope * axes[j * n + k];
    }
  }
  return [x, y];
}

function squashedSlope(axes: Float32Array, centre: Float32Array, k: number): number {
  const n = centre.length;
  let square = 0;
  for (let j = 0; j < n; j++) square += axes[j * n + k] ** 2;
  const reach = Math.sqrt(square) + 1e-9;
  return (Math.tanh(centre[k] + reach) - Math.tanh(centre[k] - reach)) / (2 * reach);
}
