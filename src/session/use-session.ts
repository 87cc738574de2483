/** React's view of the session. */
import { createContext, useContext, useEffect, useState, useSyncExternalStore } from 'react';
import { sample, type Beat } from './page-pace.ts';
import type { Session } from './session.ts';
import type { SessionState } from './state.ts';
import type { Store } from './store.ts';

export const SessionContext = createContext<Session | null>(null);

/** The session, for its actions. */
export function useSession(): Session {
  const session = useContext(SessionContext);
  if (!session) throw new Error('a panel needs a session around it');
  return session;
}

/** The state of a store beside the session's. */
export const useStore = <State>(store: Pick<Store<State>, 'get' | 'subscribe'>): State =>
  useSyncExternalStore(store.subscribe, store.get, store.get);

/** A part of the state; the panel renders again only when that part is another value. */
export function useSelect<Part>(select: (state: SessionState) => Part): Part {
  const { store } = useSession();
  const part = (): Part => select(store.get());
  // the third: what the build draws into index.html
  return useSyncExternalStore(store.subscribe, part, part);
}

/**
 * Like `useSelect`, but shows a new value at beats only, the newest one: for views that are costly to draw. A change
 * that `isUrgent` is shown at once. The arguments must keep their identity.
 */
export function useSampled<Part>(
  select: (state: SessionState) => Part,
  beat: Beat,
  isUrgent: (shown: Part, next: Part) => boolean,
): Part {
  const { store } = useSession();
  const [part, setPart] = useState(() => select(store.get()));
  useEffect(() => {
    const show = (next: Part): void => setPart(() => next);
    // thrown as the view is drawn, where a boundary stands around it
    const fail = (error: unknown): void =>
      setPart(() => {
        throw error;
      });
    return sample(store, { select, beat, isUrgent, show, fail }, part);
    // `part` is only where sampling starts from
    // oxlint-disable-next-line react/exhaustive-deps
  }, [store, select, beat, isUrgent]);
  return part;
}
