/** A wide network's states as one picture: a row for each unit, a column for each bit. */
import { useCallback, type JSX } from 'react';
import { CanvasLayer, type Painter } from '../kit/canvas-layer.tsx';
import type { TraceWindow } from './trace-window.ts';

interface HeatCanvasProps {
  readonly values: Float64Array; // [time, hidden]
  readonly hidden: number;
  readonly view: TraceWindow;
  readonly votes: readonly number[];
  readonly scale: number;
}

/** Many units as a heat map: a row each, coloured like the written cells. */
export function HeatCanvas({ values, hidden, view, votes, scale }: HeatCanvasProps): JSX.Element {
  const { start, count, cell, width } = view;
  const rowHeight = hidden <= 16 ? 10 : hidden <= 32 ? 6 : 4;
  const height = hidden * rowHeight;
  const paint = useCallback<Painter>(
    (context, colours) => {
      for (let k = 0; k < count; k++)
        for (let unit = 0; unit < hidden; unit++) {
          const value = values[(start + k) * hidden + unit]!;
          context.fillStyle = value * votes[unit]! > 0 ? colours.odd : colours.even;
          context.globalAlpha = 0.05 + 0.9 * Math.min(1, Math.abs(value) / scale);
          context.fillRect(k * cell + 0.5, unit * rowHeight, cell - 1, rowHeight - 1);
        }
      context.globalAlpha = 1;
    },
    [values, hidden, votes, scale, start, count, cell, rowHeight],
  );
  return <CanvasLayer className="lane-canvas" width={width} height={height} paint={paint} />;
}
