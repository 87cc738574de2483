/** Single keys that act on the page, wherever no field, button or other control has a use for them. */
import type { Session } from '../../session/session.ts';
import type { SessionState } from '../../session/state.ts';
import { goByActs } from './act-places.ts';
import { focusTextBox } from './focus.ts';
import { meantKey } from './meant-key.ts';

export interface Shortcut {
  /** As `KeyboardEvent.key` names it, small. */
  readonly key: string;
  /** As it is written on the keyboard. */
  readonly cap: string;
  readonly does: string;
  readonly act: (session: Session) => void;
  /** Holding the key down goes on. */
  readonly repeats?: true;
  /** Acts in one of the page's two views only. */
  readonly view?: 'acts' | 'laboratory';
}

/** Trains, pauses or goes on: what the first button does. */
function trainOrPause(session: Session): void {
  const { status } = session.store.get();
  if (status === 'training' || status === 'starting') session.pause();
  else if (status === 'paused') session.resume();
  else session.train();
}

function moveCursor({ store, setCursor }: Session, steps: number): void {
  const { bits, cursor } = store.get();
  const last = Math.max(0, bits.length - 1);
  setCursor(Math.max(0, Math.min(last, Math.min(last, cursor) + steps)));
}

const SHORTCUTS: readonly Shortcut[] = [
  { key: ' ', cap: 'Space', does: 'train, pause, resume', act: trainOrPause },
  { key: 's', cap: 'S', does: 'step: one update', act: (session) => session.step(), repeats: true },
  { key: 'r', cap: 'R', does: 'reset', act: (session) => session.reset() },
  {
    key: 't',
    cap: 'T',
    does: 'type a string',
    act: focusTextBox,
  },
  {
    key: 'arrowleft',
    cap: '←',
    does: 'one bit back along the string',
    act: (session) => moveCursor(session, -1),
    repeats: true,
    view: 'laboratory',
  },
  {
    key: 'arrowright',
    cap: '→',
    does: 'one bit on',
    act: (session) => moveCursor(session, 1),
    repeats: true,
    view: 'laboratory',
  },
  {
    key: 'arrowleft',
    cap: '←',
    does: 'the act before',
    act: (session) => goByActs(session, -1),
    view: 'acts',
  },
  { key: 'arrowright', cap: '→', does: 'the next act', act: (session) => goByActs(session, 1), view: 'acts' },
  {
    key: ',',
    cap: ',',
    does: 'one moment back in the run',
    act: (session) => session.lookBy(-1),
    repeats: true,
  },
  { key: '.', cap: '.', does: 'one moment on', act: (session) => session.lookBy(1), repeats: true },
  { key: 'l', cap: 'L', does: 'live: the newest weights', act: (session) => session.lookAt(null) },
  { key: 'p', cap: 'P', does: 'prove', act: (session) => session.prove() },
];

/** The keys that act in the view that the page shows. */
export const shortcutsIn = ({ act }: Pick<SessionState, 'act'>): readonly Shortcut[] =>
  SHORTCUTS.filter(({ view }) => view === undefined || (view === 'acts') === (act !== null));

/** What a key press means; null: nothing here. */
export function shortcutOf(event: KeyboardEvent, state: Pick<SessionState, 'act'>): Shortcut | null {
  const key = meantKey(event);
  if (isForOthers(event) || isTaken(event.target, key)) return null;
  const shortcut = shortcutsIn(state).find((candidate) => candidate.key === key);
  return shortcut && (!event.repeat || shortcut.repeats) ? shortcut : null;
}

export const isHelpKey = (event: KeyboardEvent): boolean =>
  meantKey(event) === '?' && !isForOthers(event) && !isTaken(event.target, '?');

/** Chords are the browser's, a handled press its handler's, and a dialog keeps its own. */
const isForOthers = (event: KeyboardEvent): boolean =>
  event.defaultPrevented ||
  event.ctrlKey ||
  event.metaKey ||
  event.altKey ||
  // where AltGr does not count as Ctrl and Alt
  event.getModifierState('AltGraph') ||
  event.isComposing ||
  document.querySelector('dialog[open]') !== null;

/** What is typed into or chosen by letters takes every key. */
const TYPED = 'input:not([type=range], [type=checkbox], [type=radio], [type=file]), textarea, select';
// heads of acts take the focus when they are gone to, and have no use for a key
const CONTROLS = 'input, button, a[href], summary, [role], [tabindex]:not(h1, h2)';

/** Whether what has the focus takes every key. */
export const isTyped = (target: EventTarget | null): boolean =>
  target instanceof Element && target.matches(TYPED);

/** Whether the control that has the focus has a use for the key itself. */
function isTaken(target: EventTarget | null, key: string): boolean {
  if (!(target instanceof Element) || target.matches('body, main')) return false;
  if (isTyped(target)) return true;
  const isLetter = /^[a-z,.?]$/iu.test(key);
  return !isLetter && target.matches(CONTROLS);
}

const KEY = 'latch-shortcuts';

/** Whether single keys act; remembered in this browser. */
export function readShortcutsOn(): boolean {
  try {
    return localStorage.getItem(KEY) !== 'off';
  } catch {
    return true;
  }
}

export function storeShortcutsOn(isOn: boolean): void {
  try {
    if (isOn) localStorage.removeItem(KEY);
    else localStorage.setItem(KEY, 'off');
  } catch {
    // a browser without storage forgets the choice
  }
}
