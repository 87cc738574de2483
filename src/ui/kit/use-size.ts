/** The size of an element, known before it is first painted. */
import { useLayoutEffect, useRef, useState, type RefObject } from 'react';
import { usePaper } from './paper.ts';
import { watchSize } from './watch-element.ts';

interface Size {
  readonly width: number;
  readonly height: number;
}

/** What is taken for an element's size until it has been measured, which is before anything is painted. */
const UNMEASURED: Size = { width: 300, height: 300 };

/** What is costly to draw need not be drawn for a size that it will not have. */
export const isMeasured = (size: Size): boolean => size !== UNMEASURED;

/** `paper`: what it has there. */
export function useSize(paper: Size): readonly [RefObject<HTMLDivElement | null>, Size] {
  const isPaper = usePaper();
  const element = useRef<HTMLDivElement>(null);
  const [size, setSize] = useState<Size>(UNMEASURED);
  useLayoutEffect(() => {
    const { current } = element;
    if (!current) return undefined;
    const measure = (): void => setSize({ width: current.clientWidth, height: current.clientHeight });
    measure();
    return watchSize(current, measure);
  }, []);
  return [element, isPaper ? paper : size];
}
