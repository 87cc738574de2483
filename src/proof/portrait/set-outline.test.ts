import { describe, expect, test } from 'vitest';
import { parseCertificate, type Certificate } from '../certificate/certificate.ts';
import { seededRandom, trainedNetwork, wideNetworks } from '../test-networks.fixture.ts';
import { decide } from '../verdict.ts';
import { phasePlane } from './phase-plane.ts';
import { project, type Projection } from './plane-projection.ts';
import { readProvedSets, type ProvedWords } from './proved-sets.ts';
import { outlineOf } from './set-outline.ts';
import { placesOf, returnsOf } from './set-words.ts';

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
    const proved = readProvedSets(text);
    if (proved?.kind !== 'boxes') throw new Error('they can be drawn');
    expect([...proved.parities]).toEqual(read.boxes.map(({ parity }) => parity));
    expect([...proved.ends]).toEqual(read.boxes.flatMap(({ box }) => [...box]));
  }
});

describe('sets that return after words', () => {
  const { spec, params } = wideNetworks[0];
  const text = certified(wideNetworks[0]);
  const read = parseCertificate(text) as Extract<Certificate, { sets: unknown }>;
  const proved = readProvedSets(text) as ProvedWords;
  const n = 2 * spec.hidden;
  const { projection } = phasePlane(spec, params, { length: 6, settle: 64, zeros: 64 });

  test('are as many as in the file, with its numbers', () => {
    expect(proved.kind).toBe('words');
    expect([...proved.parities]).toEqual(read.sets.map(({ parity }) => parity));
    expect([...proved.centres]).toEqual(read.sets.flatMap(({ centre }) => [...centre].map(Math.fround)));
    expect([...proved.axes]).toEqual(read.sets.flatMap(({ axes }) => [...axes].map(Math.fround)));
  });

  test('return after the words of the file, the shortest first', () => {
    for (const [set, { words }] of read.sets.entries()) {
      const all = returnsOf(proved, set, Infinity);
      expect(all.words.toSorted()).toEqual(words.toSorted());
      expect(all).toMatchObject({
        count: words.length,
        longest: Math.max(...words.map((word) => word.length)),
      });
      expect(all.words.map((word) => word.length)).toEqual(
        words.map((word) => word.length).toSorted((a, b) => a - b),
      );
      expect(returnsOf(proved, set, 3).words).toEqual(all.words.slice(0, 3));
    }
  });

  test('a string goes from set to set by words of the file, with the parity of its bits', () => {
    const random = seededRandom(3);
    const bits = Array.from({ length: 400 }, () => Math.round(random()));
    const places = [...placesOf(proved, bits)];
    expect(places).toHaveLength(401);
    expect(places[0]).toEqual({ set: proved.start, since: '' });
    // as the file says it: where the string so far goes from the set in which it last was
    const goOn = (set: number, way: string): { readonly set: number; readonly since: string } => {
      const { words, to } = read.sets[set];
      const at = words.indexOf(way);
      return at < 0 ? { set, since: way } : { set: to[at], since: '' };
    };
    for (const [k, bit] of bits.entries())
      expect(places[k + 1]).toEqual(goOn(places[k].set, places[k].since + String(bit)));
    const parityAfter = (length: number): number =>
      bits.slice(0, length).filter((bit) => bit === 1).length % 2;
    const arrivals = places.flatMap(({ set, since }, k) => (since === '' ? [{ set, k }] : []));
    expect(arrivals.length).toBeGreaterThan(10);
    for (const { set, k } of arrivals) expect(read.sets[set].parity).toBe(parityAfter(k));
  });

  test('the first holds the state before the first bit', () => {
    expect(read.sets[proved.start].parity).toBe(0);
    // along every direction the zero state lies no farther out than the set reaches
    const { centre, axes } = read.sets[proved.start];
    const random = seededRandom(8);
    for (let trial = 0; trial < 500; trial++) {
      const towards = Array.from({ length: n }, () => random() - 0.5);
      const dot = (at: ArrayLike<number>, offset = 0): number =>
        towards.reduce((sum, x, k) => sum + x * at[offset + k], 0);
      const reach = Math.hypot(...towards.map((_, j) => dot(axes, j * n)));
      expect(Math.abs(dot(centre))).toBeLessThanOrEqual(reach + 1e-12);
    }
  });

  test('an outline goes round its set: no state of the set lies far outside', () => {
    const random = seededRandom(5);
    for (const [set, { centre, axes }] of read.sets.entries()) {
      const { points } = outlineOf(proved, set, projection);
      const corners = Array.from({ length: points.length / 2 }, (_, k) => [points[2 * k], points[2 * k + 1]]);
      const span = Math.max(...corners.map(([x, y]) => Math.hypot(x - corners[0][0], y - corners[0][1])));
      for (let trial = 0; trial < 50; trial++) {
        const u = Array.from({ length: n }, () => random() - 0.5);
        const length = Math.hypot(...u);
        const state = Array.from(centre, (x, k) =>
          u.reduce((sum, step, j) => sum + (axes[j * n + k] * step) / length, x),
        );
        const { x, y } = project(projection, state.slice(0, n / 2), state.slice(n / 2));
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
    const ellipse = {
      parities: Uint8Array.of(0),
      centres: Float32Array.of(3, 0.5),
      axes: Float32Array.of(2, 0, 0, 0.1),
    };
    const { points } = outlineOf(ellipse, 0, exact);
    for (let k = 0; k < points.length; k += 2)
      expect(((points[k] - 3) / 2) ** 2 + ((points[k + 1] - 0.5) / 0.1) ** 2).toBeCloseTo(1, 5);
  });
});
