/** A canvas as sharp as the screen that is painted again when what it shows, its size or the theme changes. */
import { useEffect, useRef, useSyncExternalStore, type JSX } from 'react';
import type { PlaneColours } from './plane-paint.ts';

export type Painter = (paint: CanvasRenderingContext2D, colours: PlaneColours) => void;

interface CanvasLayerProps {
  readonly width: number;
  readonly height: number;
  readonly className: string;
  /** Keeps its identity as long as the picture and its size are the same. */
  readonly paint: Painter;
}

export function CanvasLayer({ width, height, className, paint }: CanvasLayerProps): JSX.Element {
  const canvas = useRef<HTMLCanvasElement>(null);
  const colours = useColours();
  const ratio = typeof devicePixelRatio === 'number' ? devicePixelRatio : 1;
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
      aria-hidden="true"
    />
  );
}

let known: PlaneColours | null = null;

/** The theme's colours; the same object until the theme changes. */
function useColours(): PlaneColours {
  return useSyncExternalStore(subscribeTheme, readColours);
}

function readColours(): PlaneColours {
  if (known) return known;
  const style = getComputedStyle(document.documentElement);
  const colour = (name: string): string => style.getPropertyValue(`--${name}`).trim();
  known = {
    ink: colour('ink'),
    soft: colour('soft'),
    line: colour('line'),
    card: colour('card'),
    even: colour('even'),
    odd: colour('odd'),
    bad: colour('bad'),
    run: colour('run'),
  };
  return known;
}

function subscribeTheme(listener: () => void): () => void {
  const change = (): void => {
    known = null;
    listener();
  };
  // styles may have come after the first reading
  known = null;
  const system = matchMedia('(prefers-color-scheme: dark)');
  const observer = new MutationObserver(change);
  observer.observe(document.documentElement, { attributes: true, attributeFilter: ['data-theme'] });
  system.addEventListener('change', change);
  return () => {
    observer.disconnect();
    system.removeEventListener('change', change);
  };
}
