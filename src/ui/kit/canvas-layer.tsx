/** A canvas as sharp as the screen that is painted again when what it shows, its size, the theme or the screen changes. */
import { useEffect, useRef, useState, type JSX } from 'react';
import { usePaintColours, type PaintColours } from './paint-colours.ts';
import { PAPER_RATIO, usePaper } from './paper.ts';
import { usePixelRatio } from './use-pixel-ratio.ts';

export type Painter = (paint: CanvasRenderingContext2D, colours: PaintColours) => void;

interface CanvasLayerProps {
  readonly width: number;
  readonly height: number;
  readonly className: string;
  /** Paints on an empty canvas. Keeps its identity as long as the picture is the same. */
  readonly paint: Painter;
}

export function CanvasLayer({ width, height, className, paint }: CanvasLayerProps): JSX.Element {
  const canvas = useRef<HTMLCanvasElement>(null);
  const colours = usePaintColours();
  const isPaper = usePaper();
  const ratio = Math.max(usePixelRatio(), isPaper ? PAPER_RATIO : 0);
  const paintedSize = useRef('');
  const [fault, setFault] = useState<{ readonly error: unknown } | null>(null);
  useEffect(() => {
    const size = `${width} ${height} ${ratio}`;
    const repaint = (): void => {
      paintedSize.current = size;
      // painted by the processor: hundreds of small paths take a GPU longer, and training has it
      const element = canvas.current;
      const context = element?.getContext('2d', { willReadFrequently: true });
      if (!element || !context) return;
      // Chromium prints each command: a clearing would take what lies below the canvas, setting its size does not
      if (isPaper) element.setAttribute('width', String(Math.round(width * ratio)));
      context.setTransform(ratio, 0, 0, ratio, 0, 0);
      if (!isPaper) context.clearRect(0, 0, width, height);
      paint(context, colours);
    };
    const isEmptied = paintedSize.current !== '' && paintedSize.current !== size;
    // paper does not wait, and a canvas that another size has emptied would be seen empty
    if (!isPaper && !isEmptied) return paintInFrame(repaint, (error) => setFault({ error }));
    repaint();
    return undefined;
  }, [paint, colours, ratio, isPaper, width, height]);
  // thrown as it is drawn, where a boundary stands around it
  if (fault) throw fault.error;
  return (
    <canvas
      ref={canvas}
      className={className}
      width={Math.round(width * ratio)}
      height={Math.round(height * ratio)}
      style={{ width, height }}
      aria-hidden="true"
    />
  );
}

/** What waits for a frame, and what to do when it throws; the longest waiting first. */
const waiting = new Map<() => void, (error: unknown) => void>();
/** Of a frame; what it does not suffice for is painted in the next. */
const SHARE_MS = 10;
let isFrameAsked = false;

/** On the screen as soon as what React draws, and not in the task that answers a key or a press. Gives back how to call it off. */
function paintInFrame(repaint: () => void, onFault: (error: unknown) => void): () => void {
  waiting.set(repaint, onFault);
  askForFrame();
  return () => void waiting.delete(repaint);
}

function askForFrame(): void {
  if (isFrameAsked) return;
  isFrameAsked = true;
  requestAnimationFrame(paintWaiting);
}

function paintWaiting(): void {
  isFrameAsked = false;
  const end = performance.now() + SHARE_MS;
  for (const [repaint, onFault] of waiting) {
    waiting.delete(repaint);
    try {
      repaint();
    } catch (error) {
      onFault(error);
    }
    if (performance.now() > end) break;
  }
  if (waiting.size > 0) askForFrame();
}

/** The line half way down a lane. */
export function middle(width: number, height: number): Path2D {
  const path = new Path2D();
  path.moveTo(0, height / 2);
  path.lineTo(width, height / 2);
  return path;
}
