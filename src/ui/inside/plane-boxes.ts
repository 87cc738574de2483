/** A certificate's sets of states in the plane: boxes of one unit as rectangles, ellipsoids as their outlines. */
import type { Projection } from '../../proof/portrait/plane-projection.ts';
import { outlineOf, type ProvedSets } from '../../proof/portrait/set-outline.ts';
import type { PlaneSet } from './plane-paint.ts';

/** The sets as they are drawn; none of a network that is not the portrait's. */
export function planeSets({ boxes, shapes }: ProvedSets, projection: Projection): readonly PlaneSet[] {
  const n = projection.kind === 'exact' ? 2 : projection.up.length;
  if (shapes.length > 0)
    return shapes[0]!.centre.length === n ? shapes.map((shape) => outlineOf(shape, projection)) : [];
  if (n !== 2) return [];
  return boxes.map(({ parity, c: [left, right], h: [bottom, top] }) => ({
    parity,
    left,
    right,
    bottom,
    top,
  }));
}
