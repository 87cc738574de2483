/** What browsers tell about an element, with something in its place where a browser cannot tell it. */

/** Calls when the element has its first size and may have another one. Gives back what ends it. */
export function watchSize(element: Element, onChange: () => void): () => void {
  if (typeof ResizeObserver === 'function') {
    const observer = new ResizeObserver(onChange);
    observer.observe(element);
    return () => observer.disconnect();
  }
  // then only what the window does to it is known
  onChange();
  window.addEventListener('resize', onChange);
  return () => window.removeEventListener('resize', onChange);
}

/** Tells whether the element is on the screen, or nearly: `margin` as in CSS. It is taken to be where nobody can tell. */
export function watchSeen(element: Element, onSeen: (isSeen: boolean) => void, margin = '0px'): () => void {
  if (typeof IntersectionObserver === 'function') {
    const observer = new IntersectionObserver(
      (entries) => onSeen(entries.some(({ isIntersecting }) => isIntersecting)),
      { rootMargin: margin },
    );
    observer.observe(element);
    return () => observer.disconnect();
  }
  onSeen(true);
  return () => undefined;
}

/** Calls when the system turns dark or light, as long as the page lives. */
export function watchSystemTheme(onChange: () => void): void {
  // a media query's own events came later than the query
  if (typeof matchMedia === 'function')
    matchMedia('(prefers-color-scheme: dark)').addEventListener?.('change', onChange);
}
