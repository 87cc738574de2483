import { useEffect, useRef, type JSX } from 'react';
import type { TraceWindow } from './trace-window.ts';

interface HeatCanvasProps {
  readonly values: Float64Array; // [time, hidden]
  readonly hidden: number;
  readonly view: TraceWindow;
  readonly votes: readonly number[];
  readonly scale: number;
}

/** Many units as a heat map: a row each, coloured like the written cells. */
export function HeatCanvas(props: HeatCanvasProps): JSX.Element {
  const { hidden, view } = props;
  const canvas = useRef<HTMLCanvasElement>(null);
  const rowHeight = hidden <= 16 ? 10 : hidden <= 32 ? 6 : 4;
  const width = view.count * view.cell;
  const height = hidden * rowHeight;
  useEffect(() => {
    if (canvas.current) draw(canvas.current, props, rowHeight);
  });
  return (
    <canvas
      ref={canvas}
      className="heat-canvas"
      width={Math.round(width * devicePixelRatio)}
      height={Math.round(height * devicePixelRatio)}
      style={{ width, height }}
      aria-hidden="true"
    />
  );
}

function draw(canvas: HTMLCanvasElement, props: HeatCanvasProps, rowHeight: number): void {
  const { values, hidden, view, votes, scale } = props;
  const context = canvas.getContext('2d');
  if (!context) return;
  const style = getComputedStyle(canvas);
  const colours = { odd: style.getPropertyValue('--odd'), even: style.getPropertyValue('--even') };
  context.setTransform(devicePixelRatio, 0, 0, devicePixelRatio, 0, 0);
  context.clearRect(0, 0, canvas.width, canvas.height);
  for (let k = 0; k < view.count; k++)
    for (let unit = 0; unit < hidden; unit++) {
      const value = values[(view.start + k) * hidden + unit]!;
      context.fillStyle = value * votes[unit]! > 0 ? colours.odd : colours.even;
      context.globalAlpha = 0.05 + 0.9 * Math.min(1, Math.abs(value) / scale);
      context.fillRect(k * view.cell + 0.5, unit * rowHeight, view.cell - 1, rowHeight - 1);
    }
}
