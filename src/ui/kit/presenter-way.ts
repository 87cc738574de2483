/** The way into the presenter view and back: the whole screen where the browser gives it, and the place that one came from. */
import type { Session } from '../../session/session.ts';
import { currentAct } from './act-places.ts';

interface Place {
  readonly act: number;
  readonly focused: Element | null;
  /** Pixels that the page was scrolled by. */
  readonly top: number;
}

/** Where the presenter view was begun; null: a link began it. */
let begun: Place | null = null;

/** Fills the screen with the act that is read, or with another. */
export function startPresenting(session: Session, act = currentAct()): void {
  begun = { act, focused: document.activeElement, top: scrollY };
  session.present({ act, figure: 0 });
  fillScreen();
}

/** Asks for the whole screen, which browsers give after a key or a press only, and to frames seldom. */
export function fillScreen(): void {
  if (document.fullscreenEnabled) document.documentElement.requestFullscreen().catch(() => undefined);
}

/**
 * Once the page stands as before: to the place that one came from, with the focus where it was; from another act than that
 * one to its head.
 */
export function returnToPage(act: number): void {
  const place = begun?.act === act ? begun : null;
  begun = null;
  const head = document.getElementById(`act-${act}`);
  if (place) scrollTo({ top: place.top, behavior: 'instant' });
  else head?.scrollIntoView({ block: 'start', behavior: 'instant' });
  const { focused } = place ?? {};
  const isThere = focused instanceof HTMLElement && focused !== document.body && focused.isConnected;
  (isThere ? focused : head)?.focus({ preventScroll: true });
}
