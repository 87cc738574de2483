import { describe, expect, test } from 'vitest';
import { planeMap, phasePlane } from '../../proof/portrait/phase-plane.ts';
import { FIRST_LATCHING, FIRST_SHOWN, recordedRun } from '../../session/recorded.ts';
import { replicaSubject } from '../../session/verdicts.ts';
import { fitView, planeScale, portraitPoints } from './plane-view.ts';
import { boxCorners, fieldArrows, placeNote, reachOutline, wayOf } from './state-marks.ts';

const SIZE = { width: 400, height: 260 };

function pictureOf(replica: number) {
  const { spec, params } = replicaSubject(recordedRun(), replica)!;
  const plane = phasePlane(spec, params);
  const view = fitView(null, 'exact', portraitPoints(plane));
  return { plane, view, map: planeMap(spec, params), scale: planeScale(view, SIZE.width, SIZE.height) };
}

const numbersOf = (path: string): number[] => (path.match(/-?\d+(?:\.\d+)?/gu) ?? []).map(Number);

describe('the states of one unit, drawn', () => {
  test('a leak walks to its first wrong answer and no further', () => {
    const { plane } = pictureOf(FIRST_SHOWN);
    const { points, isWrong, words } = wayOf(plane, false);
    expect(isWrong).toBe(true);
    expect(points).toHaveLength(plane.zeros.forgetsAfter! + 1);
    expect(words).toBe(`${plane.zeros.forgetsAfter} zeros later`);
    const isOdd = points.map(({ y }) => y > plane.line!.y === plane.line!.isOddAbove);
    expect(isOdd.indexOf(false)).toBe(points.length - 1);
  });

  test('a latch stays, and that it stays for ever is said of a proved one only', () => {
    const { plane } = pictureOf(FIRST_LATCHING);
    expect(wayOf(plane, true)).toMatchObject({ isWrong: false, words: 'a one, and any number of zeros' });
    expect(wayOf(plane, false).words).toBe('a one, and zeros');
  });

  test.each([FIRST_SHOWN, FIRST_LATCHING])(
    'replica %i: states lie within the outline, arrows within the picture',
    (replica) => {
      const { plane, view, map, scale } = pictureOf(replica);
      for (let k = 0; k < plane.reached.points.length; k += 2) {
        const [c, h] = [plane.reached.points[k]!, plane.reached.points[k + 1]!];
        expect(Math.sign(h) * Math.sign(c)).toBeGreaterThanOrEqual(0);
        expect(Math.abs(h)).toBeLessThanOrEqual(Math.abs(Math.tanh(c)));
      }
      const corners = numbersOf(reachOutline(view, scale));
      expect(Math.max(...corners)).toBeLessThanOrEqual(SIZE.width);
      const arrows = numbersOf(fieldArrows(map, view, scale));
      expect(arrows.length).toBeGreaterThan(100);
      expect(Math.min(...arrows)).toBeGreaterThan(-20);
      expect(Math.max(...arrows)).toBeLessThan(SIZE.width + 20);
    },
  );

  test('boxes without an end are cut where the picture ends, and thin ones stay seen', () => {
    const { scale } = pictureOf(FIRST_LATCHING);
    const box = { parity: 1, left: -Infinity, right: Infinity, bottom: 0.5, top: 0.5 } as const;
    const path = boxCorners(box, scale);
    expect(path).not.toMatch(/NaN|Infinity/u);
    expect(path).toContain('v1.0');
    expect(boxCorners({ parity: 0, points: Float32Array.of(0, 0, 1, 0, 0, 1) }, scale)).toMatch(
      /^M[\d. -]+(?:L[\d. -]+){2}Z$/u,
    );
  });

  test('words stand off the diagonal that states lie along', () => {
    const scale = planeScale({ kind: 'exact', xMax: 1, yMax: 1.1 }, SIZE.width, SIZE.height);
    expect(placeNote({ x: 300, y: 40 }, scale, { words: 'a one' })).toMatchObject({ anchor: 'end', x: 290 });
    expect(placeNote({ x: 60, y: 240 }, scale, { words: 'a one' })).toMatchObject({ anchor: 'start', x: 70 });
    expect(placeNote({ x: 200, y: 120 }, scale, { words: 'a one', isAcross: true }).anchor).toBe('start');
  });

  test('words stay between the sides of a narrow picture', () => {
    const scale = { ...planeScale({ kind: 'exact', xMax: 1, yMax: 1.1 }, 240, 200), width: 240 };
    const words = 'a one, and any number of zeros';
    const above = placeNote({ x: 60, y: 40 }, scale, { words });
    expect(above).toMatchObject({ anchor: 'end', x: 7 * words.length });
    expect(placeNote({ x: 230, y: 180 }, scale, { words })).toMatchObject({
      anchor: 'start',
      x: 240 - 7 * words.length,
    });
  });
});
