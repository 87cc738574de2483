/** Exponential, sigmoid and tanh of four float32 numbers at once, within a few units in the last place. */
import type { ModelSpec } from '../../lstm/params.ts';
import { f32x4, i32, i32x4, v128, type Code, type FunctionBody } from './wasm-assembler.ts';

const { add, sub, mul, div, gt, lt, pmin, pmax } = f32x4;

/** Taylor's series of exp: beyond the seventh power, less than 5e-9 where it is used. */
const EXP_TERMS = [1 / 5040, 1 / 720, 1 / 120, 1 / 24, 1 / 6, 1 / 2];
/** ln 2 in two parts, the first short enough for its multiples to be exact (Cody and Waite 1980). */
const LN2_HIGH = 0.693359375;
const LN2_LOW = Math.LN2 - LN2_HIGH;
/** Adding this to a small number rounds it to an integer, which is then in the low bits of the sum. */
const ROUNDER = 1.5 * 2 ** 23;

/**
 * `exp(x) = power + excess` for -87 <= x <= 87: power is 2^n for an integer n, and excess is small where x is, so
 * that what is subtracted from 1 loses no digits.
 */
function exponential(f: FunctionBody, x: Code): { readonly power: Code; readonly excess: Code } {
  const rounded = f.keep(f.multiplyAdd(x, f.number(Math.LOG2E), f.number(ROUNDER)));
  const n = f.keep(sub(rounded, f.number(ROUNDER)));
  const r = f.keep(f.multiplySubtract(n, f.number(LN2_LOW), f.multiplySubtract(n, f.number(LN2_HIGH), x)));
  const square = f.keep(mul(r, r));
  const [t7, t6, t5, t4, t3, t2] = EXP_TERMS.map((term) => f.number(term));
  const high = f.multiplyAdd(t7, r, t6);
  const middle = f.multiplyAdd(t5, r, t4);
  const low = f.multiplyAdd(t3, r, t2);
  const series = f.multiplyAdd(f.multiplyAdd(high, square, middle), square, low);
  const power = f.keep(i32x4.add(i32x4.shl(rounded, i32.const(23)), f.number(1)));
  return { power, excess: f.keep(mul(power, f.multiplyAdd(square, series, r))) };
}

/** exp(-|x|) and its parts. */
export function decay(
  f: FunctionBody,
  x: Code,
): { readonly e: Code; readonly power: Code; readonly excess: Code } {
  const parts = exponential(f, f.keep(pmax(v128.or(x, f.number(-0)), f.number(-87))));
  return { ...parts, e: f.keep(add(parts.power, parts.excess)) };
}

/** `1 / (1 + exp(-z))`. */
export function sigmoidCode(f: FunctionBody, z: Code): Code {
  const { power, excess } = exponential(
    f,
    f.keep(pmax(pmin(v128.xor(z, f.number(-0)), f.number(87)), f.number(-87))),
  );
  return f.keep(div(f.number(1), add(add(f.number(1), power), excess)));
}

/** `(1 - exp(-2 |z|)) / (1 + exp(-2 |z|))` with the sign of z. */
export function tanh(f: FunctionBody, z: Code): Code {
  const { power, excess } = decay(f, f.keep(add(z, z)));
  const size = div(sub(sub(f.number(1), power), excess), add(add(f.number(1), power), excess));
  return f.keep(v128.or(size, v128.and(z, f.number(-0))));
}

export const hardSigmoidCode = (f: FunctionBody, z: Code): Code =>
  f.keep(pmax(pmin(f.multiplyAdd(z, f.number(0.2), f.number(0.5)), f.number(1)), f.number(0)));

export const gateOf = ({ activation }: ModelSpec): typeof sigmoidCode =>
  activation === 'sigmoid' ? sigmoidCode : hardSigmoidCode;

/** The slope of a gate, from its value. */
export const gateSlope = (f: FunctionBody, { activation }: ModelSpec, s: Code): Code =>
  activation === 'sigmoid'
    ? f.multiplySubtract(s, s, s)
    : v128.and(v128.and(gt(s, f.number(0)), lt(s, f.number(1))), f.number(0.2));
