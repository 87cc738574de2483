/**
 * Writes a WebAssembly module: just what the passes in `simd-*.kernel.ts` need. Code is a list of bytes that leaves one
 * value (or none) on the stack, so expressions nest like the arithmetic that they stand for.
 *
 * Encoding: WebAssembly Core Specification 2.0, chapter 5 (https://www.w3.org/TR/wasm-core-2/#binary-format), with
 * its 128-bit vectors.
 */

export type Code = readonly number[];

/** Value types by their bytes. */
export const I32 = 0x7f;
export const V128 = 0x7b;
type ValueType = typeof I32 | typeof V128;

/** Unsigned LEB128. */
function unsigned(value: number): number[] {
  const bytes: number[] = [];
  let rest = value;
  do {
    bytes.push((rest & 0x7f) | (rest > 0x7f ? 0x80 : 0));
    rest >>>= 7;
  } while (rest > 0);
  return bytes;
}

/** Signed LEB128. */
function signed(value: number): number[] {
  const bytes: number[] = [];
  for (let rest = value; ; rest >>= 7) {
    const isLast = rest >> 6 === 0 || rest >> 6 === -1;
    bytes.push((rest & 0x7f) | (isLast ? 0 : 0x80));
    if (isLast) return bytes;
  }
}

const vectorOp = (opcode: number): number[] => [0xfd, ...unsigned(opcode)];
const unary =
  (op: Code) =>
  (a: Code): Code => [...a, ...op];
const binary =
  (op: Code) =>
  (a: Code, b: Code): Code => [...a, ...b, ...op];

/** Addresses and counts. */
export const i32 = {
  const: (value: number): Code => [0x41, ...signed(value)],
  add: binary([0x6a]),
  sub: binary([0x6b]),
  mul: binary([0x6c]),
  and: binary([0x71]),
  shl: binary([0x74]),
  shr: binary([0x76]),
  /** The 32-bit integer at `address + offset` bytes. */
  load: (address: Code, offset: number): Code => [...address, 0x28, 2, ...unsigned(offset)],
} as const;

/** Four float32 lanes. */
export const f32x4 = {
  add: binary(vectorOp(0xe4)),
  sub: binary(vectorOp(0xe5)),
  mul: binary(vectorOp(0xe6)),
  div: binary(vectorOp(0xe7)),
  lt: binary(vectorOp(0x43)),
  gt: binary(vectorOp(0x44)),
  /** `b < a ? b : a`: of a NaN in `a`, the NaN. */
  pmin: binary(vectorOp(0xea)),
  /** `a < b ? b : a`: of a NaN in `a`, the NaN. */
  pmax: binary(vectorOp(0xeb)),
} as const;

/** Four 32-bit integer lanes. */
export const i32x4 = {
  lanes: (...values: readonly [number, number, number, number]): Code => vector(Int32Array.from(values)),
  splat: unary(vectorOp(0x11)),
  lt: binary(vectorOp(0x39)),
  ge: binary(vectorOp(0x3f)),
  add: binary(vectorOp(0xae)),
  sub: binary(vectorOp(0xb1)),
  /** Shifts every lane by an i32. */
  shl: binary(vectorOp(0xab)),
  shr: binary(vectorOp(0xac)),
} as const;

/** 128 bits, whatever they mean. */
export const v128 = {
  load: (address: Code, offset: number): Code => [...address, ...vectorOp(0), 4, ...unsigned(offset)],
  /** One 32-bit number in all lanes. */
  loadSplat: (address: Code, offset: number): Code => [...address, ...vectorOp(9), 2, ...unsigned(offset)],
  store: (address: Code, offset: number, value: Code): Code => [
    ...address,
    ...value,
    ...vectorOp(0x0b),
    4,
    ...unsigned(offset),
  ],
  and: binary(vectorOp(0x4e)),
  /** `a` where `b` is 0. */
  andNot: binary(vectorOp(0x4f)),
  or: binary(vectorOp(0x50)),
  xor: binary(vectorOp(0x51)),
  /** `a` where the mask is 1, `b` where it is 0. */
  select: (mask: Code, a: Code, b: Code): Code => [...a, ...b, ...mask, ...vectorOp(0x52)],
} as const;

const vector = (lanes: Int32Array<ArrayBuffer> | Float32Array<ArrayBuffer>): Code => [
  ...vectorOp(0x0c),
  ...new Uint8Array(lanes.buffer),
];

/** A local variable: `get` is its value. */
export interface Local {
  readonly index: number;
  readonly get: Code;
}

const setTo = (local: Local): Code => [0x21, ...unsigned(local.index)];

/**
 * The body of an exported function under construction; parameters are i32. `isFused`: a product and a sum are one
 * instruction, rounded once where the processor has it (relaxed SIMD: WebAssembly 3.0, Chrome 114).
 */
