/** A certificate's sets of states in the plane: boxes of one unit as rectangles, ellipsoids as their outlines. */
import type { PlanePoint, Projection } from '../../proof/portrait/plane-projection.ts';
import type { ProvedSets } from '../../proof/portrait/proved-sets.ts';
import { outlineOf } from '../../proof/portrait/set-outline.ts';
import type { PlaneSet } from './plane-paint.ts';

/** The sets as they are drawn; none of a network that is not the portrait's. */
export function planeSets(proved: ProvedSets | null, projection: Projection): readonly PlaneSet[] {
  if (!proved) return [];
  const n = projection.kind === 'exact' ? 2 : projection.up.length;
  const indices = Array.from(proved.parities.keys());
  if (proved.kind === 'words')
    return proved.centres.length === n * indices.length
      ? indices.map((set) => outlineOf(proved, set, projection))
      : [];
  if (n !== 2) return [];
  const { parities, ends } = proved;
  return indices.map((box) => {
    const [left, right, bottom, top] = ends.subarray(4 * box, 4 * box + 4);
    return { parity: parities[box] === 1 ? 1 : 0, left: left!, right: right!, bottom: bottom!, top: top! };
  });
}

/** The smallest of the outlines around a point of the plane, as there may be many; -1: none goes round it. */
export function outlineAround(sets: readonly PlaneSet[], { x, y }: PlanePoint): number {
  let best = -1;
  let least = Infinity;
  for (const [k, set] of sets.entries()) {
    if (!('points' in set)) continue;
    const area = areaAround(set.points, x, y);
    if (area >= least) continue;
    best = k;
    least = area;
  }
  return best;
}

/** The area of a convex outline that goes round a point, otherwise Infinity. */
function areaAround(points: Float32Array, x: number, y: number): number {
  let area = 0;
  let [left, right] = [false, false];
  for (let k = 0; k < points.length; k += 2) {
    const next = (k + 2) % points.length;
    const [ax, ay, bx, by] = [points[k]! - x, points[k + 1]! - y, points[next]! - x, points[next + 1]! - y];
    const turn = ax * by - bx * ay;
    if (turn > 0) left = true;
    if (turn < 0) right = true;
    area += turn / 2;
  }
  return left && right ? Infinity : Math.abs(area);
}
