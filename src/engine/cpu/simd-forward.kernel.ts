/** The forward pass of a block, with what is counted (`lstm/forward.ts` and `lstm/loss.ts` have the equations). */
import { MARGIN_CLIP } from '../../lstm/loss.ts';
import type { ModelSpec } from '../../lstm/params.ts';
import { GROUP, laneBytes, rows, runningAt } from './simd-lanes.kernel.ts';
import { ROW, STEPS_PER_PRODUCT, VECTOR, type SimdLayout } from './simd-layout.ts';
import { decay, gateOf, tanh } from './simd-squash.kernel.ts';
import { f32x4, FunctionBody, i32, i32x4, V128, v128, type Code } from './wasm-assembler.ts';

const { add, sub, mul, div, gt, pmin, pmax } = f32x4;

/** Two parameters: `steps` and `countAll`. */
export function forwardPass(spec: ModelSpec, layout: SimdLayout, isFused: boolean): FunctionBody {
  const f = new FunctionBody(2, isFused);
  const [steps, countAll] = f.parameters;
  const stateRow = spec.hidden * ROW;
  unpackStrings(f, layout, steps);
  f.loop(i32.const(0), steps, 1, (t) => {
    const row = f.address(i32.mul(t, i32.const(ROW)));
    const state = f.address(i32.mul(t, i32.const(stateRow)));
    const end = f.address(laneBytes(layout, t));
    f.loop(i32.const(0), end, VECTOR, (lane) =>
      f.emit(v128.store(i32.add(row, lane), layout.margins, v128.loadSplat(i32.const(0), layout.outputBias))),
    );
    f.loop(i32.const(0), i32.const(spec.hidden), 1, (unit) =>
      f.loop(i32.const(0), end, GROUP, (lane) => {
        const z = preactivations(f, spec, layout, { row, state, unit, lane });
        writeStates(f, spec, layout, { row, state, unit, lane, z });
      }),
    );
    answers(f, spec, layout, { t, row, end, countAll });
  });
  return f;
}

/** Writes a mask for every bit and for the parity of the bits so far. */
function unpackStrings(f: FunctionBody, layout: SimdLayout, steps: Code): void {
  const end = f.address(laneBytes(layout, i32.const(0)));
  f.loop(i32.const(0), end, VECTOR, (lane) => {
    const label = f.variable(V128, f.number(0));
    f.loop(i32.const(0), steps, 1, (t) => {
      const word = i32.add(lane, i32.mul(i32.shr(t, i32.const(5)), i32.const(ROW)));
      // the bit becomes the sign, the sign fills the lane
      const left = i32.sub(i32.const(31), i32.and(t, i32.const(31)));
      const bit = f.keep(i32x4.shr(i32x4.shl(v128.load(word, layout.words), left), i32.const(31)));
      f.set(label, v128.xor(label.get, bit));
      const at = f.address(i32.add(lane, i32.mul(t, i32.const(ROW))));
      f.emit(v128.store(at, layout.bits, bit));
      f.emit(v128.store(at, layout.labels, label.get));
    });
  });
}

interface Cell {
  readonly row: Code;
  readonly state: Code;
  readonly unit: Code;
  readonly lane: Code;
}

