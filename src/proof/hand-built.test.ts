import { expect, test } from 'vitest';
import { traceString } from '../lstm/forward.ts';
import { HAND_BUILT_PARAMS, HAND_BUILT_SPEC } from '../lstm/hand-built.ts';
import { paramCount } from '../lstm/params.ts';
import { prefixParities } from '../parity/bits.ts';
import { checkCertificate } from './checker/checker.ts';
import { decide } from './verdict.ts';
import { createWalker } from './walker.ts';

const params = Float32Array.from(HAND_BUILT_PARAMS);

test('the network built by hand is certified for strings of every length', () => {
  expect(params).toHaveLength(paramCount(HAND_BUILT_SPEC.hidden));
  const found = decide(HAND_BUILT_SPEC, params);
  if (found.verdict !== 'certified') throw new Error(`it is ${found.verdict}`);
  expect(checkCertificate(found.certificate).ok).toBe(true);
});

test('it is right, and sure of it, on every string of 12 bits', () => {
  for (let number = 0; number < 4096; number++) {
    const bits = Array.from({ length: 12 }, (_, k) => (number >> k) & 1);
    const { prediction, margin } = traceString(HAND_BUILT_SPEC, params, bits);
    expect(prediction).toEqual(prefixParities(Uint8Array.from(bits)));
    expect(Math.min(...margin.map(Math.abs))).toBeGreaterThan(7);
  }
});

test('nothing wears down: from within 0.1 of its states it comes within 0.0001 of one', () => {
  const walker = createWalker(HAND_BUILT_SPEC, params);
  const odd = Math.tanh(1);
  const states = [odd, 0, -odd];
  for (const h of states)
    for (const bit of [0, 1])
      for (const off of [-0.1, 0, 0.1]) {
        const state = Float64Array.of(0, h + off);
        walker.step(state, bit);
        expect(Math.min(...states.map((other) => Math.abs(other - state[1]!)))).toBeLessThan(1e-4);
      }
});
