/** Loops over the lanes of a block and the rows of a kernel, which both passes have. */
import { VECTOR, type SimdLayout } from './simd-layout.ts';
import { i32, type Code, type FunctionBody } from './wasm-assembler.ts';

/** Lanes that are computed together: two vectors, so that a weight is read once for both. */
export const GROUP = 2 * VECTOR;

/** Bytes of the lanes in use after `t` bits, in whole groups. */
export const laneBytes = (layout: SimdLayout, t: Code): Code =>
  i32.shl(i32.and(i32.add(runningAt(layout, t), i32.const(7)), i32.const(-8)), i32.const(2));

/** Strings of more than `t` bits. */
export const runningAt = (layout: SimdLayout, t: Code): Code =>
  i32.load(i32.shl(t, i32.const(2)), layout.running);

/** Runs `body` for each of `count` rows; written out where there are few. */
export function rows(f: FunctionBody, count: number, body: (row: Code) => void): void {
  if (count <= 4) for (let row = 0; row < count; row++) body(i32.const(row));
  else f.loop(i32.const(0), i32.const(count), 1, body);
}
