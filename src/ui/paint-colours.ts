/** The theme's colours for what is painted on a canvas, where style sheets do not reach. */
import { useSyncExternalStore } from 'react';

/** The theme's colours, and its face for numbers. */
export interface PaintColours {
  readonly ink: string;
  readonly soft: string;
  readonly line: string;
  readonly card: string;
  readonly even: string;
  readonly odd: string;
  readonly bad: string;
  readonly run: string;
  readonly mono: string;
}

let known: PaintColours | null = null;

/** The same object until the theme changes. */
export function usePaintColours(): PaintColours {
  return useSyncExternalStore(subscribeTheme, readColours);
}

function readColours(): PaintColours {
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
    mono: colour('mono'),
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
