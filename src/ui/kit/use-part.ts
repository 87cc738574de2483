/** A part of the page that is loaded when it is needed, or the words for why it could not be. */
import { useEffect, useState, type ComponentType } from 'react';
import { notLoaded } from '../../workers/reload-words.ts';

export interface Part<Props> {
  /** `null` until it has come. */
  readonly Component: ComponentType<Props> | null;
  /** Why it has not come, in words for the visitor. */
  readonly problem: string | null;
}

/**
 * A part of the page in a chunk of its own, loaded once it is wanted, and asked for again when it is wanted again.
 * Not by React's `lazy`: a chunk that does not come (the host is gone, or serves a newer build) would take the whole
 * page down with it, and a page that is busy drawing puts off what suspended for as long as there is anything else to
 * draw. `load` must be the same function each time.
 */
export function usePart<Props>(
  name: string,
  load: () => Promise<ComponentType<Props>>,
  isWanted = true,
): Part<Props> {
  const [part, setPart] = useState<Part<Props>>({ Component: null, problem: null });
  const isMissing = part.Component === null;
  useEffect(() => {
    if (!isWanted || !isMissing) return undefined;
    let isHere = true;
    const show = (next: Part<Props>): void => {
      if (isHere) setPart(next);
    };
    // in a task of its own: the page wants several parts at once when it opens
    const timer = setTimeout(() =>
      load().then(
        (Component) => show({ Component, problem: null }),
        () => show({ Component: null, problem: notLoaded(name) }),
      ),
    );
    return () => {
      isHere = false;
      clearTimeout(timer);
    };
  }, [name, load, isWanted, isMissing]);
  return part;
}
