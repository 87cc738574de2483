/** Backpropagation through a block's stored gates (`lstm/backward.ts` has the equations). */
import type { ModelSpec } from '../../lstm/params.ts';
import { GROUP, laneBytes, rows } from './simd-lanes.kernel.ts';
import { ROW, VECTOR, type SimdLayout } from './simd-layout.ts';
import { gateSlope } from './simd-squash.kernel.ts';
import { f32x4, FunctionBody, i32, V128, v128, type Code } from './wasm-assembler.ts';

const { add, mul } = f32x4;

/** Rows of the recurrent kernel that are taken together, so that a `dz` is read once for all. */
const GRADIENT_ROWS = 2;
const HIDDEN_ROWS = 4;

/** One parameter: `steps`. */
export function backwardPass(spec: ModelSpec, layout: SimdLayout, isFused: boolean): FunctionBody {
  const f = new FunctionBody(1, isFused);
  const [steps] = f.parameters;
  const { hidden } = spec;
  f.loop(i32.const(0), i32.const(hidden * ROW), VECTOR, (at) => {
    f.emit(v128.store(at, layout.dc, f.number(0)));
    f.emit(v128.store(at, layout.dh, f.number(0)));
  });
  f.loopDown(i32.sub(steps, i32.const(1)), 1, (t) => {
    const row = f.address(i32.mul(t, i32.const(ROW)));
    const state = f.address(i32.mul(t, i32.const(hidden * ROW)));
    const end = f.address(laneBytes(layout, t));
    outputBiasGradient(f, layout, row, end);
    f.loop(i32.const(0), i32.const(hidden), 1, (unit) =>
      gateGradients(f, spec, layout, { row, state, unit, end }),
    );
    // h and c before the first bit are zeros
    f.when(t, () => {
      tiles(f, hidden, GRADIENT_ROWS, (from, count) =>
        recurrentGradient(f, hidden, layout, { state, from, count, end }),
      );
      tiles(f, hidden, HIDDEN_ROWS, (from, count) => hiddenGradient(f, hidden, layout, { from, count, end }));
    });
  });
  return f;
}

/** Rows 0 .. count - 1 in tiles of `size`, the last one smaller if need be. */
function tiles(f: FunctionBody, count: number, size: number, body: (from: Code, rows: number) => void): void {
  const whole = count - (count % size);
  if (whole > 0) f.loop(i32.const(0), i32.const(whole), size, (from) => body(from, size));
  if (whole < count) body(i32.const(whole), count - whole);
}

function outputBiasGradient(f: FunctionBody, layout: SimdLayout, row: Code, end: Code): void {
  const sum = f.variable(V128, v128.load(i32.const(0), layout.outputBiasGradient));
  f.loop(i32.const(0), end, VECTOR, (lane) =>
    f.set(sum, add(sum.get, v128.load(i32.add(row, lane), layout.slopes))),
  );
  f.emit(v128.store(i32.const(0), layout.outputBiasGradient, sum.get));
}

/** `dz` of a unit's four gates, `dc` one step before, and the gradients that need no other unit. */
function gateGradients(
  f: FunctionBody,
  spec: ModelSpec,
  layout: SimdLayout,
  {
    row,
    state,
    unit,
    end,
  }: { readonly row: Code; readonly state: Code; readonly unit: Code; readonly end: Code },
): void {
  const next = spec.hidden * ROW;
  const own = f.address(i32.mul(unit, i32.const(ROW)));
  const cell = f.address(i32.add(state, own));
  const weight = f.keep(v128.loadSplat(i32.shl(unit, i32.const(2)), layout.output));
  const sumsAt = f.address(i32.mul(unit, i32.const(8 * VECTOR)));
  const outputAt = f.address(i32.mul(unit, i32.const(VECTOR)));
  const outputSum = f.variable(V128, v128.load(outputAt, layout.outputGradient));
  // of all strings, and of those whose bit is 1
  const sums = Array.from({ length: 8 }, (_, k) =>
    f.variable(V128, v128.load(sumsAt, layout.inputGradient + k * VECTOR)),
  );
  f.loop(i32.const(0), end, VECTOR, (lane) => {
    const at = f.address(i32.add(cell, lane));
    const gatesAt = f.address(i32.add(i32.shl(cell, i32.const(2)), lane));
    const ownAt = f.address(i32.add(own, lane));
    const dzAt = f.address(i32.add(i32.shl(own, i32.const(2)), lane));
    const rowAt = f.address(i32.add(row, lane));
    const [i, forget, g, o] = [0, 1, 2, 3].map((k) => f.keep(v128.load(gatesAt, layout.gates + k * ROW)));
    const squashed = f.keep(v128.load(at, layout.tanhC));
    const slope = f.keep(v128.load(rowAt, layout.slopes));
    f.set(outputSum, f.multiplyAdd(slope, v128.load(at, layout.h + next), outputSum.get));
    const dh = f.keep(f.multiplyAdd(slope, weight, v128.load(ownAt, layout.dh)));
    const dc = f.keep(
      f.multiplyAdd(
        mul(dh, o),
        f.multiplySubtract(squashed, squashed, f.number(1)),
        v128.load(ownAt, layout.dc),
      ),
    );
    const dz = [
      mul(mul(dc, g), gateSlope(f, spec, i)),
      mul(mul(dc, v128.load(at, layout.c)), gateSlope(f, spec, forget)),
      mul(mul(dc, i), f.multiplySubtract(g, g, f.number(1))),
      mul(mul(dh, squashed), gateSlope(f, spec, o)),
    ].map((value) => f.keep(value));
    f.emit(v128.store(ownAt, layout.dc, mul(dc, forget)));
    const bit = f.keep(v128.load(rowAt, layout.bits));
    for (const [k, value] of dz.entries()) {
      f.emit(v128.store(dzAt, layout.dz + k * ROW, value));
      f.set(sums[k], add(sums[k].get, value));
      f.set(sums[4 + k], add(sums[4 + k].get, v128.and(value, bit)));
    }
  });
  f.emit(v128.store(outputAt, layout.outputGradient, outputSum.get));
  for (const [k, sum] of sums.entries())
    f.emit(v128.store(sumsAt, layout.inputGradient + k * VECTOR, sum.get));
}

