/**
 * The plain model against real Keras 3 (e2e/keras: script, versions and numbers): forward pass, loss, gradient and
 * twenty Adam updates, once in Keras' usual float32 and once in float64, where the agreement must be far closer.
 */
import { describe, expect, test } from 'vitest';
import oracle from '../../e2e/keras/oracle.json' with { type: 'json' };
import { prefixParities, parseBits } from '../parity/bits.ts';
import { adamUpdate, freshAdam } from './adam.ts';
import { lossAndGradient, type LabelledString } from './backward.ts';
import { traceString } from './forward.ts';
import { paramCount, paramLayout, type ModelSpec, type Supervision } from './params.ts';

type OracleCase = ModelSpec & { readonly supervision: Supervision } & Omit<
    (typeof oracle.cases)[number],
    'supervision' | keyof ModelSpec
  >;

const cases = oracle.cases as OracleCase[];

/** The weights both precisions start from are float32 numbers, written with nine digits. */
const startOf = ({ weights }: OracleCase): Float64Array => Float64Array.from(Float32Array.from(weights));

/** Largest difference allowed: of probabilities, of losses, of weights; and of a gradient's norm, relatively. */
const tolerances: Readonly<Record<string, number>> = { float32: 1e-4, float64: 1e-9 };

const labelled = (texts: readonly string[]): LabelledString[] =>
  texts.map((text) => ({ bits: parseBits(text), labels: prefixParities(parseBits(text)) }));

const norm = (values: ArrayLike<number>): number => Math.hypot(...Array.from(values));

const largestDifference = (a: ArrayLike<number>, b: ArrayLike<number>): number => {
  expect(a.length).toBe(b.length);
  return Array.from(a).reduce((worst, x, k) => Math.max(worst, Math.abs(x - b[k])), 0);
};

describe.each(cases)('Keras, $name, $dtype', (fixture) => {
  const tolerance = tolerances[fixture.dtype];
  const first = labelled(fixture.batches[0]);

  test('forward: the probability of "odd" after every bit', () => {
    for (const [row, { bits }] of first.entries()) {
      const { probability } = traceString(fixture, startOf(fixture), bits);
      expect(largestDifference(probability, fixture.probabilities[row])).toBeLessThan(tolerance);
    }
  });

  test('loss and gradient', () => {
    const { loss, gradient } = lossAndGradient(fixture, startOf(fixture), first, fixture.supervision);
    expect(Math.abs(loss - fixture.loss)).toBeLessThan(tolerance);
    const difference = gradient.map((slope, k) => slope - fixture.gradient[k]);
    expect(norm(fixture.gradient)).toBeGreaterThan(1e-3);
    expect(norm(difference) / norm(fixture.gradient)).toBeLessThan(tolerance);
  });

  test('twenty Adam updates: the loss before each, the weights after the last', () => {
    const adam = freshAdam(startOf(fixture));
    const losses = fixture.losses.map((_, update) => {
      const batch = fixture.batches[Math.floor(update / fixture.repeats) % fixture.batches.length];
      const at = lossAndGradient(fixture, adam.params, labelled(batch), fixture.supervision);
      adamUpdate(adam, at.gradient, fixture.learningRate, update + 1);
      return at.loss;
    });
    expect(losses).toHaveLength(20);
    expect(largestDifference(losses, fixture.losses)).toBeLessThan(tolerance);
    expect(largestDifference(adam.params, fixture.trained)).toBeLessThan(tolerance);
    // the comparison would see nothing if the weights had hardly moved
    expect(largestDifference(adam.params, fixture.weights)).toBeGreaterThan(10 * fixture.learningRate);
  });
});

test('the fixtures cover both activations, heads and supervisions, and more than one unit', () => {
  expect(new Set(cases.map(({ activation }) => activation))).toEqual(new Set(['hard-sigmoid', 'sigmoid']));
  expect(new Set(cases.map(({ head }) => head))).toEqual(new Set(['double-softmax', 'softmax']));
  expect(new Set(cases.map(({ supervision }) => supervision))).toEqual(new Set(['every', 'last']));
  expect(new Set(cases.map(({ hidden }) => hidden))).toEqual(new Set([1, 2, 4]));
});

test("parameter counts are Keras' own: the reference notebook's model has 20", () => {
  for (const { hidden, parameters, lstm } of oracle.parameterCounts) {
    expect(paramCount(hidden)).toBe(parameters);
    expect(paramLayout(hidden).outputKernel.offset).toBe(lstm);
  }
  expect(oracle.parameterCounts[0]).toEqual({ hidden: 1, parameters: 20, lstm: 16, dense: 4 });
});
