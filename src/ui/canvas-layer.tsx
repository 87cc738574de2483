/** A canvas as sharp as the screen that is painted again when what it shows, its size, the theme or the screen changes. */
import { useEffect, useRef, type JSX } from 'react';
import { usePaintColours, type PaintColours } from './paint-colours.ts';
import { usePixelRatio } from './use-pixel-ratio.ts';

export type Painter = (paint: CanvasRenderingContext2D, colours: PaintColours) => void;

interface CanvasLayerProps {
  readonly width: number;
  readonly height: number;
  readonly className: string;
  /** Keeps its identity as long as the picture and its size are the same. */
  readonly paint: Painter;
}

export function CanvasLayer({ width, height, className, paint }: CanvasLayerProps): JSX.Element {
  const canvas = useRef<HTMLCanvasElement>(null);
  const colours = usePaintColours();
  const ratio = usePixelRatio();
  useEffect(() => {
    // painted by the processor: hundreds of small paths take a GPU longer, and training has it
    const context = canvas.current?.getContext('2d', { willReadFrequently: true });
    if (!context) return;
    context.setTransform(ratio, 0, 0, ratio, 0, 0);
    paint(context, colours);
  }, [paint, colours, ratio]);
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
