/** The size of an element, which nobody has to lay the page out for. */
import { useEffect, useRef, useState, type RefObject } from 'react';
import { usePaper } from './paper.ts';
import { watchSize } from './watch-element.ts';

export interface Size {
  readonly width: number;
  readonly height: number;
}

/**
 * `paper`: what it has there. null: not known yet. The browser tells of it once it has laid the page out for its next
 * frame; asked for at once, it would have to do so within the task that has just built the figure.
 */
export function useSize(paper: Size): readonly [RefObject<HTMLDivElement | null>, Size | null] {
  const isPaper = usePaper();
  const element = useRef<HTMLDivElement>(null);
  const [size, setSize] = useState<Size | null>(null);
  useEffect(() => {
    const { current } = element;
    if (!current) return undefined;
    return watchSize(current, () => setSize({ width: current.clientWidth, height: current.clientHeight }));
  }, []);
  return [element, isPaper ? paper : size];
}
