/** Which steps of a string are drawn: as many as fit, around the cursor. */

export const MIN_CELL = 24;
export const MAX_CELL = 60;
/** Widths that a step may have: few, so that hardly a typed bit moves the others. */
const CELLS = [MAX_CELL, 48, 40, 34, 28, MIN_CELL];
/** Units whose state is written out in numbers; more become a heat map. */
export const MAX_WRITTEN_UNITS = 4;

export interface TraceWindow {
  readonly start: number;
  /** Steps drawn. */
  readonly count: number;
  /** Width of a step in pixels. */
  readonly cell: number;
  /** Width of all the columns that there is room for, in pixels. */
  readonly width: number;
}

/**
 * Steps that fit into `width`. The window moves only when the cursor leaves it, and then by a quarter of it, with room
 * for the bits that come next: a window that moved with every bit would be drawn anew with every bit.
 */
export function traceWindow(length: number, cursor: number, width: number, from: number): TraceWindow {
  const cell = CELLS.find((size) => length * size <= width) ?? MIN_CELL;
  const columns = Math.max(1, Math.floor(width / cell));
  const start = length <= columns ? 0 : windowStart(length, cursor, columns, from);
  return { start, count: Math.min(length - start, columns), cell, width: columns * cell };
}

function windowStart(length: number, cursor: number, columns: number, from: number): number {
  const margin = Math.min(3, Math.floor((columns - 1) / 2));
  const stride = Math.floor(columns / 4);
  const least = Math.max(0, Math.min(cursor + margin, length - 1) - columns + 1);
  const most = Math.max(0, cursor - margin);
  const end = length - columns;
  if (from < least) return Math.min(least + stride, most, end + stride);
  if (from > most) return Math.max(least, Math.min(most - stride, end + stride));
  return from > end + stride ? Math.max(least, end) : from;
}

/** Rows of the table: everything of a short string, a window around the cursor of a long one. */
export function tableRows(
  length: number,
  cursor: number,
  hidden: number,
): { readonly start: number; readonly end: number } {
  // many units make wide rows: about 3,000 cells in all
  const most = Math.max(8, Math.min(64, Math.floor(3000 / (5 + 2 * hidden))));
  if (length <= most) return { start: 0, end: length };
  const start = Math.max(0, Math.min(cursor - (most >> 1), length - most));
  return { start, end: start + most };
}
