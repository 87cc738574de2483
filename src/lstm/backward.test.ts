/**
 * Backpropagation against central finite differences in float64. The differences see only the forward pass and
 * -ln p[label]; every pair of options meets in some case.
 */
import { describe, expect, test } from 'vitest';
import { prefixParities } from '../parity/bits.ts';
import { PURPOSE, randomUniform } from '../parity/random.ts';
import { lossAndGradient, type LabelledString } from './backward.ts';
import { traceString } from './forward.ts';
import { allCases, choicePairsOf, pairwiseCases, type OptionCase } from './pairwise-cases.fixture.ts';
import { paramLayout, type ModelSpec, type ParamVector, type Supervision } from './params.ts';

const LONGEST = 7;
const STEP = 1e-5;
const KNEE_MARGIN = 1e-4;

/** Numbers in (0, 1) of a test's own stream. */
function draws(seed: number): () => number {
  let next = 0;
  return () => randomUniform([seed, PURPOSE.example], next++);
}

function drawBatch({ batch, lengths }: OptionCase, draw: () => number): LabelledString[] {
  return Array.from({ length: batch }, () => {
    const length = lengths === 'fixed' ? LONGEST : 1 + Math.floor(LONGEST * draw());
    const bits = Uint8Array.from({ length }, () => (draw() < 0.5 ? 0 : 1));
    return { bits, labels: prefixParities(bits) };
  });
}

/** Distance of the nearest gate preactivation of a string to a knee of the hard sigmoid, at z = ±2.5. */
function kneeDistance({ hidden, ...spec }: ModelSpec, params: ParamVector, bits: ArrayLike<number>): number {
  const { inputKernel, recurrentKernel, bias } = paramLayout(hidden);
  const { h } = traceString({ hidden, ...spec }, params, bits);
  const width = 4 * hidden;
  let nearest = Infinity;
  for (let t = 0; t < bits.length; t++)
    for (let column = 0; column < width; column++) {
      // the candidate has no knee
      if (Math.floor(column / hidden) === 2) continue;
      let z = params[inputKernel.offset + bits[t] * width + column] + params[bias.offset + column];
      const previous = h.subarray(Math.max(0, t - 1) * hidden, t * hidden);
      for (const [unit, state] of previous.entries())
        z += state * params[recurrentKernel.offset + unit * width + column];
      nearest = Math.min(nearest, Math.abs(Math.abs(z) - 2.5));
    }
  return nearest;
}

/** Weights wide enough that hard gates saturate, drawn anew while a gate is too near to a knee. */
function drawParams(spec: ModelSpec, batch: readonly LabelledString[], draw: () => number): Float64Array {
  for (;;) {
    const params = Float64Array.from({ length: paramLayout(spec.hidden).size }, () => 6 * draw() - 3);
    const isClear =
      spec.activation === 'sigmoid' ||
      batch.every(({ bits }) => kneeDistance(spec, params, bits) > KNEE_MARGIN);
    if (isClear) return params;
  }
}

/** The loss by its definition: the mean of -ln p[label] over the answers that count. */
function lossByDefinition(
  spec: ModelSpec,
  params: ParamVector,
  batch: readonly LabelledString[],
  supervision: Supervision,
): number {
  let sum = 0;
  let answers = 0;
  for (const { bits, labels } of batch) {
    const { probability } = traceString(spec, params, bits);
    for (let t = supervision === 'every' ? 0 : bits.length - 1; t < bits.length; t++) {
      sum -= Math.log(labels[t] === 1 ? probability[t] : 1 - probability[t]);
      answers++;
    }
  }
  return sum / answers;
}

function finiteDifferences(params: Float64Array, loss: (params: Float64Array) => number): Float64Array {
  return params.map((weight, k) => {
    const at = (value: number): number => loss(params.with(k, value));
    return (at(weight + STEP) - at(weight - STEP)) / (2 * STEP);
  });
}

const norm = (values: Float64Array): number => Math.hypot(...values);