/** `z` of a unit's four gates for a group of lanes: [vector][gate]. */
function preactivations(
  f: FunctionBody,
  { hidden }: ModelSpec,
  layout: SimdLayout,
  { row, state, unit, lane }: Cell,
): Code[][] {
  const vectors = [0, VECTOR];
  const gates = [0, 1, 2, 3];
  const inputs = f.address(i32.mul(unit, i32.const(32)));
  const bitsAt = f.address(i32.add(row, lane));
  const sums = vectors.map((offset) => {
    const bit = f.keep(v128.load(bitsAt, layout.bits + offset));
    return gates.map((gate) => {
      const [ofZero, ofOne] = [0, 4].map((k) => v128.loadSplat(inputs, layout.input + 8 * gate + k));
      return f.variable(V128, v128.select(bit, ofOne, ofZero));
    });
  });
  const weights = f.address(i32.mul(unit, i32.const(16 * hidden)));
  const from = f.address(i32.add(state, lane));
  rows(f, hidden, (k) => {
    const hidden0 = f.address(i32.add(from, i32.mul(k, i32.const(ROW))));
    const weight = f.address(i32.add(weights, i32.mul(k, i32.const(16))));
    const h = vectors.map((offset) => f.keep(v128.load(hidden0, layout.h + offset)));
    for (const gate of gates) {
      const w = f.keep(v128.loadSplat(weight, layout.recurrent + 4 * gate));
      for (const vector of [0, 1]) {
        const sum = sums[vector][gate];
        f.set(sum, f.multiplyAdd(w, h[vector], sum.get));
      }
    }
  });
  return sums.map((ofGates) => ofGates.map((sum) => sum.get));
}

/** `c_t = f c_{t-1} + i g`, `h_t = o tanh(c_t)`, and the unit's share of the margins; all vectors side by side. */
function writeStates(
  f: FunctionBody,
  spec: ModelSpec,
  layout: SimdLayout,
  { row, state, unit, lane, z }: Cell & { readonly z: readonly (readonly Code[])[] },
): void {
  const gate = gateOf(spec);
  const next = spec.hidden * ROW;
  const own = f.address(i32.add(state, i32.mul(unit, i32.const(ROW))));
  const at = f.address(i32.add(own, lane));
  const gatesAt = f.address(i32.add(i32.shl(own, i32.const(2)), lane));
  const cells = z.map(([zi, zf, zg, zo], vector) => {
    const [i, forget, o] = [zi, zf, zo].map((preactivation) => gate(f, preactivation));
    const g = tanh(f, zg);
    for (const [k, value] of [i, forget, g, o].entries())
      f.emit(v128.store(gatesAt, layout.gates + k * ROW + vector * VECTOR, value));
    const c = f.keep(f.multiplyAdd(forget, v128.load(at, layout.c + vector * VECTOR), mul(i, g)));
    f.emit(v128.store(at, layout.c + next + vector * VECTOR, c));
    return { c, o };
  });
  const weight = f.keep(v128.loadSplat(i32.shl(unit, i32.const(2)), layout.output));
  const margin = f.address(i32.add(row, lane));
  for (const [vector, { c, o }] of cells.entries()) {
    const offset = vector * VECTOR;
    const squashed = tanh(f, c);
    const h = f.keep(mul(o, squashed));
    f.emit(v128.store(at, layout.tanhC + offset, squashed));
    f.emit(v128.store(at, layout.h + next + offset, h));
    const margins = layout.margins + offset;
    f.emit(v128.store(margin, margins, f.multiplyAdd(weight, h, v128.load(margin, margins))));
  }
}

