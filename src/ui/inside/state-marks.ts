/** What is drawn of the states of one unit, as paths and places in pixels. */
import type { PhasePlane } from '../../proof/portrait/phase-plane.ts';
import type { PlanePoint } from '../../proof/portrait/plane-projection.ts';
import { counted } from '../../session/counted.ts';
import type { PlaneSet } from './plane-paint.ts';
import type { PlaneScale, PlaneView } from './plane-view.ts';

type StateMap = (from: PlanePoint, bit: 0 | 1) => PlanePoint;

/** Corners along each side of the outline. */
const CORNERS = 48;

/** The states that a step can lead to: h lies between 0 and tanh(c). */
export function reachOutline({ xMax }: PlaneView, scale: PlaneScale): string {
  const corners: string[] = [`M${scale.x(-xMax).toFixed(1)} ${scale.y(0).toFixed(1)}`];
  for (let k = 0; k <= CORNERS; k++) {
    const left = (k / CORNERS) * scale.width;
    const { x } = scale.at(left, 0);
    corners.push(`L${left.toFixed(1)} ${scale.y(Math.tanh(x)).toFixed(1)}`);
  }
  corners.push(`L${scale.width.toFixed(1)} ${scale.y(0).toFixed(1)}`);
  return `${corners.join('')}Z`;
}

/** Pixels between arrows, and their longest, where letters have their usual size. */
const PACE = 26;
const LONGEST = 15;
const SHORTEST = 2;

/** Where a zero sends states: short arrows over the part of the plane that states can lie in; larger with the letters. */
export function fieldArrows(map: StateMap, { xMax }: PlaneView, scale: PlaneScale, letters = 1): string {
  const paths: string[] = [];
  const [pace, longest] = [PACE * letters, LONGEST * letters];
  for (let left = pace / 2; left < scale.width; left += pace)
    for (let top = pace / 2; top < scale.height; top += pace) {
      const from = scale.at(left, top);
      const most = Math.tanh(from.x);
      if (from.y * most < 0 || Math.abs(from.y) > Math.abs(most) || Math.abs(from.x) > xMax) continue;
      const to = map(from, 0);
      const [dx, dy] = [scale.x(to.x) - left, scale.y(to.y) - top];
      const length = Math.hypot(dx, dy);
      if (length < SHORTEST) continue;
      paths.push(
        arrow(
          left,
          top,
          (dx / length) * Math.min(length, longest),
          (dy / length) * Math.min(length, longest),
        ),
      );
    }
  return paths.join('');
}

function arrow(x: number, y: number, dx: number, dy: number): string {
  const [tipX, tipY] = [x + dx, y + dy];
  const barb = (turn: number): string => {
    const [bx, by] = [-0.28 * dx - turn * 0.2 * dy, -0.28 * dy + turn * 0.2 * dx];
    return `${(tipX + bx).toFixed(1)} ${(tipY + by).toFixed(1)}`;
  };
  const tip = `${tipX.toFixed(1)} ${tipY.toFixed(1)}`;
  return `M${x.toFixed(1)} ${y.toFixed(1)}L${tip}M${barb(1)}L${tip}L${barb(-1)}`;
}

/** What becomes of a one along zeros. */
export interface StateWay {
  readonly points: readonly PlanePoint[];
  /** The last of them is answered wrongly. */
  readonly isWrong: boolean;
  readonly words: string;
}

/** Stops that are drawn of a way that never crosses the line. */
const STOPS = 40;

export function wayOf({ zeros }: PhasePlane, isProved: boolean): StateWay {
  const { forgetsAfter } = zeros;
  const isWrong = forgetsAfter !== null && 2 * forgetsAfter < zeros.points.length;
  const stops = isWrong ? forgetsAfter + 1 : Math.min(STOPS, zeros.points.length / 2);
  const points = Array.from({ length: stops }, (_, k) => ({
    x: zeros.points[2 * k]!,
    y: zeros.points[2 * k + 1]!,
  }));
  if (isWrong) return { points, isWrong, words: `${counted(forgetsAfter, 'zero', 'zeros')} later` };
  return { points, isWrong, words: isProved ? 'a one, and any number of zeros' : 'a one, and zeros' };
}

/** Pixels of a letter of the words in the picture, and then some. */
const LETTER = 7;

/**
 * Where words about a mark stand: off the states, which lie along a rising diagonal, and off what the line says; within
 * the picture's sides.
 */
export function placeNote(
  { x, y }: PlanePoint,
  { width, height }: PlaneScale,
  {
    words,
    isAcross = false,
    letters = 1,
  }: { readonly words: string; readonly isAcross?: boolean; readonly letters?: number },
): { readonly x: number; readonly y: number; readonly anchor: 'start' | 'end' } {
  const wide = LETTER * letters * words.length;
  const side = 10 * letters;
  if (!isAcross && y < height / 2) return { x: Math.max(wide, x - side), y: y - 8 * letters, anchor: 'end' };
  return {
    x: Math.max(0, Math.min(width - wide, x + side)),
    y: y + (isAcross ? 34 : 18) * letters,
    anchor: 'start',
  };
}

/** A set's rim, cut where the picture ends. */
export function boxCorners(set: PlaneSet, scale: PlaneScale): string {
  if ('points' in set) {
    const corners: string[] = [];
    for (let k = 0; k < set.points.length; k += 2)
      corners.push(`${scale.x(set.points[k]!).toFixed(1)} ${scale.y(set.points[k + 1]!).toFixed(1)}`);
    return `M${corners.join('L')}Z`;
  }
  const within = (value: number, most: number): number => Math.max(-2, Math.min(most + 2, value));
  const [left, right] = [within(scale.x(set.left), scale.width), within(scale.x(set.right), scale.width)];
  const [top, bottom] = [within(scale.y(set.top), scale.height), within(scale.y(set.bottom), scale.height)];
  // a box may be as thin as a hair
  return `M${left.toFixed(1)} ${top.toFixed(1)}h${Math.max(1, right - left).toFixed(1)}v${Math.max(1, bottom - top).toFixed(1)}H${left.toFixed(1)}Z`;
}
