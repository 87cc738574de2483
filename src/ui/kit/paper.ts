/** Whether the page is being printed: then its pictures are drawn for paper, of a size that does not depend on the window. */
import { useSyncExternalStore } from 'react';

export const usePaper = (): boolean => useSyncExternalStore(subscribe, () => isPaper, onScreen);
const onScreen = (): boolean => false;

/** Sizes on paper in pixels; print.css and acts-print.css give the pictures' frames the same. */
export const PAPER_CHART = { width: 700, height: 165 };
export const PAPER_PLANE = { width: 400, height: 260 };
export const PAPER_AUTOMATON = { width: 700, height: 200 };
export const PAPER_MACHINE = { width: 519, height: 165 };
export const PAPER_STATES = { width: 330, height: 205 };
export const PAPER_LANES = 548;
/** Pixels of a canvas for one of these: about 200 to the inch. */
export const PAPER_RATIO = 2;

let isPaper = false;
const listeners = new Set<() => void>();

function subscribe(listener: () => void): () => void {
  listeners.add(listener);
  return () => listeners.delete(listener);
}

/** A browser lays the page out for paper right after it has said so: what is drawn in answer is printed. */
export function connectPaper(): void {
  let theme: string | undefined;
  const turn = (on: boolean): void => {
    if (on === isPaper) return;
    isPaper = on;
    const { dataset } = document.documentElement;
    // canvases take their colours from the theme, and paper is light
    if (on) {
      theme = dataset['theme'];
      dataset['theme'] = 'light';
    } else if (theme === undefined) delete dataset['theme'];
    else dataset['theme'] = theme;
    listeners.forEach((listener) => listener());
  };
  window.addEventListener('beforeprint', () => turn(true));
  window.addEventListener('afterprint', () => turn(false));
  if (typeof matchMedia !== 'function') return;
  const print = matchMedia('print');
  print.addEventListener?.('change', () => turn(print.matches));
}
