/** Gestures on a chart that choose a stretch of its axis, and buttons for the same. */
import { useRef, useState, type JSX, type PointerEvent } from 'react';

/** Room that a chart keeps beside its plot, in pixels: for the labels of its axis, of the usual size, and for the end of the other. */
export const PLOT_LEFT = 54;
export const PLOT_RIGHT = 14;

/** A shorter drag is a press. */
const LEAST_PX = 6;

interface ZoomAreaProps {
  readonly domain: readonly [number, number];
  /** Where the plot begins, in pixels. */
  readonly left: number;
  readonly onZoom: (domain: readonly [number, number]) => void;
  readonly children: JSX.Element;
}

/** A stretch that a mouse or pen is dragged over is zoomed to; fingers scroll, and have the buttons. */
export function ZoomArea({ domain, left: plotLeft, onZoom, children }: ZoomAreaProps): JSX.Element {
  const start = useRef<number | null>(null);
  const [drag, setDrag] = useState<readonly [number, number] | null>(null);
  const at = ({ clientX, currentTarget }: PointerEvent<HTMLDivElement>): number => {
    const { left, width } = currentTarget.getBoundingClientRect();
    return Math.max(plotLeft, Math.min(width - PLOT_RIGHT, clientX - left));
  };
  const end = (): void => {
    start.current = null;
    setDrag(null);
  };
  return (
    <div
      className="zoom-area"
      onPointerDown={(event) => {
        if (event.pointerType === 'touch' || event.button !== 0) return;
        start.current = at(event);
      }}
      onPointerMove={(event) => {
        if (start.current === null) return;
        const here = at(event);
        if (drag === null && Math.abs(here - start.current) < LEAST_PX) return;
        if (drag === null) event.currentTarget.setPointerCapture(event.pointerId);
        setDrag([Math.min(start.current, here), Math.max(start.current, here)]);
      }}
      onPointerUp={(event) => {
        const plot = event.currentTarget.getBoundingClientRect().width - plotLeft - PLOT_RIGHT;
        const [from, to] = domain;
        const value = (px: number): number => from + ((px - plotLeft) / plot) * (to - from);
        if (drag) onZoom([value(drag[0]), value(drag[1])]);
        end();
      }}
      onPointerCancel={end}
    >
      {children}
      {drag ? <div className="zoom-drag" style={{ left: drag[0], width: drag[1] - drag[0] }} /> : null}
    </div>
  );
}

interface ZoomButtonsProps {
  readonly isZoomed: boolean;
  /** Shows a part of what is shown, from `from` to `to` of its width; beyond 0 and 1 lies what is not shown. */
  readonly onView: (from: number, to: number) => void;
  readonly onAll: () => void;
}

/** The same by press and by keyboard. */
export function ZoomButtons({ isZoomed, onView, onAll }: ZoomButtonsProps): JSX.Element {
  const moves = [
    { name: 'Earlier', sign: '←', from: -0.5, to: 0.5, isOn: isZoomed },
    { name: 'Later', sign: '→', from: 0.5, to: 1.5, isOn: isZoomed },
    { name: 'Zoom out', sign: '−', from: -0.5, to: 1.5, isOn: isZoomed },
    { name: 'Zoom in', sign: '+', from: 0.25, to: 0.75, isOn: true },
  ];
  return (
    <div className="zoom-buttons" role="group" aria-label="Zoom of the curves">
      {moves.map(({ name, sign, from, to, isOn }) => (
        <button
          key={name}
          type="button"
          className="button quiet icon-only small"
          aria-label={name}
          title={name}
          aria-disabled={!isOn}
          onClick={() => (isOn ? onView(from, to) : undefined)}
        >
          <span aria-hidden="true">{sign}</span>
        </button>
      ))}
      <button type="button" className="button quiet small" aria-disabled={!isZoomed} onClick={onAll}>
        Show all
      </button>
    </div>
  );
}
