/** The way into the presenter view: the whole screen where the browser gives it, and the place that one came from. */
import type { Session } from '../../session/session.ts';
import { currentAct } from './act-places.ts';

interface Place {
  readonly act: number;
  readonly focused: Element | null;
  /** Pixels that the page was scrolled by. */
  readonly top: number;
}

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

/** The place that the presenter view was begun at, once; null: a link began it. */
export function takePlace(): Place | null {
  const place = begun;
  begun = null;
  return place;
}
