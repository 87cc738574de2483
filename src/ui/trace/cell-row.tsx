/** A row of numbers on the trace's time axis, one for each step, painted. */
import { useCallback, type JSX } from 'react';
import { CanvasLayer, type Painter } from '../kit/canvas-layer.tsx';
import type { PaintColours } from '../kit/paint-colours.ts';
import type { TraceWindow } from './trace-window.ts';
import { useLetterScale } from '../kit/use-letter-scale.ts';

export interface Cell {
  readonly text: string;
  readonly tone: 'ink' | 'soft' | 'bad';
  /** The cell's colour and how much of it is mixed in, 0..1; null: none. */
  readonly fill: { readonly colour: 'even' | 'odd'; readonly strength: number } | null;
}

interface CellRowProps {
  readonly view: TraceWindow;
  /** In pixels, where letters are of the usual size; they grow with those. */
  readonly height: number;
  /** Keeps its identity as long as the cells are the same. */
  readonly cellAt: (step: number) => Cell;
}

/** `--type-mark` in pixels, where letters are of the usual size. */
export const MARK_SIZE = 11;

/**
 * On a canvas that the processor paints: as elements, a hundred small texts take the page longer than all else that
 * answers a key stroke. Assistive technology has the same numbers in the table.
 */
export function CellRow({ view, cellAt, ...usual }: CellRowProps): JSX.Element {
  const letters = useLetterScale();
  const height = Math.round(letters * usual.height);
  const fontSize = letters * MARK_SIZE;
  const { start, count, cell, width } = view;
  const paint = useCallback<Painter>(
    (context, colours) => {
      context.textAlign = 'center';
      context.textBaseline = 'middle';
      for (let k = 0; k < count; k++)
        paintCell(context, colours, cellAt(start + k), { left: k * cell, width: cell, height, fontSize });
    },
    [start, count, cell, height, fontSize, cellAt],
  );
  return <CanvasLayer className="lane-canvas" width={width} height={height} paint={paint} />;
}

/** Of a face for numbers, in units of its size. */
const CHARACTER_WIDTH = 0.61;

interface Place {
  readonly left: number;
  readonly width: number;
  readonly height: number;
  readonly fontSize: number;
}

function paintCell(
  context: CanvasRenderingContext2D,
  colours: PaintColours,
  { text, tone, fill }: Cell,
  { left, width, height, fontSize }: Place,
): void {
  if (fill) {
    context.fillStyle = colours[fill.colour];
    context.globalAlpha = fill.strength;
    context.beginPath();
    // round corners came later than canvases
    if (typeof context.roundRect === 'function') context.roundRect(left + 1, 0, width - 2, height, 4);
    else context.rect(left + 1, 0, width - 2, height);
    context.fill();
    context.globalAlpha = 1;
  }
  const isBad = tone === 'bad';
  context.fillStyle = colours[tone];
  const size = Math.min(fontSize, (width - 4) / (text.length * CHARACTER_WIDTH));
  context.font = `${isBad ? '700 ' : ''}${size}px ${colours.mono}`;
  context.fillText(text, left + width / 2, height / 2 + 0.5);
  if (isBad) context.fillRect(left + width / 2 - fontSize, height - 2, 2 * fontSize, 1.5);
}
