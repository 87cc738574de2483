import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { fitView, planeScale, xTicks, yTicks, type PlaneView } from './plane-view.ts';

const finite = (most: number) => fc.double({ min: -most, max: most, noNaN: true });
const kinds = fc.constantFrom<PlaneView['kind']>('exact', 'projection');
const points = fc.array(fc.record({ x: finite(3000), y: finite(1) }), { minLength: 1, maxLength: 20 });

describe('the view', () => {
  test('shows every point', () => {
    fc.assert(
      fc.property(kinds, points, (kind, shown) => {
        const view = fitView(null, kind, shown);
        const scale = planeScale(view, 600, 300);
        for (const { x, y } of shown) {
          expect(scale.x(x)).toBeGreaterThanOrEqual(0);
          expect(scale.x(x)).toBeLessThanOrEqual(600);
          expect(scale.y(y)).toBeGreaterThanOrEqual(0);
          expect(scale.y(y)).toBeLessThanOrEqual(300);
        }
      }),
    );
  });

  test('holds still for the same points, and for a part of them that fills the picture', () => {
    fc.assert(
      fc.property(kinds, points, (kind, shown) => {
        const view = fitView(null, kind, shown);
        expect(fitView(view, kind, shown)).toBe(view);
        const widest = shown.toSorted((a, b) => Math.abs(b.x) - Math.abs(a.x))[0]!;
        const highest = shown.toSorted((a, b) => Math.abs(b.y) - Math.abs(a.y))[0]!;
        expect(fitView(view, kind, [widest, highest])).toBe(view);
      }),
    );
  });

  test('grows for a point outside, and shrinks once most of it would be empty', () => {
    const view = fitView(null, 'exact', [{ x: 4, y: 0 }]);
    expect(view.xMax).toBe(5);
    const wide = fitView(view, 'exact', [{ x: -30, y: 0 }]);
    expect(wide.xMax).toBe(50);
    expect(fitView(wide, 'exact', [{ x: 9, y: 0 }])).toBe(wide);
    expect(fitView(wide, 'exact', [{ x: 2, y: 0 }]).xMax).toBe(5);
  });

  test('unbounded ends lie beyond the edge, in finite numbers', () => {
    const scale = planeScale({ kind: 'exact', xMax: 5, yMax: 1.1 }, 600, 300);
    expect(scale.x(Infinity)).toBeGreaterThan(600);
    expect(scale.x(-Infinity)).toBeLessThan(0);
    expect(scale.y(Infinity)).toBeLessThan(0);
    expect([Infinity, -Infinity].map(scale.x).every(Number.isFinite)).toBe(true);
  });
});

test('a place in the picture is that of its point', () => {
  fc.assert(
    fc.property(kinds, finite(40), finite(1), (kind, x, y) => {
      const scale = planeScale({ kind, xMax: 50, yMax: 1.1 }, 640, 360);
      const at = scale.at(scale.x(x), scale.y(y));
      expect(at.x).toBeCloseTo(x, 6);
      expect(at.y).toBeCloseTo(y, 6);
    }),
  );
});

test('ticks are round, in order and inside', () => {
  expect(xTicks({ kind: 'exact', xMax: 50, yMax: 1.1 })).toEqual([-30, -10, -3, -1, 0, 1, 3, 10, 30]);
  expect(xTicks({ kind: 'exact', xMax: 2, yMax: 1.1 })).toEqual([-1, 0, 1]);
  expect(xTicks({ kind: 'projection', xMax: 2, yMax: 1 })).toEqual([-1, 0, 1]);
  expect(yTicks({ kind: 'exact', xMax: 50, yMax: 1.1 })).toEqual([-1, -0.5, 0, 0.5, 1]);
});
