import { describe, expect, test } from 'vitest';
import { lossAndGradient, type LabelledString } from '../lstm/backward.ts';
import { initialParams } from '../lstm/initializers.ts';
import type { ModelSpec } from '../lstm/params.ts';
import { prefixParities } from '../parity/bits.ts';
import { PURPOSE, randomUniform } from '../parity/random.ts';
import { lossWeights, SETTINGS, type Setting } from './signal-protocol.ts';
import { ENUMERATED, measureSignal, signalByLength } from './signal.ts';

const model: ModelSpec = { hidden: 1, activation: 'sigmoid', head: 'softmax' };
const double: ModelSpec = { hidden: 2, activation: 'hard-sigmoid', head: 'double-softmax' };

const paramsOf = ({ hidden }: ModelSpec, seed: number): Float32Array =>
  initialParams(hidden, 'glorot-normal', (index) => randomUniform([seed, PURPOSE.initialWeights], index));

const norm = (vector: ArrayLike<number>): number => Math.hypot(...Array.from(vector));

/** Every string of exactly `length` bits. */
const allStrings = (length: number): Uint8Array[] =>
  Array.from({ length: 2 ** length }, (_, code) => Uint8Array.from({ length }, (__, t) => (code >> t) & 1));

/** Every string of a setting, each as often as its share of the strings asks for. */
function populationOf({ lengths }: Setting, max: number): LabelledString[] {
  const drawn = lengths === 'fixed' ? [max] : Array.from({ length: max }, (_, k) => k + 1);
  return drawn.flatMap((length) =>
    allStrings(length).flatMap((bits) =>
      Array.from({ length: 2 ** (max - length) }, () => ({ bits, labels: prefixParities(bits) })),
    ),
  );
}

const flipped = ({ bits, labels }: LabelledString): LabelledString => ({
  bits,
  labels: Array.from(labels, (label) => 1 - label),
});

/** The gradient under parity minus the one under a coin, which gives each label as often as its opposite. */
function signalOracle(spec: ModelSpec, params: Float32Array, setting: Setting, max: number): Float64Array {
  const strings = populationOf(setting, max);
  const gradientOf = (batch: LabelledString[]): Float64Array =>
    lossAndGradient(spec, params, batch, setting.supervision).gradient;
  const [parity, opposite] = [gradientOf(strings), gradientOf(strings.map(flipped))];
  return parity.map((g, p) => (g - opposite[p]) / 2);
}

describe('the weights of lengths in the loss', () => {
  test.each(SETTINGS)('$supervision, $lengths: they add up to 1', (setting) => {
    for (const max of [1, 7, 50])
      expect(lossWeights(setting, max).reduce((sum, weight) => sum + weight, 0)).toBeCloseTo(1, 12);
  });

  test('are those of the four settings', () => {
    const [everyFixed, everyVariable, lastFixed, lastVariable] = SETTINGS.map((setting) =>
      lossWeights(setting, 50),
    );
    expect([everyFixed[0], everyFixed[49]]).toEqual([1 / 50, 1 / 50]);
    expect([everyVariable[0], everyVariable[49]]).toEqual([50 / 1275, 1 / 1275]);
    expect([lastFixed[0], lastFixed[48], lastFixed[49]]).toEqual([0, 0, 1]);
    expect([lastVariable[0], lastVariable[49]]).toEqual([1 / 50, 1 / 50]);
  });
});

describe.each([
  ['softmax, one unit', model],
  ['double softmax, hard sigmoid, two units', double],
])('%s', (_, spec) => {
  test.each(SETTINGS.map((setting, k) => ({ ...setting, k })))(
    'the signal of $supervision, $lengths is the gradient of parity minus that of a coin',
    ({ k }) => {
      const max = ENUMERATED - 1;
      for (const seed of [1, 2]) {
        const { settings } = measureSignal({ model: spec, init: 'glorot-normal', max, seeds: [] }, seed);
        const expected = norm(signalOracle(spec, paramsOf(spec, seed), SETTINGS[k], max));
        expect(settings[k].signal / expected).toBeCloseTo(1, 9);
      }
    },
  );

  test('beyond the enumerated lengths the estimate lies within its error of the exact mean', () => {
    const max = ENUMERATED + 3;
    const setting = { supervision: 'last', lengths: 'fixed' } as const;
    for (const seed of [1, 2, 3, 4]) {
      const params = paramsOf(spec, seed);
      const { mean, error } = signalByLength(spec, params, { seed, max });
      const exact = norm(signalOracle(spec, params, setting, max));
      expect(error[max - 1]).toBeGreaterThan(0);
      expect(Math.abs(norm(mean[max - 1]) - exact)).toBeLessThan(4 * error[max - 1]);
    }
  });
});

test.each([0, 2])('setting %i: the spread is that of single strings along the signal', (k) => {
  // the longest at which the direction of the signal is exact
  const max = ENUMERATED;
  const { settings } = measureSignal({ model, init: 'glorot-normal', max, seeds: [] }, 3);
  const params = paramsOf(model, 3);
  const signal = signalOracle(model, params, SETTINGS[k], max);
  const along = allStrings(max).map((bits) => {
    const string = { bits, labels: prefixParities(bits) };
    const { gradient } = lossAndGradient(model, params, [string], SETTINGS[k].supervision);
    return gradient.reduce((sum, g, p) => sum + (g * signal[p]) / norm(signal), 0);
  });
  const mean = along.reduce((sum, x) => sum + x, 0) / along.length;
  const variance = along.reduce((sum, x) => sum + (x - mean) ** 2, 0) / along.length;
  expect(settings[k].spread / Math.sqrt(variance)).toBeGreaterThan(0.85);
  expect(settings[k].spread / Math.sqrt(variance)).toBeLessThan(1.15);
});

test('with 50 bits, the last answer alone tells nothing, and the first ones tell almost all', () => {
  const { byLength, settings } = measureSignal({ model, init: 'glorot-normal', max: 50, seeds: [] }, 1);
  const [everyFixed, , lastFixed, lastVariable] = settings;
  expect(byLength[0]).toBeGreaterThan(0.05);
  expect(lastFixed.signal).toBeLessThan(1e-6);
  expect(lastVariable.signal).toBeGreaterThan(1e-4);
  // what 100,000 strings can show
  expect(everyFixed.signal).toBeGreaterThan(everyFixed.spread / Math.sqrt(100_000));
  expect(lastVariable.signal).toBeGreaterThan(lastVariable.spread / Math.sqrt(100_000));
  expect(lastFixed.signal).toBeLessThan(lastFixed.spread / Math.sqrt(100_000));
});
