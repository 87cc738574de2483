/** The vectors' functions against Math's, run as the module that the assembler writes. */
import { describe, expect, test } from 'vitest';
import { hardSigmoidCode, sigmoidCode, tanh } from './simd-squash.kernel.ts';
import { assembleModule, FunctionBody, i32, v128 } from './wasm-assembler.ts';

const functions = { sigmoid: sigmoidCode, tanh, hardSigmoid: hardSigmoidCode } as const;

/** Replaces the first four numbers of a memory. */
function functionOf(name: keyof typeof functions): (x: number) => number {
  const body = new FunctionBody(0, false);
  const at = i32.const(0);
  body.emit(v128.store(at, 0, functions[name](body, body.keep(v128.load(at, 0)))));
  const memory = new WebAssembly.Memory({ initial: 1 });
  const module = new WebAssembly.Module(assembleModule({ run: body }));
  const { run } = new WebAssembly.Instance(module, { env: { memory } }).exports as { run: () => void };
  const lanes = new Float32Array(memory.buffer, 0, 4);
  return (x) => {
    lanes.fill(x);
    run();
    expect(new Set(lanes).size).toBe(1);
    return lanes[0];
  };
}

const truths: Record<keyof typeof functions, (x: number) => number> = {
  sigmoid: (x) => 1 / (1 + Math.exp(-x)),
  tanh: Math.tanh,
  hardSigmoid: (x) => Math.min(1, Math.max(0, 0.2 * x + 0.5)),
};

/** Both signs of 2^-24 .. 2^6.4 in small steps, and round numbers: beyond 87, the exponential is held. */
const numbers = [
  ...Array.from({ length: 30 * 64 + 26 }, (_, k) => 2 ** (-24 + k / 64)),
  ...Array.from({ length: 200 }, (_, k) => k / 8),
].flatMap((x) => [Math.fround(x), -Math.fround(x)]);

describe.each(Object.keys(functions) as (keyof typeof functions)[])('%s', (name) => {
  const compute = functionOf(name);
  const truth = truths[name];

  test('is right to a few units in the last place', () => {
    for (const x of numbers) {
      const [is, should] = [compute(x), truth(x)];
      // a sum of a half and something has the half's digits
      const unit = 2 ** -23 * (name === 'hardSigmoid' ? 0.5 : Math.abs(should));
      expect(Math.abs(is - should), `${name}(${x}) = ${is}, not ${should}`).toBeLessThanOrEqual(4 * unit);
    }
  });

  test('has its limits at infinity, and NaN of NaN', () => {
    expect(compute(Infinity)).toBe(1);
    expect(compute(-Infinity)).toBeCloseTo(name === 'tanh' ? -1 : 0, 30);
    expect(compute(NaN)).toBeNaN();
  });
});