/** Wrong answers, loss and slopes of a step. */
function answers(
  f: FunctionBody,
  { head }: ModelSpec,
  layout: SimdLayout,
  {
    t,
    row,
    end,
    countAll,
  }: { readonly t: Code; readonly row: Code; readonly end: Code; readonly countAll: Code },
): void {
  const running = f.keep(i32x4.splat(i32.shl(runningAt(layout, t), i32.const(2))));
  const going = f.keep(i32x4.splat(i32.shl(runningAt(layout, i32.add(t, i32.const(1))), i32.const(2))));
  const scale = f.keep(v128.loadSplat(i32.const(0), layout.scale));
  const wrongHere = f.variable(V128, f.number(0));
  const product = f.address(i32.mul(i32.shr(t, i32.const(Math.log2(STEPS_PER_PRODUCT))), i32.const(ROW)));
  f.loop(i32.const(0), end, VECTOR, (lane) => {
    const at = f.address(i32.add(row, lane));
    const margin = f.keep(v128.load(at, layout.margins));
    const label = f.keep(v128.load(at, layout.labels));
    const place = f.keep(i32x4.add(i32x4.lanes(0, 4, 8, 12), i32x4.splat(lane)));
    const isRunning = f.keep(i32x4.lt(place, running));
    const isLast = f.keep(i32x4.ge(place, going));
    const counts = f.keep(v128.and(isRunning, v128.or(isLast, i32x4.splat(countAll))));
    const wrong = f.keep(v128.and(v128.xor(gt(margin, f.number(0)), label), isRunning));
    // a mask is -1
    f.set(wrongHere, i32x4.sub(wrongHere.get, wrong));
    decrease(f, lane, layout.wrongInLane, wrong);
    decrease(f, i32.const(0), layout.wrongLast, v128.and(wrong, isLast));
    const { slope, loss, penalty } = crossEntropy(f, head, { margin, label });
    f.emit(v128.store(at, layout.slopes, v128.and(mul(slope, scale), counts)));
    const productAt = f.address(i32.add(product, lane));
    f.emit(
      v128.store(
        productAt,
        layout.products,
        mul(v128.load(productAt, layout.products), v128.select(counts, loss, f.number(1))),
      ),
    );
    const penaltySum = add(v128.load(i32.const(0), layout.penalty), v128.and(penalty, counts));
    f.emit(v128.store(i32.const(0), layout.penalty, penaltySum));
  });
  f.emit(v128.store(i32.mul(t, i32.const(VECTOR)), layout.wrongByStep, wrongHere.get));
}

const decrease = (f: FunctionBody, at: Code, offset: number, by: Code): void =>
  f.emit(v128.store(at, offset, i32x4.sub(v128.load(at, offset), by)));

/**
 * `-ln p[label] = ln(loss) + penalty`, and its slope with respect to the margin. With x the margin in favour of the
 * label and e = exp(-|x|), loss is 1 + e, penalty is max(0, -x), and the probability of the other answer is
 * e / (1 + e) or 1 / (1 + e).
 */
function crossEntropy(
  f: FunctionBody,
  head: ModelSpec['head'],
  { margin, label }: { readonly margin: Code; readonly label: Code },
): { readonly slope: Code; readonly loss: Code; readonly penalty: Code } {
  const flip = f.keep(v128.andNot(f.number(-0), label));
  if (head === 'softmax') {
    const x = f.keep(v128.xor(margin, flip));
    const held = f.keep(pmax(pmin(x, f.number(MARGIN_CLIP)), f.number(-MARGIN_CLIP)));
    const { slope, loss, penalty } = logistic(f, held, label);
    // flat beyond Keras' clip
    const isFlat = gt(v128.andNot(x, f.number(-0)), f.number(MARGIN_CLIP));
    return { slope: f.keep(v128.andNot(slope, isFlat)), loss, penalty };
  }
  const { e, power, excess } = decay(f, margin);
  const r = f.keep(div(f.number(1), add(f.number(1), e)));
  const inner = v128.or(mul(sub(sub(f.number(1), power), excess), r), v128.and(margin, f.number(-0)));
  const { slope, loss, penalty } = logistic(f, f.keep(v128.xor(inner, flip)), label);
  return { slope: f.keep(mul(slope, mul(f.number(2), mul(e, mul(r, r))))), loss, penalty };
}

function logistic(
  f: FunctionBody,
  x: Code,
  label: Code,
): { readonly slope: Code; readonly loss: Code; readonly penalty: Code } {
  const { e } = decay(f, x);
  const loss = f.keep(add(f.number(1), e));
  const other = f.keep(div(v128.select(gt(x, f.number(0)), e, f.number(1)), loss));
  return {
    slope: f.keep(v128.xor(other, v128.and(label, f.number(-0)))),
    loss,
    penalty: f.keep(pmax(v128.xor(x, f.number(-0)), f.number(0))),
  };
}
