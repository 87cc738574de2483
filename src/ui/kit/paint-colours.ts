/** The theme's colours for what is painted on a canvas, where style sheets do not reach. */
import { useSyncExternalStore } from 'react';
import { watchSystemTheme } from './watch-element.ts';

const NAMES = ['ink', 'soft', 'line', 'card', 'even', 'odd', 'bad', 'run', 'mono'] as const;

/** The theme's colours, and its face for numbers. */
export type PaintColours = Readonly<Record<(typeof NAMES)[number], string>>;

let known: PaintColours | null = null;

/** The same object until the theme changes. */
export function usePaintColours(): PaintColours {
  return useSyncExternalStore(subscribeTheme, readColours, unpainted);
}

const coloursBy = (colour: (name: string) => string): PaintColours =>
  Object.fromEntries(NAMES.map((name) => [name, colour(name)])) as PaintColours;

/** Where the build draws markup, nothing is painted. */
const NO_COLOURS = coloursBy(() => '');
const unpainted = (): PaintColours => NO_COLOURS;

function readColours(): PaintColours {
  if (known) return known;
  const style = getComputedStyle(document.documentElement);
  known = coloursBy((name) => style.getPropertyValue(`--${name}`).trim());
  return known;
}

const listeners = new Set<() => void>();
let isWatched = false;

function subscribeTheme(listener: () => void): () => void {
  listeners.add(listener);
  if (!isWatched) {
    isWatched = true;
    // styles may have come after the first reading
    known = null;
    watchTheme();
  }
  return () => listeners.delete(listener);
}

/** As long as the page: where each canvas watched, each new one had the page's styles computed at once. */
function watchTheme(): void {
  const change = (): void => {
    known = null;
    listeners.forEach((listener) => listener());
  };
  const observer = new MutationObserver(change);
  observer.observe(document.documentElement, { attributes: true, attributeFilter: ['data-theme'] });
  watchSystemTheme(change);
}
