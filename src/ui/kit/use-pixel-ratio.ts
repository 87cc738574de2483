/** Pixels of the screen for one of the page: another screen, or a zoomed page, has others. */
import { useSyncExternalStore } from 'react';

export const usePixelRatio = (): number => useSyncExternalStore(subscribe, read, unpainted);

const read = (): number => (typeof devicePixelRatio === 'number' ? devicePixelRatio : 1);
/** Where the build draws markup, nothing is painted. */
const unpainted = (): number => 1;

/** Not every change is told: Chromium says nothing of a screen that is emulated. A look costs microseconds. */
const LOOK_MS = 1000;

const listeners = new Set<() => void>();
let stop: (() => void) | null = null;

function subscribe(listener: () => void): () => void {
  listeners.add(listener);
  stop ??= watch(() => listeners.forEach((tell) => tell()));
  return () => {
    listeners.delete(listener);
    if (listeners.size > 0) return;
    stop?.();
    stop = null;
  };
}

function watch(tell: () => void): () => void {
  let known = read();
  let query: MediaQueryList | null = null;
  // a query knows one ratio only: each change asks for the next
  const follow = (): void => {
    query?.removeEventListener?.('change', look);
    query = typeof matchMedia === 'function' ? matchMedia(`(resolution: ${known}dppx)`) : null;
    query?.addEventListener?.('change', look);
  };
  const look = (): void => {
    if (read() === known) return;
    known = read();
    follow();
    tell();
  };
  follow();
  window.addEventListener('resize', look);
  const timer = setInterval(look, LOOK_MS);
  return () => {
    query?.removeEventListener?.('change', look);
    window.removeEventListener('resize', look);
    clearInterval(timer);
  };
}
