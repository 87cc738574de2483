/**
 * Where the fragment of each string lies. A lane is one string of one replica's batch: lane = replica * batch +
 * string. Lanes fill small rectangles of whole 4 x 4 blocks, one rectangle in each 64 texel wide tile column, because
 * software rasterisers shade whole blocks at once and share tiles of 64 x 64 among threads; GPUs do not mind.
 * Slices of a lane (copies that emit other parts of the gradient) lie below each other.
 */

export interface LaneGrid {
  /** Tile columns in use. */
  readonly tiles: number;
  /** Lanes side by side in a tile: a multiple of 4, at most 64. */
  readonly columns: number;
  /** Rows of lanes: a multiple of 4. */
  readonly rows: number;
  /** Texels across: the tiles with the gaps between them. */
  readonly width: number;
}

const TILE = 64;
const BLOCK = 4;

const roundUp = (x: number, to: number): number => Math.ceil(x / to) * to;

/** A grid for `lanes` lanes whose slices together fit into `maxRows` rows. */
export function laneGrid(lanes: number, maxRows: number): LaneGrid {
  const smallTiles = 2;
  if (lanes <= smallTiles * TILE * BLOCK) {
    const tiles = lanes <= BLOCK * BLOCK ? 1 : smallTiles;
    const columns = roundUp(Math.ceil(lanes / (tiles * BLOCK)), BLOCK);
    return { tiles, columns, rows: BLOCK, width: (tiles - 1) * TILE + columns };
  }
  let tiles = smallTiles;
  const rowsFor = (): number => roundUp(Math.ceil(lanes / (tiles * TILE)), BLOCK);
  while (rowsFor() > maxRows) tiles *= 2;
  return { tiles, columns: TILE, rows: rowsFor(), width: tiles * TILE };
}

/** GLSL constants and functions of a grid: `laneAt(x, y)` is -1 in the gaps. */
export const laneGridGlsl = (grid: LaneGrid): string => `
const int GRID_COLUMNS = ${grid.columns};
const int GRID_ROWS = ${grid.rows};
int laneAt(int x, int y) {
  int column = x & ${TILE - 1};
  return column < GRID_COLUMNS ? ((x >> 6) * GRID_ROWS + y) * GRID_COLUMNS + column : -1;
}
ivec2 texelOfLane(int lane) {
  int row = lane / GRID_COLUMNS;
  int tile = row / GRID_ROWS;
  return ivec2(tile * ${TILE} + lane - row * GRID_COLUMNS, row - tile * GRID_ROWS);
}
void nextLane(inout ivec2 texel) {
  texel.x++;
  if ((texel.x & ${TILE - 1}) == (GRID_COLUMNS & ${TILE - 1})) {
    texel.x -= GRID_COLUMNS;
    texel.y++;
    if (texel.y == GRID_ROWS) texel = ivec2(texel.x + ${TILE}, 0);
  }
}
`;
