/** Paints the typed string's walk through the state plane, up to the cursor and fainter beyond. */
import type { PaintColours } from '../kit/paint-colours.ts';
import { fillPath, tracePoint } from './plane-marks.ts';
import type { PlaneScale } from './plane-view.ts';
import type { Walk } from './walk.ts';

/** Steps before and after the cursor that are drawn: of a long string, the way that led here. */
const SHOWN_BEFORE = 60;
const SHOWN_AFTER = 20;

export function paintWalk(
  paint: CanvasRenderingContext2D,
  scale: PlaneScale,
  colours: PaintColours,
  { walk, cursor }: { readonly walk: Walk; readonly cursor: number },
): void {
  const steps = walk.bits.length;
  if (steps === 0) return;
  const place = (k: number): readonly [number, number] => [
    scale.x(walk.points[2 * k]!),
    scale.y(walk.points[2 * k + 1]!),
  ];
  // point k lies behind bit k - 1
  const here = cursor + 1;
  const first = Math.max(0, here - SHOWN_BEFORE);
  const last = Math.min(steps, here + SHOWN_AFTER);
  const segment = (path: Path2D, k: number): void => {
    path.moveTo(...place(k - 1));
    path.lineTo(...place(k));
  };
  for (const bit of [0, 1]) {
    const past = new Path2D();
    const coming = new Path2D();
    for (let k = first + 1; k <= last; k++)
      if (walk.bits[k - 1] === bit) segment(k <= here ? past : coming, k);
    paint.strokeStyle = colours.ink;
    paint.lineWidth = 1.3;
    paint.setLineDash(bit === 1 ? [5, 3] : []);
    paint.globalAlpha = 0.75;
    paint.stroke(past);
    paint.globalAlpha = 0.16;
    paint.stroke(coming);
  }
  paint.setLineDash([]);
  paintSteps(paint, colours, walk, { first, here, last, place });
  const [left, top] = place(here);
  paint.globalAlpha = 1;
  paint.beginPath();
  paint.arc(left, top, 9, 0, 2 * Math.PI);
  paint.strokeStyle = colours.card;
  paint.lineWidth = 5;
  paint.stroke();
  paint.strokeStyle = colours.run;
  paint.lineWidth = 2.5;
  paint.stroke();
}

interface Span {
  readonly first: number;
  readonly here: number;
  readonly last: number;
  readonly place: (k: number) => readonly [number, number];
}

function paintSteps(paint: CanvasRenderingContext2D, colours: PaintColours, walk: Walk, span: Span): void {
  const { first, here, last, place } = span;
  const paths = { even: new Path2D(), odd: new Path2D(), coming: new Path2D(), wrong: new Path2D() };
  for (let k = Math.max(1, first); k <= last; k++) {
    const [left, top] = place(k);
    const parity = walk.parities[k - 1]!;
    const past = parity === 1 ? paths.odd : paths.even;
    tracePoint(k <= here ? past : paths.coming, [left, top], parity, 3.4);
    if (walk.isWrong[k - 1] && k <= here) {
      paths.wrong.moveTo(left + 6.5, top);
      paths.wrong.arc(left, top, 6.5, 0, 2 * Math.PI);
    }
  }
  paint.globalAlpha = 0.2;
  paint.fillStyle = colours.ink;
  fillPath(paint, paths.coming);
  paint.globalAlpha = 1;
  paint.strokeStyle = colours.card;
  paint.lineWidth = 1.5;
  for (const [path, colour] of [
    [paths.even, colours.even],
    [paths.odd, colours.odd],
  ] as const) {
    paint.fillStyle = colour;
    paint.stroke(path);
    fillPath(paint, path);
  }
  paint.strokeStyle = colours.bad;
  paint.lineWidth = 1.8;
  paint.stroke(paths.wrong);
  if (first > 0) return;
  // the start, a small ring
  const [left, top] = place(0);
  paint.beginPath();
  paint.arc(left, top, 3.6, 0, 2 * Math.PI);
  paint.fillStyle = colours.card;
  paint.strokeStyle = colours.ink;
  paint.lineWidth = 1.5;
  paint.fill();
  paint.stroke();
}
