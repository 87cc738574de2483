/** Where the points of the state plane lie in the picture: ranges that hold still, scales and ticks. */
import type { PhasePlane } from '../../proof/portrait/phase-plane.ts';
import type { PlanePoint } from '../../proof/portrait/plane-projection.ts';

/** The part of the plane that is drawn. */
export interface PlaneView {
  readonly kind: 'exact' | 'projection';
  /** Drawn from -xMax to xMax. Of one unit x is c, which is drawn by its arsinh: far cells count, near ones are seen. */
  readonly xMax: number;
  readonly yMax: number;
}

export interface PlaneScale {
  readonly width: number;
  readonly height: number;
  readonly x: (value: number) => number;
  readonly y: (value: number) => number;
  /** The point of the plane at a place of the picture. */
  readonly at: (left: number, top: number) => PlanePoint;
}

/** Room for h beyond -1 and 1, so that saturated states are seen whole. */
const H_MAX = 1.1;
/** Half the side of the smallest part of a projection that is drawn. */
const LEAST = 0.1;
const STEPS = [1, 2, 5];

/** The least of 1, 2, 5, 10, 20, ... times a power of ten that is at least `needed`. */
function roundUp(needed: number): number {
  const power = 10 ** Math.floor(Math.log10(Math.max(1e-3, needed)));
  return STEPS.map((step) => step * power).find((size) => size >= needed) ?? 10 * power;
}

/** Ranges grow at once and shrink only when most of the picture would be empty. */
function holdStill(before: number | undefined, needed: number): number {
  const wanted = roundUp(needed * 1.05);
  return before !== undefined && before >= wanted && needed > before * 0.15 ? before : wanted;
}

/** The view that shows all points, as near as it can be to the view before. */
export function fitView(
  before: PlaneView | null,
  kind: PlaneView['kind'],
  points: Iterable<PlanePoint>,
): PlaneView {
  let [x, y] = kind === 'exact' ? [1, 0] : [LEAST, LEAST];
  for (const point of points) {
    if (Number.isFinite(point.x)) x = Math.max(x, Math.abs(point.x));
    if (Number.isFinite(point.y)) y = Math.max(y, Math.abs(point.y));
  }
  const known = before?.kind === kind ? before : undefined;
  const xMax = holdStill(known?.xMax, x);
  const yMax = kind === 'exact' ? H_MAX : holdStill(known?.yMax, y);
  return before?.kind === kind && before.xMax === xMax && before.yMax === yMax
    ? before
    : { kind, xMax, yMax };
}

/** All that a portrait needs to show: its states, where they lead, and the way of zeros after a one. */
export function* portraitPoints({ reached, attractors, zeros }: PhasePlane): Generator<PlanePoint> {
  yield* pointsOf(reached.points);
  yield* pointsOf(zeros.points);
  for (const { points } of attractors) yield* points;
}

function* pointsOf(flat: Float32Array): Generator<PlanePoint> {
  for (let k = 0; k < flat.length; k += 2) yield { x: flat[k]!, y: flat[k + 1]! };
}

export function planeScale(view: PlaneView, width: number, height: number): PlaneScale {
  const { kind, xMax, yMax } = view;
  const squash = kind === 'exact' ? Math.asinh : (value: number): number => value;
  const stretch = kind === 'exact' ? Math.sinh : (value: number): number => value;
  const half = squash(xMax);
  return {
    width,
    height,
    x: (value) => (width / 2) * (1 + squash(clamp(value, 10 * xMax)) / half),
    y: (value) => (height / 2) * (1 - clamp(value, 10 * yMax) / yMax),
    at: (left, top) => ({
      x: stretch(((2 * left) / width - 1) * half),
      y: (1 - (2 * top) / height) * yMax,
    }),
  };
}

/** Unbounded ends of boxes lie beyond the edge, where canvases can still reckon. */
const clamp = (value: number, most: number): number => Math.max(-most, Math.min(most, value));

/** Round numbers along x, from the left to the right. */
export function xTicks({ kind, xMax }: PlaneView): number[] {
  const positive = kind === 'exact' ? TICKS.filter((tick) => tick <= xMax * 0.95) : [xMax / 2];
  return [...positive.map((tick) => -tick).reverse(), 0, ...positive];
}

const TICKS = [1, 3, 10, 30, 100, 300, 1000, 3000];

export const yTicks = ({ kind, yMax }: PlaneView): number[] =>
  kind === 'exact' ? [-1, -0.5, 0, 0.5, 1] : [-yMax / 2, 0, yMax / 2];
