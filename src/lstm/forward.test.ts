import * as fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { traceString } from './forward.ts';
import { paramCount, paramLayout, type ModelSpec } from './params.ts';

/** A one-unit network whose gates can be followed by hand. */
const byHand = Float64Array.from(
  [
    [-2.5, 2.5, 0, 2.5], // input kernel, bit 0: keep the state
    [2.5, 0, Math.atanh(0.5), 0], // input kernel, bit 1: halve it and add 1/2
    [0, 0, 0, -1], // recurrent kernel: h closes the output gate
    [0, 0, 0, 0], // bias
    [0.5, 2.5], // output kernel
    [1, 0], // output bias
  ].flat(),
);

describe('one unit, worked by hand on 1 0 1', () => {
  const trace = traceString({ hidden: 1, activation: 'hard-sigmoid', head: 'softmax' }, byHand, [1, 0, 1]);
  /* c: 1 * 1/2;  1 * 1/2 + 0;  1/2 * 1/2 + 1 * 1/2
   * o: 1/2;  1/2 + 0.2 (2.5 - h1);  1/2 - 0.2 h2         h: o tanh(c) */
  const h = [0.2310585786, 0.4407619306, 0.2615845806];

  test.each([
    ['inputGate', [1, 0, 1]],
    ['forgetGate', [0.5, 1, 0.5]],
    ['candidate', [0.5, 0, 0.5]],
    ['c', [0.5, 0.5, 0.75]],
    ['outputGate', [0.5, 0.9537882843, 0.4118476139]],
    ['h', h],
    ['margin', h.map((x) => 2 * x - 1)],
    ['probability', h.map((x) => 1 / (1 + Math.exp(1 - 2 * x)))],
    ['prediction', [0, 0, 0]],
  ] as const)('%s', (name, values) => {
    expect(trace[name]).toHaveLength(3);
    for (const [t, value] of values.entries()) expect(trace[name][t]).toBeCloseTo(value, 9);
  });

  test('with sigmoid gates and a double softmax the first step is another', () => {
    const first = traceString({ hidden: 1, activation: 'sigmoid', head: 'double-softmax' }, byHand, [1]);
    const c = 0.5 / (1 + Math.exp(-2.5));
    const p = 1 / (1 + Math.exp(1 - 2 * (0.5 * Math.tanh(c))));
    expect(first.c[0]).toBeCloseTo(c, 14);
    expect(first.probability[0]).toBeCloseTo(Math.exp(p) / (Math.exp(p) + Math.exp(1 - p)), 14);
  });
});

test('a unit reads every unit through its own column: row [from], column [gate, to]', () => {
  const layout = paramLayout(2);
  const params = new Float64Array(layout.size);
  // unit 0 holds 1/2 tanh(1) as its candidate after a 1; unit 1 hears it through the candidate's column alone
  params[layout.inputKernel.offset + 8 + 4] = 1;
  params[layout.recurrentKernel.offset + 5] = 3;
  params[layout.outputKernel.offset + 3] = 1;
  const { h, c, margin } = traceString({ hidden: 2, activation: 'sigmoid', head: 'softmax' }, params, [1, 0]);
  const c0 = 0.5 * Math.tanh(1);
  const h0 = 0.5 * Math.tanh(c0);
  const h1 = 0.5 * Math.tanh(0.5 * Math.tanh(3 * h0));
  expect([...c.subarray(0, 2)]).toEqual([c0, 0]);
  expect(h[0]).toBeCloseTo(h0, 15);
  expect(h[3]).toBeCloseTo(h1, 15);
  expect(margin[1]).toBeCloseTo(h1, 15);
});

const models = fc
  .record({
    hidden: fc.integer({ min: 1, max: 4 }),
    activation: fc.constantFrom('sigmoid', 'hard-sigmoid'),
    head: fc.constantFrom('softmax', 'double-softmax'),
  })
  .chain((spec: ModelSpec) => {
    const size = paramCount(spec.hidden);
    const weight = fc.double({ min: -3, max: 3, noNaN: true });
    return fc.tuple(fc.constant(spec), fc.array(weight, { minLength: size, maxLength: size }));
  });
const strings = fc.array(fc.integer({ min: 0, max: 1 }), { minLength: 1, maxLength: 30 });

describe('any model, any string', () => {
  test('going on from a state is the same as having come that far', () => {
    fc.assert(
      fc.property(models, strings, fc.nat(), ([spec, weights], bits, cut) => {
        const params = Float64Array.from(weights);
        const whole = traceString(spec, params, bits);
        const at = 1 + (cut % bits.length);
        const from = { start: (at - 1) * spec.hidden, end: at * spec.hidden };
        const rest = traceString(spec, params, bits.slice(at), {
          c: whole.c.subarray(from.start, from.end),
          h: whole.h.subarray(from.start, from.end),
        });
        expect([...rest.margin]).toEqual([...whole.margin.subarray(at)]);
        expect([...rest.h]).toEqual([...whole.h.subarray(from.end)]);
        // what comes later changes nothing before
        const prefix = traceString(spec, params, bits.slice(0, at));
        expect([...prefix.probability]).toEqual([...whole.probability.subarray(0, at)]);
      }),
    );
  });

  test('gates, states and probabilities keep their bounds', () => {
    fc.assert(
      fc.property(models, strings, ([spec, weights], bits) => {
        const trace = traceString(spec, Float64Array.from(weights), bits);
        const between = (values: Float64Array, low: number, high: number): boolean =>
          values.every((x) => x >= low && x <= high);
        expect(between(trace.inputGate, 0, 1)).toBe(true);
        expect(between(trace.forgetGate, 0, 1)).toBe(true);
        expect(between(trace.outputGate, 0, 1)).toBe(true);
        expect(between(trace.candidate, -1, 1)).toBe(true);
        expect(between(trace.c, -bits.length, bits.length)).toBe(true);
        expect(between(trace.h, -1, 1)).toBe(true);
        expect(between(trace.probability, 0, 1)).toBe(true);
        expect([...trace.prediction]).toEqual([...trace.margin].map((margin) => (margin > 0 ? 1 : 0)));
      }),
    );
  });
});

test('a tie is "even"', () => {
  const spec = { hidden: 1, activation: 'sigmoid', head: 'softmax' } as const;
  const trace = traceString(spec, new Float64Array(20), [1, 0]);
  expect([...trace.probability]).toEqual([0.5, 0.5]);
  expect([...trace.prediction]).toEqual([0, 0]);
});

test('an empty string has an empty trace', () => {
  const trace = traceString({ hidden: 1, activation: 'sigmoid', head: 'softmax' }, byHand, []);
  expect([trace.length, trace.margin.length, trace.h.length]).toEqual([0, 0, 0]);
});
