/** Which steps of a long string are drawn: as many as fit, around the cursor. */

export const MIN_CELL = 24;
export const MAX_CELL = 60;
/** Units whose state is written out in numbers; more become a heat map. */
export const MAX_WRITTEN_UNITS = 4;

export interface TraceWindow {
  readonly start: number;
  /** Steps drawn. */
  readonly count: number;
  /** Width of a step in pixels. */
  readonly cell: number;
}

/** Steps that fit into `width`; the window moves only as far as the cursor needs. */
export function traceWindow(length: number, cursor: number, width: number, from: number): TraceWindow {
  const capacity = Math.max(1, Math.floor(width / MIN_CELL));
  const count = Math.min(length, capacity);
  const cell = Math.min(MAX_CELL, count === 0 ? MAX_CELL : width / count);
  const margin = count < length ? Math.min(3, Math.floor((count - 1) / 2)) : 0;
  const first = Math.max(0, Math.min(cursor - margin, length - count));
  const last = Math.max(0, Math.min(cursor - count + 1 + margin, length - count));
  return { start: Math.min(first, Math.max(last, from)), count, cell };
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