export class FunctionBody {
  readonly parameters: readonly Code[];
  readonly #locals: ValueType[] = [];
  readonly #numbers = new Map<number, Code>();
  readonly #prologue: number[] = [];
  readonly #code: number[] = [];
  readonly arity: number;
  readonly isFused: boolean;

  constructor(arity: number, isFused: boolean) {
    this.arity = arity;
    this.isFused = isFused;
    this.parameters = Array.from({ length: arity }, (_, index) => [0x20, ...unsigned(index)]);
  }

  /**
   * A float32 in all four lanes. Each is written once, before everything else: compilers do not take constants out of
   * loops by themselves.
   */
  number(value: number): Code {
    const lanes = new Float32Array(4).fill(value);
    const key = new Int32Array(lanes.buffer)[0];
    const known = this.#numbers.get(key);
    if (known) return known;
    const local = this.local(V128);
    this.#prologue.push(...vector(lanes), ...setTo(local));
    this.#numbers.set(key, local.get);
    return local.get;
  }

  /** `a b + c`, rounded once or twice. */
  multiplyAdd(a: Code, b: Code, c: Code): Code {
    return this.isFused ? [...a, ...b, ...c, ...vectorOp(0x105)] : f32x4.add(f32x4.mul(a, b), c);
  }

  /** `c - a b`, rounded once or twice. */
  multiplySubtract(a: Code, b: Code, c: Code): Code {
    return this.isFused ? [...a, ...b, ...c, ...vectorOp(0x106)] : f32x4.sub(c, f32x4.mul(a, b));
  }

  emit(code: Code): void {
    for (const byte of code) this.#code.push(byte);
  }

  local(type: ValueType): Local {
    const index = this.arity + this.#locals.push(type) - 1;
    return { index, get: [0x20, ...unsigned(index)] };
  }

  set(local: Local, value: Code): void {
    this.emit([...value, ...setTo(local)]);
  }

  /** A variable with a first value. */
  variable(type: ValueType, value: Code): Local {
    const local = this.local(type);
    this.set(local, value);
    return local;
  }

  /** Computes a vector once; gives the code that reads it. */
  keep(value: Code): Code {
    return this.variable(V128, value).get;
  }

  /** Computes an address once. */
  address(value: Code): Code {
    return this.variable(I32, value).get;
  }

  /** Runs `body` for `from, from + step, ...` below `end`, at least once. `end` must not change meanwhile. */
  loop(from: Code, end: Code, step: number, body: (at: Code) => void): void {
    const at = this.variable(I32, from);
    this.emit([0x03, 0x40]);
    body(at.get);
    this.set(at, i32.add(at.get, i32.const(step)));
    this.emit([...at.get, ...end, 0x49, 0x0d, 0, 0x0b]);
  }

  /** Runs `body` for `from, from - step, ... 0`. */
  loopDown(from: Code, step: number, body: (at: Code) => void): void {
    const at = this.variable(I32, from);
    this.emit([0x03, 0x40]);
    body(at.get);
    this.set(at, i32.sub(at.get, i32.const(step)));
    this.emit([...at.get, ...i32.const(0), 0x4e, 0x0d, 0, 0x0b]);
  }

  /** Runs `body` if an i32 is not 0. */
  when(condition: Code, body: () => void): void {
    this.emit([...condition, 0x04, 0x40]);
    body();
    this.emit([0x0b]);
  }

  get bytes(): Code {
    const runs = this.#locals.flatMap((type) => [1, type]);
    const body = [...unsigned(this.#locals.length), ...runs, ...this.#prologue, ...this.#code, 0x0b];
    return [...unsigned(body.length), ...body];
  }
}

const magicAndVersion = [0x00, 0x61, 0x73, 0x6d, 1, 0, 0, 0];

/** A module that imports its memory as `env.memory` and exports the functions by name. */
export function assembleModule(functions: Readonly<Record<string, FunctionBody>>): Uint8Array<ArrayBuffer> {
  const bodies = Object.values(functions);
  const list = (items: readonly Code[]): Code => [...unsigned(items.length), ...items.flat()];
  const section = (id: number, content: Code): Code => [id, ...unsigned(content.length), ...content];
  const text = (value: string): Code => list(Array.from(value, (letter) => [letter.charCodeAt(0)]));
  const type = ({ arity }: FunctionBody): Code => [
    0x60,
    ...unsigned(arity),
    ...Array<number>(arity).fill(I32),
    0,
  ];
  return Uint8Array.from([
    ...magicAndVersion,
    ...section(1, list(bodies.map(type))),
    ...section(2, list([[...text('env'), ...text('memory'), 2, 0, 1]])),
    ...section(3, list(bodies.map((_, index) => unsigned(index)))),
    ...section(7, list(Object.keys(functions).map((name, index) => [...text(name), 0, ...unsigned(index)]))),
    ...section(10, list(bodies.map((body) => body.bytes))),
  ]);
}
