import { describe, expect, test } from 'vitest';
import { traceString } from '../../lstm/forward.ts';
import { phasePlane, planeMap } from './phase-plane.ts';
import { project } from './plane-projection.ts';
import { randomNetwork, seededRandom, trainedNetwork } from '../test-networks.fixture.ts';
import { createWalker } from '../walker.ts';

describe('one unit', () => {
  test('shows all states of strings up to a length, with parity and answer', () => {
    const { spec, params } = trainedNetwork('last-variable 1');
    const { reached, line, projection } = phasePlane(spec, params, { length: 6 });
    expect(projection.kind).toBe('exact');
    expect(reached.parities).toHaveLength(2 ** 7 - 2);
    for (const [k, parity] of reached.parities.entries()) {
      expect(reached.answers[k]).toBe(parity);
      expect(reached.points[2 * k + 1] > line!.y === line!.isOddAbove).toBe(parity === 1);
    }
  });

  test('a certified network has an attractor for each parity under 0, on its own side, and one cycle of two under 1', () => {
    const { spec, params } = trainedNetwork('last-variable 1');
    const { attractors } = phasePlane(spec, params);
    expect(attractors.map(({ bit, answers, from }) => [bit, answers.length, from])).toEqual([
      [0, 1, [0]],
      [0, 1, [1]],
      [1, 2, [0, 1]],
    ]);
    const holding = attractors.filter(({ bit }) => bit === 0);
    expect(holding.map(({ answers }) => answers)).toEqual(holding.map(({ from }) => from));
    const map = planeMap(spec, params);
    for (const { bit, points } of attractors) {
      const returned = points.reduce((at) => map(at, bit), points[0]);
      expect(returned.x).toBeCloseTo(points[0].x, 3);
      expect(returned.y).toBeCloseTo(points[0].y, 3);
    }
  });

  test.each(['last-variable 4', 'notebook-1 9'])('%s leaks: zeros after a one cross the line', (name) => {
    const { spec, params } = trainedNetwork(name);
    const { zeros, attractors, line } = phasePlane(spec, params);
    const { forgetsAfter } = zeros;
    const bits = [1, ...Array.from({ length: forgetsAfter! }, () => 0)];
    const { prediction } = traceString(spec, params, bits);
    expect([...prediction]).toEqual(bits.map((_, t) => (t < forgetsAfter! ? 1 : 0)));
    expect(zeros.points[2 * forgetsAfter! + 1] > line!.y).toBe(!line!.isOddAbove);
    expect(zeros.points[2 * forgetsAfter! - 1] > line!.y).toBe(line!.isOddAbove);
    // nothing on the odd side draws it back
    expect(attractors.some(({ bit, answers }) => bit === 0 && answers.includes(1))).toBe(false);
  });

  test('a latch is caught: zeros after a one settle on the odd side', () => {
    const { spec, params } = trainedNetwork('last-variable 1');
    const { zeros, attractors } = phasePlane(spec, params);
    expect(zeros.forgetsAfter).toBeNull();
    expect(zeros.isSettled).toBe(true);
    const odd = attractors.find(({ bit, from }) => bit === 0 && from.includes(1))!;
    expect(zeros.last.y).toBeCloseTo(odd.points[0].y, 4);
  });

  test('the maps are the steps of the plain model', () => {
    const { spec, params } = trainedNetwork('notebook-1 1');
    const trace = traceString(spec, params, [1, 0, 1]);
    const map = planeMap(spec, params);
    const last = ([1, 0, 1] as const).reduce((at, bit) => map(at, bit), { x: 0, y: 0 });
    expect(last.x).toBeCloseTo(trace.c[2], 12);
    expect(last.y).toBeCloseTo(trace.h[2], 12);
  });
});

describe('more units', () => {
  const random = seededRandom(8);
  const networks = Array.from({ length: 12 }, (_, k) => randomNetwork(2 + (k % 4), 'sigmoid', random));

  test('a state lies above the line exactly when the answer is odd', () => {
    for (const { spec, params } of networks) {
      const { reached, line } = phasePlane(spec, params, { length: 6, settle: 64, zeros: 64 });
      const wrong = [...reached.answers].filter((answer, k) => {
        const height = reached.points[2 * k + 1] - line!.y;
        // points are kept as float32
        return Math.abs(height) > 1e-6 && height > 0 !== (answer === 1);
      });
      expect(wrong).toEqual([]);
    }
  });

  test('no other direction across shows more of the spread', () => {
    for (const { spec, params } of networks) {
      const { projection } = phasePlane(spec, params, { length: 6, settle: 64, zeros: 64 });
      if (projection.kind === 'exact') throw new Error('it is a projection');
      const { across, up, share } = projection;
      const walker = createWalker(spec, params);
      const states = strings(6).map((bits) => {
        const state = new Float64Array(2 * spec.hidden);
        for (const bit of bits) walker.step(state, bit);
        return state.map((value, k) => (k < spec.hidden ? Math.tanh(value) : value));
      });
      const spread = (direction: Float64Array): number => {
        const along = states.map((state) => state.reduce((sum, value, k) => sum + value * direction[k], 0));
        const mean = along.reduce((sum, value) => sum + value, 0) / along.length;
        return along.reduce((sum, value) => sum + (value - mean) ** 2, 0);
      };
      const axes = [...across.keys()];
      const total = axes.reduce((sum, k) => sum + spread(across.map((_, j) => (j === k ? 1 : 0))), 0);
      expect((spread(across) + spread(up)) / total).toBeCloseTo(share, 6);
      const others = axes.map((k) => across.map((_, j) => (j === k ? 1 : 0) - up[k] * up[j]));
      const spreads = others
        .map((rest) => [rest, Math.hypot(...rest)] as const)
        .filter(([, length]) => length > 1e-6)
        .map(([rest, length]) => spread(rest.map((value) => value / length)));
      expect(Math.max(...spreads)).toBeLessThanOrEqual(spread(across) * 1.001 + 1e-9);
    }
  });

  test('the way across keeps its sign from the picture before', () => {
    for (const { spec, params } of networks) {
      const { projection } = phasePlane(spec, params, { length: 5, settle: 64, zeros: 64 });
      if (projection.kind === 'exact') throw new Error('it is a projection');
      const turned = { ...projection, across: projection.across.map((value) => -value) };
      const again = phasePlane(spec, params, { length: 5, settle: 64, zeros: 64, before: turned });
      const c = Float64Array.from({ length: spec.hidden }, (_, k) => 0.3 * k - 0.2);
      const h = c.map((value) => value / 2);
      expect(project(again.projection, c, h).x).toBeCloseTo(-project(projection, c, h).x, 4);
    }
  });
});

const strings = (longest: number): number[][] =>
  Array.from({ length: longest }, (_, k) => k + 1).flatMap((length) =>
    Array.from({ length: 2 ** length }, (_, k) => Array.from({ length }, (_unused, t) => (k >> t) & 1)),
  );
