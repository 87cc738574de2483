import { expect, test } from 'vitest';
import { traceString } from '../../lstm/forward.ts';
import { HAND_BUILT_PARAMS, HAND_BUILT_SPEC } from '../../lstm/hand-built.ts';
import { trainedNetwork } from '../test-networks.fixture.ts';
import { MOST_ZEROS, placeOfZeros, startZeroRun, ZERO_COUNTS } from './zero-run.ts';

const oneThenZeros = (zeros: number): Uint8Array =>
  Uint8Array.from({ length: zeros + 1 }, (_, k) => (k === 0 ? 1 : 0));

test('every k at first, then ever fewer, up to 100,000', () => {
  expect(ZERO_COUNTS.slice(0, 40)).toEqual(Array.from({ length: 40 }, (_, k) => k));
  expect(ZERO_COUNTS.at(-1)).toBe(MOST_ZEROS);
  expect(ZERO_COUNTS.every((count, k) => k === 0 || count > ZERO_COUNTS[k - 1]!)).toBe(true);
  expect(ZERO_COUNTS.length).toBeLessThan(500);
  expect(ZERO_COUNTS.map(placeOfZeros)).toEqual(ZERO_COUNTS.map((_, k) => k));
});

test.each(['notebook-1 9', 'last-variable 2'])(
  '%s leaks: the same answers as its trace, in any slices',
  (name) => {
    const { spec, params } = trainedNetwork(name);
    const [whole, sliced] = [startZeroRun(spec, params), startZeroRun(spec, params)];
    while (whole.advance(1e6));
    while (sliced.advance(7));
    expect(sliced.margins).toEqual(whole.margins);
    expect(sliced.firstWrong).toBe(whole.firstWrong);
    const { margin, prediction } = traceString(spec, params, oneThenZeros(500));
    expect(whole.firstWrong).toBe(prediction.indexOf(0));
    const traced = ZERO_COUNTS.filter((zeros) => zeros <= 500);
    for (const [k, zeros] of traced.entries()) expect(whole.margins[k]).toBeCloseTo(margin[zeros]!, 9);
  },
);

test('a latch is right to the end, and its walk is over as soon as it stands still', () => {
  const run = startZeroRun(HAND_BUILT_SPEC, Float64Array.from(HAND_BUILT_PARAMS));
  run.advance(100);
  expect(run.margins).toHaveLength(ZERO_COUNTS.length);
  expect(run.firstWrong).toBe(-1);
  expect(Math.min(...run.margins)).toBeGreaterThan(7);
});

test('weights that are no numbers are wrong from the start', () => {
  const run = startZeroRun(HAND_BUILT_SPEC, new Float64Array(20).fill(Number.NaN));
  while (run.advance(10_000));
  expect(run.firstWrong).toBe(0);
});
