/** Single keys that act on the page, wherever no field, button or other control has a use for them. */
import { presentedSlide } from '../../session/presenting.ts';
import type { Session } from '../../session/session.ts';
import type { SessionState } from '../../session/state.ts';
import { goByActs } from './act-places.ts';
import { focusTextBox } from './focus.ts';
import { meantKey } from './meant-key.ts';
import { startPresenting } from './presenter-way.ts';

/** How the page is shown. */
type View = 'acts' | 'laboratory' | 'presenter';

export interface Shortcut {
  /** As `KeyboardEvent.key` names it, small. */
  readonly key: string;
  /** As it is written on the keyboard. */
  readonly cap: string;
  readonly does: string;
  readonly act: (session: Session) => void;
  /** Holding the key down goes on. */
  readonly repeats?: true;
  /** Acts in one of the page's views only. */
  readonly view?: View;
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

/** The text box stands in the opening, which is brought there where another act fills the screen. */
function typeString(session: Session): void {
  const slide = presentedSlide(session.store.get());
  if (slide === null || slide.act === 0) return focusTextBox();
  session.present({ act: 0, figure: 0 });
  requestAnimationFrame(focusTextBox);
}

/** Clickers press page keys. */
const presenterKeys = (
  does: string,
  by: 1 | -1,
  keys: readonly (readonly [key: string, cap: string])[],
): readonly Shortcut[] =>
  keys.map(([key, cap]) => ({
    key,
    cap,
    does,
    act: (session) => session.presentBeside(by),
    view: 'presenter',
  }));

const SHORTCUTS: readonly Shortcut[] = [
  { key: ' ', cap: 'Space', does: 'train, pause, resume', act: trainOrPause },
  { key: 's', cap: 'S', does: 'step: one update', act: (session) => session.step(), repeats: true },
  { key: 'r', cap: 'R', does: 'reset', act: (session) => session.reset() },
  {
    key: 't',
    cap: 'T',
    does: 'type a string',
    act: typeString,
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
    key: 'f',
    cap: 'F',
    does: 'present: one figure fills the screen',
    act: (session) => startPresenting(session),
    view: 'acts',
  },
  ...presenterKeys('the figure before', -1, [
    ['arrowleft', '←'],
    ['pageup', 'Page ↑'],
  ]),
  ...presenterKeys('the next figure', 1, [
    ['arrowright', '→'],
    ['pagedown', 'Page ↓'],
  ]),
  ...(['f', 'escape'] as const).map((key): Shortcut => ({
    key,
    cap: key === 'f' ? 'F' : 'Esc',
    does: 'leave the presenter view',
    act: (session) => session.leavePresenting(),
    view: 'presenter',
  })),
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

type Shown = Pick<SessionState, 'act' | 'presented'>;

const viewOf = (state: Shown): View =>
  state.act === null ? 'laboratory' : presentedSlide(state) === null ? 'acts' : 'presenter';

/** The keys that act in the view that the page shows. */
export const shortcutsIn = (state: Shown): readonly Shortcut[] =>
  SHORTCUTS.filter(({ view }) => view === undefined || view === viewOf(state));

/** What a key press means; null: nothing here. */
export function shortcutOf(event: KeyboardEvent, state: Shown): Shortcut | null {
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
/** What has no use for arrows, and none for a clicker's keys; bits and lists that have one have used it by then. */
const BUTTONS = 'button:not([role]), a[href], summary';
const PAST_BUTTONS = /^(?:arrow(?:left|right)|page(?:up|down))$/u;

/** Whether the control that has the focus has a use for the key itself. */
function isTaken(target: EventTarget | null, key: string): boolean {
  if (!(target instanceof Element) || target.matches('body, main')) return false;
  if (isTyped(target)) return true;
  const isLetter = /^[a-z,.?]$/iu.test(key);
  if (isLetter || key === 'escape') return false;
  return target.matches(CONTROLS) && !(PAST_BUTTONS.test(key) && target.matches(BUTTONS));
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
