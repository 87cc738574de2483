/**
 * Backpropagation against central finite differences in float64. The differences see only the forward pass and
 * -ln p[label]; every pair of options meets in some case.
 */
import { describe, expect, test } from 'vitest';
import { prefixParities } from '../parity/bits.ts';
import { PURPOSE, randomUniform } from '../parity/random.ts';
import { lossAndGradient, type LabelledString } from './backward.ts';
import { traceString } from './forward.ts';
import { paramLayout, type ModelSpec, type ParamVector, type Supervision } from './params.ts';

const OPTIONS = {
  hidden: [1, 2, 3, 4, 8],
  activation: ['sigmoid', 'hard-sigmoid'],
  head: ['softmax', 'double-softmax'],
  supervision: ['every', 'last'],
  lengths: ['fixed', 'variable'],
  batch: [1, 7, 128],
} as const;

type OptionName = keyof typeof OPTIONS;
type GradientCase = { readonly [Name in OptionName]: (typeof OPTIONS)[Name][number] };

const optionNames = Object.keys(OPTIONS) as OptionName[];

/** Every combination of the options. */
const allCases = optionNames.reduce<object[]>(
  (cases, name) => cases.flatMap((some) => OPTIONS[name].map((value) => ({ ...some, [name]: value }))),
  [{}],
) as GradientCase[];

const pairsOf = (some: GradientCase): string[] =>
  optionNames.flatMap((a, k) => optionNames.slice(k + 1).map((b) => `${a} ${some[a]}, ${b} ${some[b]}`));

/** Greedily, the case that brings most new pairs, until no pair is left. */
function pairwiseCases(): GradientCase[] {
  const missing = new Set(allCases.flatMap(pairsOf));
  const chosen: GradientCase[] = [];
  while (missing.size > 0) {
    const newPairs = allCases.map((some) => pairsOf(some).filter((pair) => missing.has(pair)).length);
    const best = allCases[newPairs.indexOf(Math.max(...newPairs))];
    for (const pair of pairsOf(best)) missing.delete(pair);
    chosen.push(best);
  }
  return chosen;
}

const LONGEST = 7;
const STEP = 1e-5;
const KNEE_MARGIN = 1e-4;

/** Numbers in (0, 1) of a test's own stream. */
function draws(seed: number): () => number {
  let next = 0;
  return () => randomUniform([seed, PURPOSE.example], next++);
}

function drawBatch({ batch, lengths }: GradientCase, draw: () => number): LabelledString[] {
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
    const params = Float64Array.from({ length: paramLayout(spec.hidden).size }, () => 4 * draw() - 2);
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
  expect(new Set(cases.flatMap(pairsOf))).toEqual(new Set(allCases.flatMap(pairsOf)));
  expect(cases.length).toBeLessThan(25);
});

describe('gradient against finite differences', () => {
  test.each(pairwiseCases().map((some, seed) => ({ ...some, seed: seed + 1 })))(
    '$hidden units, $activation, $head, $supervision step, $lengths length, batch $batch',
    ({ seed, ...some }) => {
      const draw = draws(seed);
      const batch = drawBatch(some, draw);
      const params = drawParams(some, batch, draw);
      const { loss, gradient } = lossAndGradient(some, params, batch, some.supervision);
      const expected = finiteDifferences(params, (moved) =>
        lossByDefinition(some, moved, batch, some.supervision),
      );
      expect(loss).toBeCloseTo(lossByDefinition(some, params, batch, some.supervision), 12);
      expect(norm(expected)).toBeGreaterThan(1e-3);
      expect(norm(gradient.map((slope, k) => slope - expected[k])) / norm(expected)).toBeLessThan(1e-6);
    },
    60_000,
  );

  test('hard gates do saturate in these draws, and the knees are told apart', () => {
    const spec = { hidden: 2, activation: 'hard-sigmoid', head: 'softmax' } as const;
    const atKnee = new Float64Array(paramLayout(2).size);
    atKnee[paramLayout(2).bias.offset] = 2.5;
    expect(kneeDistance(spec, atKnee, [1, 0])).toBe(0);
    const draw = draws(1);
    const batch = drawBatch({ ...spec, supervision: 'every', lengths: 'fixed', batch: 128 }, draw);
    const params = drawParams(spec, batch, draw);
    const gates = batch.flatMap(({ bits }) => [...traceString(spec, params, bits).inputGate]);
    expect(gates.some((gate) => gate === 0 || gate === 1)).toBe(true);
    expect(gates.some((gate) => gate > 0 && gate < 1)).toBe(true);
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