test('the cases hold every pair of options', () => {
  const cases = pairwiseCases();
  expect(new Set(cases.flatMap(choicePairsOf))).toEqual(new Set(allCases.flatMap(choicePairsOf)));
  expect(cases.length).toBeLessThan(25);
});

/** A case with its batch and parameters; its place in the list seeds it. */
const drawnCases = pairwiseCases().map((options, place) => {
  const draw = draws(place + 1);
  const batch = drawBatch(options, draw);
  return { ...options, strings: batch, params: drawParams(options, batch, draw) };
});

describe('gradient against finite differences', () => {
  test.each(drawnCases)(
    '$hidden units, $activation, $head, $supervision step, $lengths length, batch $batch',
    ({ strings, params, supervision, ...spec }) => {
      const { loss, gradient } = lossAndGradient(spec, params, strings, supervision);
      const expected = finiteDifferences(params, (moved) =>
        lossByDefinition(spec, moved, strings, supervision),
      );
      expect(loss).toBeCloseTo(lossByDefinition(spec, params, strings, supervision), 12);
      expect(norm(expected)).toBeGreaterThan(1e-4);
      expect(norm(gradient.map((slope, k) => slope - expected[k])) / norm(expected)).toBeLessThan(1e-6);
    },
    60_000,
  );

  test('the hard gates of these draws are on both sides of their knees, and none is on one', () => {
    const atKnee = new Float64Array(20);
    atKnee[paramLayout(1).bias.offset] = 2.5;
    expect(kneeDistance({ hidden: 1, activation: 'hard-sigmoid', head: 'softmax' }, atKnee, [1, 0])).toBe(0);
    for (const { strings, params, ...spec } of drawnCases.filter(
      ({ activation }) => activation !== 'sigmoid',
    )) {
      const gates = strings.flatMap(({ bits }) => {
        const { inputGate, forgetGate, outputGate } = traceString(spec, params, bits);
        return [...inputGate, ...forgetGate, ...outputGate];
      });
      expect(gates.some((gate) => gate === 0 || gate === 1)).toBe(true);
      expect(gates.some((gate) => gate > 0 && gate < 1)).toBe(true);
      expect(strings.every(({ bits }) => kneeDistance(spec, params, bits) > KNEE_MARGIN)).toBe(true);
    }
  });
});

describe('the mean', () => {
  const spec = { hidden: 2, activation: 'sigmoid', head: 'softmax' } as const;
  const params = Float64Array.from({ length: 46 }, draws(7));
  const labelled = (bits: number[]): LabelledString => ({ bits, labels: prefixParities(bits) });
  const [short, long] = [labelled([1]), labelled([0, 1, 1, 0, 1])];

  test('of every step weighs bits alike, so a string of five bits weighs five times one of one', () => {
    const { loss, gradient } = lossAndGradient(spec, params, [short, long], 'every');
    const a = lossAndGradient(spec, params, [short], 'every');
    const b = lossAndGradient(spec, params, [long], 'every');
    expect(loss).toBeCloseTo((a.loss + 5 * b.loss) / 6, 14);
    for (const [k, slope] of gradient.entries())
      expect(slope).toBeCloseTo((a.gradient[k] + 5 * b.gradient[k]) / 6, 14);
  });

  test('of the last step weighs strings alike', () => {
    const { loss } = lossAndGradient(spec, params, [short, long], 'last');
    const a = lossAndGradient(spec, params, [short], 'last');
    const b = lossAndGradient(spec, params, [long], 'last');
    expect(loss).toBeCloseTo((a.loss + b.loss) / 2, 14);
  });

  test.each(['every', 'last'] as const)('%s: a string of no bits counts for nothing', (supervision) => {
    expect(lossAndGradient(spec, params, [short, labelled([]), long], supervision)).toEqual(
      lossAndGradient(spec, params, [short, long], supervision),
    );
    expect(lossAndGradient(spec, params, [labelled([])], supervision)).toEqual({
      loss: 0,
      gradient: new Float64Array(46),
    });
  });
});