/** Rows `from ..` of the recurrent kernel's gradient: `h_{t-1}` of these units times every `dz`. */
function recurrentGradient(
  f: FunctionBody,
  hidden: number,
  layout: SimdLayout,
  {
    state,
    from,
    count,
    end,
  }: { readonly state: Code; readonly from: Code; readonly count: number; readonly end: Code },
): void {
  const gates = [0, 1, 2, 3];
  const tileRows = Array.from({ length: count }, (_, row) => row);
  const source = f.address(i32.add(state, i32.mul(from, i32.const(ROW))));
  rows(f, hidden, (unit) => {
    const firstSum = f.address(
      i32.mul(i32.add(i32.mul(from, i32.const(hidden)), unit), i32.const(4 * VECTOR)),
    );
    const dzAt = f.address(i32.mul(unit, i32.const(4 * ROW)));
    const place = (row: number, gate: number): number =>
      layout.recurrentGradient + (row * hidden * 4 + gate) * VECTOR;
    const sums = tileRows.map((row) =>
      gates.map((gate) => f.variable(V128, v128.load(firstSum, place(row, gate)))),
    );
    f.loop(i32.const(0), end, VECTOR, (lane) => {
      const hAt = f.address(i32.add(source, lane));
      const zAt = f.address(i32.add(dzAt, lane));
      const h = tileRows.map((row) => f.keep(v128.load(hAt, layout.h + row * ROW)));
      for (const gate of gates) {
        const dz = f.keep(v128.load(zAt, layout.dz + gate * ROW));
        for (const row of tileRows) f.set(sums[row][gate], f.multiplyAdd(dz, h[row], sums[row][gate].get));
      }
    });
    for (const row of tileRows)
      for (const gate of gates) f.emit(v128.store(firstSum, place(row, gate), sums[row][gate].get));
  });
}

/** `dh_{t-1}` of units `from ..`: their rows of the recurrent kernel times `dz`. */
function hiddenGradient(
  f: FunctionBody,
  hidden: number,
  layout: SimdLayout,
  { from, count, end }: { readonly from: Code; readonly count: number; readonly end: Code },
): void {
  const tileRows = Array.from({ length: count }, (_, row) => row);
  const vectors = [0, 1];
  const firstWeight = f.address(i32.shl(from, i32.const(2)));
  const target = f.address(i32.mul(from, i32.const(ROW)));
  f.loop(i32.const(0), end, GROUP, (lane) => {
    const sums = tileRows.map(() => vectors.map(() => f.variable(V128, f.number(0))));
    rows(f, 4 * hidden, (k) => {
      const zAt = f.address(i32.add(lane, i32.mul(k, i32.const(ROW))));
      const weightAt = f.address(i32.add(firstWeight, i32.mul(k, i32.const(4 * hidden))));
      const dz = vectors.map((vector) => f.keep(v128.load(zAt, layout.dz + vector * VECTOR)));
      for (const row of tileRows) {
        const weight = f.keep(v128.loadSplat(weightAt, layout.recurrentBack + 4 * row));
        for (const vector of vectors)
          f.set(sums[row][vector], f.multiplyAdd(weight, dz[vector], sums[row][vector].get));
      }
    });
    const at = f.address(i32.add(target, lane));
    for (const row of tileRows)
      for (const vector of vectors)
        f.emit(v128.store(at, layout.dh + row * ROW + vector * VECTOR, sums[row][vector].get));
  });
}
