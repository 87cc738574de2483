/**
 * Where the gradient of each string comes out: which texel of which slice and pixel holds which parameter column.
 *
 * A fragment can write 4 or 8 texels, fewer than most gradients have; so the work of a lane is repeated in slices,
 * which lie below each other, and each writes some of the columns. A bias has no texel of its own: bits are one-hot,
 * so its gradient is the sum of those of its two input weights.
 */
import { readoutColumns, unitColumn, unitColumns } from './columns.ts';

export interface GradientLayout {
  /** Texels that one fragment writes. */
  readonly targets: number;
  /** Texels across and down that one lane takes: 1, or 2 where four fragments share a string. */
  readonly pixels: 1 | 2;
  readonly slices: number;
  /** For every slice and every pixel of a lane, the columns written, in order; -1 is padding. */
  readonly columns: readonly (readonly (readonly number[])[])[];
  /** The column after the last parameter: loss, wrong bits, wrong last bits, wrong strings. */
  readonly metricsColumn: number;
}

/** Columns of one unit that are written: the bias, column 2, is not. */
export const writtenColumns = (hidden: number, unit: number): number[] =>
  Array.from({ length: unitColumns(hidden) }, (_, k) => unitColumn(hidden, unit, k)).filter(
    (column) => column !== unitColumn(hidden, unit, 2),
  );

/** The read-out's columns and the metrics after them: whoever has room writes them. */
export function sharedColumns(hidden: number): number[] {
  const first = hidden * unitColumns(hidden);
  return Array.from({ length: readoutColumns(hidden) + 1 }, (_, k) => first + k);
}

export const metricsColumnOf = (hidden: number): number =>
  hidden * unitColumns(hidden) + readoutColumns(hidden);

/** The column of the input weight for bit 1 that stands beside column `column`, or -1 when that is no bias. */
export const partnerOfBias = (hidden: number, column: number): number =>
  column < hidden * unitColumns(hidden) && column % unitColumns(hidden) === 2 ? column - 1 : -1;

/** For every column, RGBA32I (layer, slice, pixel, layer of a second texel to be added or -1). */
export function sourceTexels(hidden: number, layout: GradientLayout): Int32Array {
  const texels = new Int32Array(4 * (layout.metricsColumn + 1));
  for (const [slice, pixels] of layout.columns.entries())
    for (const [pixel, columns] of pixels.entries())
      for (const [layer, column] of columns.entries())
        if (column >= 0) texels.set([layer, slice, pixel, -1], 4 * column);
  for (let column = 0; column < layout.metricsColumn; column++) {
    const one = partnerOfBias(hidden, column);
    if (one < 0) continue;
    const zero = one - 1;
    texels.copyWithin(4 * column, 4 * zero, 4 * zero + 3);
    texels[4 * column + 3] = texels[4 * one];
  }
  return texels;
}

/** Cuts a list of columns into slices of `targets`. */
export function cut(columns: readonly number[], targets: number): number[][] {
  const slices: number[][] = [];
  for (let at = 0; at < columns.length; at += targets) slices.push(columns.slice(at, at + targets));
  return slices;
}
