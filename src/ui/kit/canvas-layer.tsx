/** A canvas as sharp as the screen that is painted again when what it shows, its size, the theme or the screen changes. */
import { useEffect, useRef, type JSX } from 'react';
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
  useEffect(() => {
    // painted by the processor: hundreds of small paths take a GPU longer, and training has it
    const element = canvas.current;
    const context = element?.getContext('2d', { willReadFrequently: true });
    if (!element || !context) return;
    // Chromium prints each command: a clearing would take what lies below the canvas, setting its size does not
    if (isPaper) element.setAttribute('width', String(Math.round(width * ratio)));
    context.setTransform(ratio, 0, 0, ratio, 0, 0);
    if (!isPaper) context.clearRect(0, 0, width, height);
    paint(context, colours);
  }, [paint, colours, ratio, isPaper, width, height]);
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

/** The line half way down a lane. */
export function middle(width: number, height: number): Path2D {
  const path = new Path2D();
  path.moveTo(0, height / 2);
  path.lineTo(width, height / 2);
  return path;
}
