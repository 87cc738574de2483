/** Pixels of the screen for one of the page: another screen, or a zoomed page, has others. */
import { useSyncExternalStore } from 'react';

export const usePixelRatio = (): number => useSyncExternalStore(subscribe, read, unpainted);

const read = (): number => (typeof devicePixelRatio === 'number' ? devicePixelRatio : 1);
/** Where the build draws markup, nothing is painted. */
const unpainted = (): number => 1;

function subscribe(listener: () => void): () => void {
  let query: MediaQueryList | null = null;
  // a query knows one ratio only: each change asks for the next
  const follow = (): void => {
    query?.removeEventListener?.('change', change);
    query = typeof matchMedia === 'function' ? matchMedia(`(resolution: ${read()}dppx)`) : null;
    query?.addEventListener?.('change', change);
  };
  const change = (): void => {
    follow();
    listener();
  };
  follow();
  // zooming resizes the window too, and a ratio with many digits may never have matched its query
  window.addEventListener('resize', listener);
  return () => {
    query?.removeEventListener?.('change', change);
    window.removeEventListener('resize', listener);
  };
}
