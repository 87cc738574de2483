/** Where the reader is among the acts, and the way to another. */
import type { Session } from '../../session/session.ts';

export const ACT_COUNT = 8;
/** In which an act is drawn: its head, its body, and of several figures the second and the later ones. */
export const STEPS_PER_ACT = 4;

/** The act whose head was passed last; 0 where there are none. */
export function currentAct(): number {
  const line = innerHeight * 0.45;
  let last = 0;
  for (let act = 0; act < ACT_COUNT; act++) {
    const head = document.getElementById(`act-${act}`);
    if (head && head.getBoundingClientRect().top < line) last = act;
  }
  return last;
}

export function goToAct(session: Session, act: number): void {
  session.goToAct(act);
  // the same act again, from further down
  document.getElementById(`act-${act}`)?.scrollIntoView({ block: 'start' });
}

/** On or back by some acts from where the reader is. */
export function goByActs(session: Session, by: number): void {
  goToAct(session, Math.max(0, Math.min(ACT_COUNT - 1, currentAct() + by)));
}
