/** Paints the state plane's heavy layers on a canvas: everything that a new portrait changes. */
import type { PhasePlane } from '../../proof/portrait/phase-plane.ts';
import type { PlanePoint } from '../../proof/portrait/plane-projection.ts';
import type { SetOutline } from '../../proof/portrait/set-outline.ts';
import type { PaintColours } from '../kit/paint-colours.ts';
import { fillPath, tracePoint } from './plane-marks.ts';
import type { PlaneScale } from './plane-view.ts';

/** A box of a certificate in the plane, ends possibly infinite. */
export interface PlaneBox {
  readonly parity: 0 | 1;
  readonly left: number;
  readonly right: number;
  readonly bottom: number;
  readonly top: number;
}

/** A set of a certificate: a box, or the outline of an ellipsoid. */
export type PlaneSet = PlaneBox | SetOutline;

export interface PlaneLayers {
  readonly plane: PhasePlane;
  /** Of one unit: where a bit sends a state. */
  readonly map: ((from: PlanePoint, bit: 0 | 1) => PlanePoint) | null;
  readonly boxes: readonly PlaneSet[];
  /** Whether the arrows of bit 0 and of bit 1 are shown. */
  readonly arrows: readonly [boolean, boolean];
}

type Paint = CanvasRenderingContext2D;

export function paintPlane(
  paint: Paint,
  scale: PlaneScale,
  colours: PaintColours,
  layers: PlaneLayers,
): void {
  const { plane, map, boxes, arrows } = layers;
  paintSides(paint, scale, colours, plane.line);
  if (boxes.length > 0) paintBoxes(paint, scale, colours, boxes);
  if (map) paintEdge(paint, scale, colours);
  for (const bit of [0, 1] as const)
    if (arrows[bit])
      paintArrows(paint, colours, bit, map ? mapArrows(scale, map, bit) : stepArrows(scale, plane, bit));
  paintStates(paint, scale, colours, plane);
  paintZeros(paint, scale, colours, plane);
}

/** The sides of the line, each in a breath of its answer's colour. */
function paintSides(paint: Paint, scale: PlaneScale, colours: PaintColours, line: PhasePlane['line']): void {
  if (!line) return;
  const y = Math.max(0, Math.min(scale.height, scale.y(line.y)));
  paint.globalAlpha = 0.07;
  paint.fillStyle = line.isOddAbove ? colours.odd : colours.even;
  paint.fillRect(0, 0, scale.width, y);
  paint.fillStyle = line.isOddAbove ? colours.even : colours.odd;
  paint.fillRect(0, y, scale.width, scale.height - y);
  paint.globalAlpha = 1;
}

function paintBoxes(
  paint: Paint,
  scale: PlaneScale,
  colours: PaintColours,
  boxes: readonly PlaneSet[],
): void {
  for (const parity of [0, 1] as const) {
    paint.beginPath();
    for (const box of boxes) {
      if (box.parity !== parity) continue;
      if ('points' in box) {
        traceOutline(paint, scale, box.points);
        continue;
      }
      const [left, top] = [scale.x(box.left), scale.y(box.top)];
      // a box may be as thin as a hair
      paint.rect(left, top, Math.max(1, scale.x(box.right) - left), Math.max(1, scale.y(box.bottom) - top));
    }
    paint.globalAlpha = 0.16;
    paint.fillStyle = parity === 1 ? colours.odd : colours.even;
    paint.fill();
    paint.globalAlpha = 0.75;
    paint.strokeStyle = paint.fillStyle;
    paint.lineWidth = 0.75;
    paint.stroke();
  }
  paint.globalAlpha = 1;
}

/** Rings around the sets that are spoken of. */
export function paintRings(
  paint: Paint,
  scale: PlaneScale,
  colours: PaintColours,
  sets: readonly PlaneSet[],
): void {
  for (const set of sets) {
    if (!('points' in set)) continue;
    paint.beginPath();
    traceOutline(paint, scale, set.points);
    for (const [width, colour] of [
      [4.5, colours.card],
      [2, set.parity === 1 ? colours.odd : colours.even],
    ] as const) {
      paint.lineWidth = width;
      paint.strokeStyle = colour;
      paint.stroke();
    }
  }
}

function traceOutline(paint: Paint, scale: PlaneScale, points: Float32Array): void {
  for (let k = 0; k < points.length; k += 2) {
    const [left, top] = [scale.x(points[k]!), scale.y(points[k + 1]!)];
    if (k === 0) paint.moveTo(left, top);
    else paint.lineTo(left, top);
  }
  paint.closePath();
}

/** No state lies beyond |h| = |tanh c|: the output gate only ever makes h smaller. */
function paintEdge(paint: Paint, scale: PlaneScale, colours: PaintColours): void {
  paint.beginPath();
  for (const sign of [1, -1])
    for (let left = 0; left <= scale.width; left += 3) {
      const top = scale.y(sign * Math.tanh(scale.at(left, 0).x));
      if (left === 0) paint.moveTo(left, top);
      else paint.lineTo(left, top);
    }
  paint.strokeStyle = colours.line;
  paint.lineWidth = 1;
  paint.stroke();
}

/** From and to, in pixels. */
type Arrow = readonly [number, number, number, number];

const CELL = 27;

