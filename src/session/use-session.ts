/** React's view of the session. */
import { createContext, useContext, useEffect, useState, useSyncExternalStore } from 'react';
import type { Session } from './session.ts';
import type { SessionState } from './state.ts';

export const SessionContext = createContext<Session | null>(null);

/** The session, for its actions. */
export function useSession(): Session {
  const session = useContext(SessionContext);
  if (!session) throw new Error('a panel needs a session around it');
  return session;
}

/** A part of the state; the panel renders again only when that part is another value. */
export function useSelect<Part>(select: (state: SessionState) => Part): Part {
  const { store } = useSession();
  return useSyncExternalStore(store.subscribe, () => select(store.get()));
}

/**
 * Like `useSelect`, but shows a new value at most every `periodMs`, the newest one: for views that are costly to
 * draw. A change that `isUrgent` is shown at once. Both functions must keep their identity.
 */
export function useSampled<Part>(
  select: (state: SessionState) => Part,
  periodMs: number,
  isUrgent: (shown: Part, next: Part) => boolean = never,
): Part {
  const { store } = useSession();
  const [part, setPart] = useState(() => select(store.get()));
  useEffect(() => {
    let shown = part;
    let shownAt = -Infinity;
    let timer: ReturnType<typeof setTimeout> | undefined;
    const show = (): void => {
      timer = undefined;
      shown = select(store.get());
      shownAt = performance.now();
      setPart(() => shown);
    };
    const listen = (): void => {
      const next = select(store.get());
      if (next === shown) return;
      if (!isUrgent(shown, next)) {
        timer ??= setTimeout(show, Math.max(0, shownAt + periodMs - performance.now()));
        return;
      }
      clearTimeout(timer);
      show();
    };
    listen();
    const stop = store.subscribe(listen);
    return () => {
      clearTimeout(timer);
      stop();
    };
    // `part` is only where listening starts from
    // oxlint-disable-next-line react/exhaustive-deps
  }, [store, select, periodMs, isUrgent]);
  return part;
}

const never = (): boolean => false;
