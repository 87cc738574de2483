/**
 * How parameters lie in a texture: one RGBA texel holds what one unit's four gates have in common, in the order
 * i, f, c, o, so that a cell step is a few vec4 operations. The columns of a replica are
 *
 *     for each unit u: inputKernel[0] of u, inputKernel[1] of u, bias of u, recurrentKernel[j] of u for j = 0..H-1
 *     then the read-out: outputKernel and outputBias as they are, four numbers a texel
 *     then two of the training tally; the last component is the weights' mark (`../canary.ts`)
 *
 * A replica is one row of texels, or some where there are more columns than `ROW_TEXELS`.
 */
import { paramLayout } from '../../lstm/params.ts';
import { TALLY_COLUMNS, TALLY_SIZE, type TallyColumn } from '../kernel-rows.ts';

/** Longest row of a table: 2,048 is what every WebGL2 device allows. */
const ROW_TEXELS = 1024;

/** Texels of a replica's tally. */
export const TALLY_TEXELS = TALLY_SIZE / 4;

/** A tally's two texels, from what each column is in GLSL; 0 where the mark stands until its digest is written. */
export function tallyTexels(columns: Readonly<Record<Exclude<TallyColumn, 'digest'>, string>>): string[] {
  const all = TALLY_COLUMNS.map((name) => (name === 'digest' ? '0.0' : columns[name]));
  return [all.slice(0, 4), all.slice(4)].map((four) => `vec4(${four.join(', ')})`);
}

/** Texels of one unit's gates: both input rows, the bias and one recurrent row per unit. */
export const unitColumns = (hidden: number): number => 3 + hidden;

/** Texels of the read-out. */
export const readoutColumns = (hidden: number): number => Math.ceil((2 * hidden + 2) / 4);

/** Texels of all parameters of a replica. */
export const paramColumns = (hidden: number): number => hidden * unitColumns(hidden) + readoutColumns(hidden);

/** Number of column `k` of unit `u`. */
export const unitColumn = (hidden: number, u: number, k: number): number => u * unitColumns(hidden) + k;

/** For every component of every column, its index in the flat parameter vector; -1 where nothing lies. */
export function flatIndices(hidden: number): Int32Array {
  const { inputKernel, recurrentKernel, bias, outputKernel, size } = paramLayout(hidden);
  const width = 4 * hidden;
  const indices = new Int32Array(4 * paramColumns(hidden)).fill(-1);
  for (let u = 0; u < hidden; u++) {
    const rows = [inputKernel.offset, inputKernel.offset + width, bias.offset];
    for (let j = 0; j < hidden; j++) rows.push(recurrentKernel.offset + j * width);
    for (const [k, row] of rows.entries())
      for (let gate = 0; gate < 4; gate++)
        indices[4 * unitColumn(hidden, u, k) + gate] = row + gate * hidden + u;
  }
  const readout = 4 * hidden * unitColumns(hidden);
  for (let k = 0; k < size - outputKernel.offset; k++) indices[readout + k] = outputKernel.offset + k;
  return indices;
}

/** The inverse of `flatIndices`: for every parameter, four times its column plus its component. */
export function columnIndices(hidden: number): Int32Array {
  const inverse = new Int32Array(paramLayout(hidden).size);
  for (const [place, index] of flatIndices(hidden).entries()) if (index >= 0) inverse[index] = place;
  return inverse;
}

/** Texels across and rows of a table of `length` texels. */
export const tableSize = (length: number): { readonly width: number; readonly rows: number } => ({
  width: Math.min(length, ROW_TEXELS),
  rows: Math.ceil(length / ROW_TEXELS),
});

/** The size of a texture with all columns of some replicas. */
export function columnsSize(hidden: number, replicas: number): [width: number, height: number] {
  const { width, rows } = tableSize(paramColumns(hidden) + TALLY_TEXELS);
  return [width, rows * replicas];
}

/** Declares `tablePlace(index)`, and `columnPlace(column, replica)` with its inverse `columnAt`, `replicaAt`. */
export function columnsGlsl(hidden: number): string {
  const { rows } = tableSize(paramColumns(hidden) + TALLY_TEXELS);
  return `
ivec2 tablePlace(int index) { return ivec2(index & ${ROW_TEXELS - 1}, index >> ${Math.log2(ROW_TEXELS)}); }
ivec2 columnPlace(int column, int replica) { return tablePlace(column) + ivec2(0, replica * ${rows}); }
int replicaAt(ivec2 place) { return place.y / ${rows}; }
int columnAt(ivec2 place) { return place.x + (place.y % ${rows}) * ${ROW_TEXELS}; }
`;
}
