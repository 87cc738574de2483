import { expect, test } from 'vitest';
import { traceString } from '../lstm/forward.ts';
import { phasePlane, planeMap } from './phase-plane.ts';
import { trainedNetwork } from './test-networks.ts';

test('shows all states of strings up to a length, with parity and answer', () => {
  const { spec, params } = trainedNetwork('last-variable 1');
  const { reached, decision } = phasePlane(spec, params, { length: 6 });
  expect(reached).toHaveLength(2 ** 7 - 2);
  for (const { h, parity, answer } of reached) {
    expect(answer).toBe(parity);
    expect(h > decision!.h === decision!.isOddAbove).toBe(answer === 1);
  }
});

test('a certified network has two attractors under 0 and one cycle of two under 1', () => {
  const { spec, params } = trainedNetwork('last-variable 1');
  const { attractors } = phasePlane(spec, params);
  expect(attractors.map(({ bit, points }) => [bit, points.length])).toEqual([
    [0, 1],
    [0, 1],
    [1, 2],
  ]);
  const map = planeMap(spec, params);
  for (const { bit, points } of attractors) {
    const returned = points.reduce((at) => map(at, bit), points[0]);
    expect(returned.c).toBeCloseTo(points[0].c, 3);
    expect(returned.h).toBeCloseTo(points[0].h, 3);
  }
});

test('the maps are the steps of the plain model', () => {
  const { spec, params } = trainedNetwork('notebook-1 1');
  const trace = traceString(spec, params, [1, 0, 1]);
  const map = planeMap(spec, params);
  const last = ([1, 0, 1] as const).reduce((at, bit) => map(at, bit), { c: 0, h: 0 });
  expect(last.c).toBeCloseTo(trace.c[2], 12);
  expect(last.h).toBeCloseTo(trace.h[2], 12);
});

test('is for one unit only', () => {
  expect(() =>
    phasePlane({ hidden: 2, activation: 'sigmoid', head: 'softmax' }, new Float32Array(54)),
  ).toThrow(RangeError);
});
