/** The typed string's way through the state plane. */
import { project, type Projection } from '../../proof/portrait/plane-projection.ts';
import type { PlanePoint } from '../../proof/portrait/plane-projection.ts';
import { isWrongAt, type JudgedTrace } from '../kit/judged-trace.ts';

/** Point k lies behind bit k - 1; point 0 is the start, before any bit. */
export interface Walk {
  readonly points: Float64Array; // [step + 1, 2]
  readonly bits: Uint8Array; // [step]
  readonly parities: Uint8Array; // [step]
  /** 1 where the answer after the bit is wrong. */
  readonly isWrong: Uint8Array; // [step]
}

/** That of no string. */
export const NO_WALK: Walk = {
  points: new Float64Array(2),
  bits: new Uint8Array(0),
  parities: new Uint8Array(0),
  isWrong: new Uint8Array(0),
};

export function walkOf(judged: JudgedTrace, projection: Projection): Walk {
  const { trace, bits, parity } = judged;
  const { length, hidden } = trace;
  const points = new Float64Array(2 * (length + 1));
  const put = (k: number, c: Float64Array, h: Float64Array): void => {
    const { x, y } = project(projection, c, h);
    points[2 * k] = x;
    points[2 * k + 1] = y;
  };
  put(0, new Float64Array(hidden), new Float64Array(hidden));
  for (let t = 0; t < length; t++) {
    const [from, to] = [t * hidden, (t + 1) * hidden];
    put(t + 1, trace.c.subarray(from, to), trace.h.subarray(from, to));
  }
  const isWrong = Uint8Array.from(bits, (_, t) => (isWrongAt(judged, t) ? 1 : 0));
  return { points, bits, parities: parity, isWrong };
}

export const walkPoint = ({ points }: Walk, k: number): PlanePoint => ({
  x: points[2 * k] ?? 0,
  y: points[2 * k + 1] ?? 0,
});

/** Every point of the walk, for what must fit into the picture. */
export function* walkPoints(walk: Walk): Generator<PlanePoint> {
  for (let k = 0; k < walk.points.length / 2; k++) yield walkPoint(walk, k);
}

/** The step whose point is nearest to a place and within reach of it; -1: none is. */
export function nearestStep(
  walk: Walk,
  place: (point: PlanePoint) => readonly [number, number],
  [left, top]: readonly [number, number],
  reach: number,
): number {
  let best = -1;
  let least = reach;
  for (let t = 0; t < walk.bits.length; t++) {
    const [x, y] = place(walkPoint(walk, t + 1));
    const distance = Math.hypot(x - left, y - top);
    if (distance >= least) continue;
    best = t;
    least = distance;
  }
  return best;
}
