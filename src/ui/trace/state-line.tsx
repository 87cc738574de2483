/** A unit's cell and hidden state as two lines over the bits. */
import { useCallback, type JSX } from 'react';
import { CanvasLayer, middle, type Painter } from '../kit/canvas-layer.tsx';
import type { JudgedTrace } from '../kit/judged-trace.ts';
import type { PaintColours } from '../kit/paint-colours.ts';
import type { TraceWindow } from './trace-window.ts';

interface StateLineProps {
  readonly judged: JudgedTrace;
  readonly view: TraceWindow;
  readonly scale: number;
}

const HEIGHT = 72;
const PAD = 6;

/** Every unit's c and h over time; dots carry the true parity's colour. */
export function StateLine({ judged, view, scale }: StateLineProps): JSX.Element {
  const paint = useCallback<Painter>(
    (context, colours) => {
      context.lineWidth = 1;
      context.setLineDash([]);
      context.strokeStyle = colours.line;
      context.stroke(middle(view.count * view.cell, HEIGHT));
      for (let unit = 0; unit < judged.trace.hidden; unit++)
        paintUnit(context, colours, { judged, view, scale }, unit);
    },
    [judged, view, scale],
  );
  return <CanvasLayer className="lane-canvas" width={view.width} height={HEIGHT} paint={paint} />;
}

function paintUnit(
  context: CanvasRenderingContext2D,
  colours: PaintColours,
  { judged, view, scale }: StateLineProps,
  unit: number,
): void {
  const { trace, parity } = judged;
  const x = (k: number): number => (k + 0.5) * view.cell;
  const y = (values: Float64Array, k: number): number => {
    const value = values[(view.start + k) * trace.hidden + unit]!;
    return HEIGHT / 2 - ((HEIGHT / 2 - PAD) * value) / scale;
  };
  const line = (values: Float64Array, colour: string, width: number, dash: number[]): void => {
    context.beginPath();
    for (let k = 0; k < view.count; k++) context.lineTo(x(k), y(values, k));
    context.strokeStyle = colour;
    context.lineWidth = width;
    context.setLineDash(dash);
    context.stroke();
  };
  line(trace.h, colours.soft, 1.3, [4, 3]);
  line(trace.c, colours.ink, 1.5, []);
  for (let k = 0; k < view.count; k++) {
    context.beginPath();
    context.arc(x(k), y(trace.c, k), 3, 0, 2 * Math.PI);
    context.fillStyle = parity[view.start + k] === 1 ? colours.odd : colours.even;
    context.fill();
  }
}
