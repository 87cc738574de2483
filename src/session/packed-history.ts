/** Curves as plain numbers: a hundred thousand points are kept in a moment, where objects would take a second. */
import type { HistoryPoint } from '../training/history.ts';

const COLUMNS = [
  'update',
  'epoch',
  'strings',
  'bits',
  'seconds',
  'loss',
  'bitAccuracy',
  'lastBitAccuracy',
  'stringAccuracy',
] as const;
const HELD_OUT = ['loss', 'bitAccuracy', 'lastBitAccuracy', 'stringAccuracy'] as const;
const WIDTH = COLUMNS.length + HELD_OUT.length;

/** One row a point; without an evaluation its last numbers are NaN. */
export function packHistory(history: readonly HistoryPoint[]): Float64Array {
  const rows = new Float64Array(history.length * WIDTH);
  for (const [k, point] of history.entries()) {
    const at = k * WIDTH;
    for (let c = 0; c < COLUMNS.length; c++) rows[at + c] = point[COLUMNS[c]!];
    for (let c = 0; c < HELD_OUT.length; c++)
      rows[at + COLUMNS.length + c] = point.heldOut ? point.heldOut[HELD_OUT[c]!] : Number.NaN;
  }
  return rows;
}

/** @throws an Error where the last row is not whole. */
export function unpackHistory(rows: Float64Array): HistoryPoint[] {
  if (rows.length % WIDTH !== 0) throw new Error('a curve is cut short');
  return Array.from({ length: rows.length / WIDTH }, (_, k): HistoryPoint => {
    const value = (column: number): number => rows[k * WIDTH + column] ?? Number.NaN;
    const shares = (from: number) => ({
      loss: value(from),
      bitAccuracy: value(from + 1),
      lastBitAccuracy: value(from + 2),
      stringAccuracy: value(from + 3),
    });
    const isJudged = !Number.isNaN(value(COLUMNS.length));
    return {
      update: value(0),
      epoch: value(1),
      strings: value(2),
      bits: value(3),
      seconds: value(4),
      ...shares(5),
      heldOut: isJudged ? { ...shares(COLUMNS.length), wrongByLength: [] } : null,
    };
  });
}
