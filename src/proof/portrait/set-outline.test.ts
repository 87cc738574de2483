import { describe, expect, test } from 'vitest';
import { formatCertificate, parseCertificate } from '../certificate/certificate.ts';
import { phasePlane } from './phase-plane.ts';
import { project, type Projection } from './plane-projection.ts';
import { outlineOf, provedSets } from './set-outline.ts';
import { seededRandom, trainedNetwork, wideNetworks } from '../test-networks.fixture.ts';
import { decide } from '../verdict.ts';

function certified({ spec, params }: Pick<ReturnType<typeof trainedNetwork>, 'spec' | 'params'>): string {
  const verdict = decide(spec, params);
  if (verdict.verdict !== 'certified') throw new Error('it is certified');
  return verdict.certificate;
}

test('boxes of one unit are read as the checker reads them, unbounded ends too', () => {
  for (const name of ['last-variable 1', 'notebook-1 1', 'notebook-2 17']) {
    const text = certified(trainedNetwork(name));
    const read = parseCertificate(text);
    if (!('boxes' in read)) throw new Error('it has boxes');
    const { boxes, shapes } = provedSets(text);
    expect(shapes).toEqual([]);
    expect(boxes.map(({ parity, c, h }) => [parity, ...c, ...h])).toEqual(
      read.boxes.map(({ parity, box }) => [parity, ...box]),
    );
  }
  expect(provedSets('')).toEqual({ boxes: [], shapes: [] });
});

describe('sets that return after words', () => {
  const { spec, params } = wideNetworks[0];
  const text = certified(wideNetworks[0]);
  const { shapes } = provedSets(text);
  const { projection } = phasePlane(spec, params, { length: 6, settle: 64, zeros: 64 });

  test('are as many as in the file, and written by it again', () => {
    const read = parseCertificate(text);
    if (!('sets' in read)) throw new Error('it has words');
    expect(shapes.map(({ parity, centre }) => [parity, ...centre])).toEqual(
      read.sets.map(({ parity, centre }) => [parity, ...centre]),
    );
    expect(formatCertificate(read)).toBe(text);
  });

  test('an outline goes round its set: no state of the set lies far outside', () => {
    const random = seededRandom(5);
    for (const shape of shapes) {
      const { points } = outlineOf(shape, projection);
      const corners = Array.from({ length: points.length / 2 }, (_, k) => [points[2 * k], points[2 * k + 1]]);
      const span = Math.max(...corners.map(([x, y]) => Math.hypot(x - corners[0][0], y - corners[0][1])));
      for (let trial = 0; trial < 50; trial++) {
        const u = shape.centre.map(() => random() - 0.5);
        const length = Math.hypot(...u);
        const state = shape.centre.map((x, k) =>
          shape.axes.reduce((sum, axis, j) => sum + (axis[k] * u[j]) / length, x),
        );
        const { x, y } = project(projection, state.slice(0, 2), state.slice(2));
        const angle = 2 * Math.PI * random();
        const along = (px: number, py: number): number => px * Math.cos(angle) + py * Math.sin(angle);
        const farthest = Math.max(...corners.map(([px, py]) => along(px, py)));
        // a cell is drawn by tanh, which bends over the width of a set
        expect(along(x, y)).toBeLessThan(farthest + 0.15 * span + 1e-6);
      }
    }
  });

  test('of one unit an outline is the ellipse itself', () => {
    const exact: Projection = { kind: 'exact' };
    const { points } = outlineOf(
      {
        parity: 0,
        centre: [3, 0.5],
        axes: [
          [2, 0],
          [0, 0.1],
        ],
      },
      exact,
    );
    for (let k = 0; k < points.length; k += 2)
      expect(((points[k] - 3) / 2) ** 2 + ((points[k + 1] - 0.5) / 0.1) ** 2).toBeCloseTo(1, 5);
  });
});
