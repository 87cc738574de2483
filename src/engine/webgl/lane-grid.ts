/**
 * Where the fragments of each string lie. A lane works through one or a few strings of one replica's batch:
 * lane = replica * lanes of each + string / strings of each; it takes 1 texel, or 2 x 2. Lanes fill small rectangles of whole blocks of 4 x 4 texels, one rectangle in each
 * 64 texel wide tile column, because software rasterisers shade whole blocks at once and share tiles of 64 x 64 among
 * threads; GPUs do not mind. Slices of a lane (copies that emit other parts of the gradient) lie below each other.
 */

export interface LaneGrid {
  /** Replicas, lanes of each, and strings that a lane works through. */
  readonly replicas: number;
  readonly lanes: number;
  readonly strings: number;
  /** Texels across and down of one lane. */
  readonly pixels: 1 | 2;
  /** Tile columns in use. */
  readonly tiles: number;
  /** Lanes side by side in a tile. */
  readonly columns: number;
  /** Rows of lanes. */
  readonly rows: number;
  /** Lanes across: the tiles with the gaps between them. */
  readonly width: number;
}

/** Rows that a texture of ours may have: what every WebGL2 device allows, and enough. */
export const MAX_ROWS = 2048;

/** Texels across a tile and a block. */
const TILE_TEXELS = 64;
const BLOCK_TEXELS = 4;

const roundUp = (x: number, to: number): number => Math.ceil(x / to) * to;

/** How the strings of a batch are laid out. */
export interface LaneShape {
  /** Strings that one lane works through. */
  readonly strings: number;
  readonly pixels: 1 | 2;
}

/** A grid for the batches of some replicas whose slices together fit into `maxRows` rows of lanes. */
export function laneGrid(
  { replicas, batch }: { readonly replicas: number; readonly batch: number },
  maxRows: number,
  { strings, pixels }: LaneShape,
): LaneGrid {
  const lanes = Math.ceil(batch / strings);
  const shape = { replicas, lanes, strings, pixels };
  const all = replicas * lanes;
  const tile = TILE_TEXELS / pixels;
  const block = BLOCK_TEXELS / pixels;
  const smallTiles = 2;
  if (all <= smallTiles * tile * block) {
    const tiles = all <= block * block ? 1 : smallTiles;
    const columns = roundUp(Math.ceil(all / (tiles * block)), block);
    return { ...shape, tiles, columns, rows: block, width: (tiles - 1) * tile + columns };
  }
  let tiles = smallTiles;
  const rowsFor = (): number => roundUp(Math.ceil(all / (tiles * tile)), block);
  while (rowsFor() > maxRows) tiles *= 2;
  return { ...shape, tiles, columns: tile, rows: rowsFor(), width: tiles * tile };
}

/** Rows of strings that one batch of every replica takes: the k-th strings of all lanes lie below the others. */
export const blockRows = (grid: LaneGrid): number => grid.rows * grid.strings;

/** Places in texels. */
export interface Texel {
  readonly x: number;
  readonly y: number;
}

/** The first texel within the grid that serves no lane, of lanes of one texel; null where lanes fill it. */
export function spareTexel({ replicas, lanes, tiles, columns, rows }: LaneGrid): Texel | null {
  const all = replicas * lanes;
  const row = Math.floor(all / columns);
  const tile = Math.floor(row / rows);
  if (tile < tiles) return { x: tile * TILE_TEXELS + (all % columns), y: row % rows };
  return tiles > 1 && columns < TILE_TEXELS ? { x: columns, y: 0 } : null;
}

/** Most batches whose strings are made in one draw. */
const MAX_BLOCKS = 256;

/** Batches whose strings lie ready together, one below the other. */
export const blocksReady = (grid: LaneGrid): number =>
  Math.max(1, Math.min(MAX_BLOCKS, Math.floor(MAX_ROWS / blockRows(grid))));

/** GLSL constants and functions of a grid, in lanes: `laneAt(x, y)` is -1 in the gaps. */
export function laneGridGlsl(grid: LaneGrid): string {
  const tile = TILE_TEXELS / grid.pixels;
  return `
const int GRID_COLUMNS = ${grid.columns};
const int GRID_ROWS = ${grid.rows};
const int GRID_LANES = ${grid.replicas * grid.lanes};
const int LANES_PER_REPLICA = ${grid.lanes};
const int STRINGS_PER_LANE = ${grid.strings};
const int BLOCK_ROWS = ${blockRows(grid)};
int laneAt(int x, int y) {
  int column = x & ${tile - 1};
  return column < GRID_COLUMNS ? ((x >> ${Math.log2(tile)}) * GRID_ROWS + y) * GRID_COLUMNS + column : -1;
}
ivec2 texelOfLane(int lane) {
  int row = lane / GRID_COLUMNS;
  int tile = row / GRID_ROWS;
  return ivec2(tile * ${tile} + lane - row * GRID_COLUMNS, row - tile * GRID_ROWS);
}
void nextLane(inout ivec2 texel) {
  texel.x++;
  if ((texel.x & ${tile - 1}) == (GRID_COLUMNS & ${tile - 1})) {
    texel.x -= GRID_COLUMNS;
    texel.y++;
    if (texel.y == GRID_ROWS) texel = ivec2(texel.x + ${tile}, 0);
  }
}
`;
}
