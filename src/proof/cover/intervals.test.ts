import { describe, expect, test } from 'vitest';
import { countEscapes } from './enclosure-trial.fixture.ts';
import { isInside, IntervalNetwork, roundDown, roundUp, zeroBox } from './intervals.ts';
import { seededRandom, trainedNetwork } from '../test-networks.fixture.ts';

test('rounding outward passes the neighbouring number', () => {
  for (const x of [1, -1, 2, 1.5, -3e300, 1e-310, 0, 0.1, 2 ** 52 + 1]) {
    expect(roundDown(x)).toBeLessThan(x);
    expect(roundUp(x)).toBeGreaterThan(x);
  }
  expect(roundUp(Infinity)).toBe(Infinity);
  expect(roundDown(-Infinity)).toBe(-Infinity);
});

describe.each([1, 2, 3])('%i units', (hidden) => {
  test.each(['sigmoid', 'hard-sigmoid'] as const)('%s: images hold every step from the box', (activation) => {
    // the long test tries ten million
    const trial = countEscapes({ hidden, activation, steps: 60_000, random: seededRandom(hidden) });
    expect(trial.escapes).toBe(0);
    expect(trial.saturated).toBeGreaterThan(100);
    expect(trial.unbounded).toBeGreaterThan(100);
  });
});

test('a trial whose images are shrunk finds steps that escape', () => {
  const trial = countEscapes({
    hidden: 1,
    activation: 'sigmoid',
    steps: 20_000,
    random: seededRandom(1),
    shrink: 1e-3,
  });
  expect(trial.escapes).toBeGreaterThan(100);
});

test('a saturated hard gate that holds the cell returns its very bounds', () => {
  const { spec } = trainedNetwork('notebook-1 1');
  const params = new Float32Array(20);
  params.set([-9, 9, 0, 9], 12); // input gate 0, forget gate 1, output gate 1
  params[17] = 1;
  const network = new IntervalNetwork(spec, params);
  const box = Float64Array.from([0.3, 0.7, 0.25, 0.61]);
  const image = zeroBox(1);
  network.image(box, 1, image);
  expect([image[0], image[1]]).toEqual([0.3, 0.7]);
  expect(network.readout(image)).toBe(1);
});

test('refuses weights that are not finite, a wrong shape, a slack that is too small', () => {
  const { spec, params } = trainedNetwork('last-variable 1');
  expect(
    () =>
      new IntervalNetwork(
        spec,
        params.map((x, k) => (k === 3 ? Number.NaN : x)),
      ),
  ).toThrow(RangeError);
  expect(() => new IntervalNetwork({ ...spec, hidden: 2 }, params)).toThrow(RangeError);
  expect(() => new IntervalNetwork(spec, params, 1e-7)).toThrow(RangeError);
});

test('a box lies in itself and in no smaller one', () => {
  const box = Float64Array.from([0, 1, -1, 1]);
  expect(isInside(box, box)).toBe(true);
  expect(isInside(box, Float64Array.from([0, 1, -1, 0.5]))).toBe(false);
  expect(isInside(box, Float64Array.from([-Infinity, Infinity, -1, 1]))).toBe(true);
});
