/**
 * What shows that no draw of the step design was left out. In texels that no lane needs, and beyond the last column of the
 * sums, a chain of marks goes from draw to draw: 256 times the update's mark, and on the way back plus the step. Where
 * one draw was left out it does not end as it must.
 */
import { spareTexel, type LaneGrid, type Texel } from './lane-grid.ts';
import { groupsOf, pairsOf } from './step-rows.ts';

/**
 * Where the mark lies in a texture of so many units, or pairs, of groups of rows: a row of its own costs a software
 * rasteriser a block of four, so only where lanes fill the grid.
 */
const markTexel = (grid: LaneGrid, groups: number): Texel =>
  spareTexel(grid) ?? { x: 0, y: groups * grid.rows };

/** Rows of such a texture. */
export const rowsWithMark = (grid: LaneGrid, groups: number): number =>
  groups * grid.rows + (spareTexel(grid) ? 0 : 1);

const markGlsl = (grid: LaneGrid, groups: number): string => {
  const { x, y } = markTexel(grid, groups);
  return `ivec2(${x}, ${y})`;
};

/** Layers of the marks: a fragment reads them in any case, and one more read would cost some per cent of a small network. */
export const STATE_MARK_LAYER = 1;
export const ADJOINT_MARK_LAYER = 2;

/** The mark that a forward draw has left, and that a backward draw has. */
export const stateMarkGlsl = (states: string, grid: LaneGrid, hidden: number): string =>
  `texelFetch(${states}, ivec3(${markGlsl(grid, groupsOf(hidden))}, ${STATE_MARK_LAYER}), 0).x`;
export const adjointMarkGlsl = (adjoints: string, grid: LaneGrid, hidden: number): string =>
  `texelFetch(${adjoints}, ivec3(${markGlsl(grid, pairsOf(hidden))}, ${ADJOINT_MARK_LAYER}), 0).x`;

/**
 * What training draws share: which lane a fragment serves, `row` being that of the lane's first string; and the mark,
 * in `layer` of every texel where no lane is. A way out of its own for it would cost a software rasteriser a seventh of the draw.
 */
export const lanePrelude = (
  grid: LaneGrid,
  groups: number,
  { mark, layer }: { readonly mark: string; readonly layer: number },
): string => `int group = place.y / GRID_ROWS;
  int row = place.y - group * GRID_ROWS;
  int lane = ${spareTexel(grid) ? '' : `group == ${groups} ? -1 : `}laneAt(place.x, row);
  if (lane < 0 || lane >= GRID_LANES) {
    texel${layer} = vec4(${mark});
    return;
  }
  replica = lane / LANES_PER_REPLICA;
  if (texelFetch(active_, ivec2(replica, 0), 0).x == 0.0) return;
  ivec2 texel = ivec2(place.x, row);`;