/** One arrow for each place that a state can be in. */
function* mapArrows(scale: PlaneScale, map: NonNullable<PlaneLayers['map']>, bit: 0 | 1): Generator<Arrow> {
  const columns = Math.max(6, Math.round(scale.width / CELL));
  const rows = Math.max(6, Math.round(scale.height / CELL));
  for (let row = 0; row < rows; row++)
    for (let column = 0; column < columns; column++) {
      const left = ((column + 0.5) * scale.width) / columns;
      const top = ((row + 0.5) * scale.height) / rows;
      const from = scale.at(left, top);
      if (Math.abs(from.y) > Math.abs(Math.tanh(from.x))) continue;
      const to = map(from, bit);
      yield [left, top, scale.x(to.x), scale.y(to.y)];
    }
}

function* stepArrows(scale: PlaneScale, { steps }: PhasePlane, bit: 0 | 1): Generator<Arrow> {
  const flat = steps?.[bit] ?? [];
  for (let k = 0; k + 3 < flat.length; k += 4)
    yield [scale.x(flat[k]!), scale.y(flat[k + 1]!), scale.x(flat[k + 2]!), scale.y(flat[k + 3]!)];
}

/** Length of an arrow for a step of any length: true for short ones, never beyond its place. */
const arrowLength = (distance: number): number => (CELL - 5) * (1 - Math.exp(-distance / (CELL - 5)));

/** Arrows of bit 0 are plain, those of bit 1 dashed. */
function paintArrows(paint: Paint, colours: PaintColours, bit: 0 | 1, arrows: Iterable<Arrow>): void {
  const heads = new Path2D();
  const shafts = new Path2D();
  for (const [left, top, toLeft, toTop] of arrows) {
    const distance = Math.hypot(toLeft - left, toTop - top);
    if (distance < 0.4) {
      heads.moveTo(left + 1.3, top);
      heads.arc(left, top, 1.3, 0, 2 * Math.PI);
      continue;
    }
    const [dx, dy] = [(toLeft - left) / distance, (toTop - top) / distance];
    const length = Math.max(3, arrowLength(distance));
    const head = Math.min(5, 0.45 * length + 1);
    const [x, y] = [left + dx * length, top + dy * length];
    shafts.moveTo(left, top);
    shafts.lineTo(x - dx * head * 0.7, y - dy * head * 0.7);
    heads.moveTo(x, y);
    heads.lineTo(x - dx * head - dy * head * 0.5, y - dy * head + dx * head * 0.5);
    heads.lineTo(x - dx * head + dy * head * 0.5, y - dy * head - dx * head * 0.5);
    heads.closePath();
  }
  paint.globalAlpha = bit === 0 ? 0.62 : 0.8;
  paint.strokeStyle = colours.soft;
  paint.fillStyle = colours.soft;
  paint.lineWidth = 1.1;
  paint.setLineDash(bit === 0 ? [] : [2.5, 2.5]);
  paint.stroke(shafts);
  paint.setLineDash([]);
  fillPath(paint, heads);
  paint.globalAlpha = 1;
}

function paintStates(paint: Paint, scale: PlaneScale, colours: PaintColours, { reached }: PhasePlane): void {
  const { points, parities, answers } = reached;
  const wrong = new Path2D();
  for (const parity of [0, 1] as const) {
    const path = new Path2D();
    for (let k = 0; k < parities.length; k++) {
      if (parities[k] !== parity) continue;
      const [left, top] = [scale.x(points[2 * k]!), scale.y(points[2 * k + 1]!)];
      tracePoint(path, [left, top], parity, 2.6);
      if (answers[k] !== parity) tracePoint(wrong, [left, top], parity, 4.4);
    }
    paint.globalAlpha = 0.5;
    paint.fillStyle = parity === 1 ? colours.odd : colours.even;
    fillPath(paint, path);
  }
  paint.globalAlpha = 0.55;
  paint.strokeStyle = colours.bad;
  paint.lineWidth = 1;
  paint.stroke(wrong);
  paint.globalAlpha = 1;
}

/** The beads of 1, 10, 100, ...: hollow while the answer is odd, crossed out once it is even. */
function paintZeros(
  paint: Paint,
  scale: PlaneScale,
  colours: PaintColours,
  { zeros, line }: PhasePlane,
): void {
  const { points } = zeros;
  const thread = new Path2D();
  const beads = new Path2D();
  const wrong = new Path2D();
  for (let k = 0; k < points.length / 2; k++) {
    const [left, top] = [scale.x(points[2 * k]!), scale.y(points[2 * k + 1]!)];
    if (k === 0) thread.moveTo(left, top);
    else thread.lineTo(left, top);
    const isOdd = !line || points[2 * k + 1]! > line.y === line.isOddAbove;
    if (isOdd) tracePoint(beads, [left, top], 1, 3.2);
    else {
      wrong.moveTo(left - 3.5, top - 3.5);
      wrong.lineTo(left + 3.5, top + 3.5);
      wrong.moveTo(left + 3.5, top - 3.5);
      wrong.lineTo(left - 3.5, top + 3.5);
    }
  }
  paint.strokeStyle = colours.odd;
  paint.lineWidth = 1.2;
  paint.stroke(thread);
  paint.fillStyle = colours.card;
  fillPath(paint, beads);
  paint.stroke(beads);
  paint.strokeStyle = colours.bad;
  paint.lineWidth = 1.6;
  paint.stroke(wrong);
}
