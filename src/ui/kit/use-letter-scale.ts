/**
 * How much larger small letters are than usual: a visitor's browser may have larger ones, or a least size for them, and the
 * presenter view has them large.
 */
import { useSyncExternalStore } from 'react';

/** For what is painted in pixels; 1 is usual. Beyond `most` a picture would hold too little. */
export const useLetterScale = (most = 2): number =>
  Math.min(
    most,
    useSyncExternalStore(subscribe, () => scale, unpainted),
  );

const unpainted = (): number => 1;
/** As high as the usual small letter, in pixels. */
const USUAL = 12;

let scale = 1;
const listeners = new Set<() => void>();

function subscribe(listener: () => void): () => void {
  listeners.add(listener);
  return () => listeners.delete(listener);
}

/**
 * Measures a letter that is never seen, whose box grows with the letters, now and when it changes. Before the page is
 * drawn: later the whole of it would be laid out for the answer, and be drawn again.
 */
export function connectLetterScale(): void {
  const letter = document.createElement('span');
  letter.className = 'letter-probe';
  letter.ariaHidden = 'true';
  letter.textContent = '0';
  document.body.append(letter);
  const measure = (): void => {
    const measured = letter.getBoundingClientRect().height / USUAL;
    const next = Math.max(1, Math.round(16 * measured) / 16);
    if (next === scale) return;
    scale = next;
    listeners.forEach((listener) => listener());
  };
  measure();
  if (typeof ResizeObserver === 'function') new ResizeObserver(measure).observe(letter);
}
