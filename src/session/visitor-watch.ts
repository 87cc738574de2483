/** Lets training rest for a moment whenever the visitor does something, so that the answer is painted first. */
import type { Session } from './session.ts';

/** Of presses and fingers the start and the end: a click comes when it is over. */
const DEEDS = ['keydown', 'input', 'pointerdown', 'click'];

export function connectVisitor(session: Session): void {
  for (const type of [...DEEDS, 'scroll'])
    document.addEventListener(type, session.stir, { capture: true, passive: true });
  for (const type of DEEDS) document.addEventListener(type, session.rest, { capture: true, passive: true });
}
