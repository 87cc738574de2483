/** React's view of the session. */
import { createContext, useContext, useEffect, useState, useSyncExternalStore } from 'react';
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

/** While bits are typed, costly views are drawn this seldom, and only after a keystroke has had time to be painted. */
const TYPING_PERIOD_MS = 1000;
const TYPING_LASTS_MS = 500;
const PAINTED_AFTER_MS = 60;
const LONGEST_WAIT_MS = 1500;
/** Training as fast as possible takes the machine, and costly views are drawn so many times more seldom. */
const FULL_SPEED_FACTOR = 4;

/**
 * When a view is drawn again: at `at` milliseconds, and at every multiple of `everyMs` after. Views of one beat are
 * drawn in one frame, because every frame costs a drawing of the page, however small the change. Those of several
 * beats share the work out, so that no frame takes long.
 */
export interface Beat {
  readonly everyMs: number;
  readonly at: number;
}

/** Views that hold figures and small pictures. */
export const FIGURES_BEAT: Beat = { everyMs: 250, at: 170 };

/**
 * Like `useSelect`, but shows a new value at beats only, the newest one: for views that are costly to draw. A number
 * is a beat of so many milliseconds. A change that `isUrgent` is shown at once. Typing goes first: a view that does not answer it waits for a gap
 * between keystrokes, and one at the pace `with-typing` takes the newest value along as it answers. The functions must keep their
 * identity.
 */
export function useSampled<Part>(
  select: (state: SessionState) => Part,
  beat: Beat | number,
  isUrgent: (shown: Part, next: Part) => boolean = never,
  pace: 'between-keystrokes' | 'with-typing' = 'between-keystrokes',
): Part {
  const { store } = useSession();
  const [part, setPart] = useState(() => select(store.get()));
  const { everyMs, at } = typeof beat === 'number' ? { everyMs: beat, at: 0 } : beat;
  useEffect(() => {
    let shown = part;
    let shownAt = -Infinity;
    let { bits } = store.get();
    let typedAt = -Infinity;
    let factor = 1;
    let timer: ReturnType<typeof setTimeout> | undefined;
    const show = (): void => {
      clearTimeout(timer);
      timer = undefined;
      shown = select(store.get());
      shownAt = performance.now();
      setPart(() => shown);
    };
    /** Milliseconds until the view may be drawn again. */
    const wait = (now: number): number => {
      const period = factor * everyMs;
      const beatAt = at + Math.ceil((now - at) / period) * period;
      const gap = Math.min(typedAt + PAINTED_AFTER_MS, shownAt + LONGEST_WAIT_MS);
      const typing = now - typedAt < TYPING_LASTS_MS ? shownAt + TYPING_PERIOD_MS : 0;
      return Math.max(0, beatAt - now, gap - now, typing - now);
    };
    const listen = (): void => {
      const state = store.get();
      const isTyped = state.bits !== bits;
      bits = state.bits;
      if (isTyped) typedAt = performance.now();
      const isOtherPace = factor !== fullSpeedFactor(state);
      factor = fullSpeedFactor(state);
      const next = select(state);
      if (next === shown) return;
      if (isUrgent(shown, next) || (isTyped && pace === 'with-typing')) return show();
      if (timer !== undefined && !isTyped && !isOtherPace) return;
      clearTimeout(timer);
      timer = setTimeout(drawingErrors(setPart, show), wait(performance.now()));
    };
    const listenOn = drawingErrors(setPart, listen);
    listenOn();
    const stop = store.subscribe(listenOn);
    return () => {
      clearTimeout(timer);
      stop();
    };
    // `part` is only where listening starts from
    // oxlint-disable-next-line react/exhaustive-deps
  }, [store, select, everyMs, at, isUrgent, pace]);
  return part;
}

/** What a view's own selecting throws is thrown as the view is drawn: the store and its other listeners have no part in it. */
const drawingErrors =
  (setPart: (next: () => never) => void, act: () => void): (() => void) =>
  () => {
    try {
      act();
    } catch (error) {
      setPart(() => {
        throw error;
      });
    }
  };

const fullSpeedFactor = ({ speed, status }: SessionState): number =>
  speed === 'full' && status === 'training' ? FULL_SPEED_FACTOR : 1;

const never = (): boolean => false;
