/**
 * Keeps what is made on the page in this browser, so that a reload, a crash or a closed tab loses nothing. What does it
 * is loaded when there is something to keep, or something kept; an embedded page keeps nothing.
 */
import type { Keeper } from './keeper.ts';
import { HINT, slotKey } from './kept-hint.ts';
import type { SlotDoors } from './kept-slots.ts';
import { readAddress } from './link-sync.ts';
import { FROM_LINK } from './network.ts';
import { forgetBuilds } from './offline.ts';
import { oncePerSession } from './once-per-session.ts';
import { reportFault } from './report-fault.ts';
import type { Session } from './session.ts';

/** What keeps a session; null: it could not be loaded. */
const keeperOf = oncePerSession(async (session: Session): Promise<Keeper | null> => {
  const doors = openDoors();
  // a page that is being left cannot load it either, and that is no fault
  const part = await import('./keeper.ts').catch(() => null);
  try {
    if (part && doors) return part.createKeeper(session, doors).listen();
  } catch (error) {
    reportFault(error);
  }
  session.notify({
    kind: 'storage',
    title: 'Nothing is kept of this page',
    details: ['Everything works, but a reload loses the run. “Download run” takes it along.'],
  });
  return null;
});

/** Null where the browser has no storage for this page: its visitor's choice, and no fault. */
function openDoors(): SlotDoors | null {
  try {
    return browserDoors();
  } catch {
    return null;
  }
}

/** Throws what the browser throws where it has no storage for this page. */
const browserDoors = (): SlotDoors => ({
  databases: indexedDB,
  locks: navigator.locks ?? null,
  memory: sessionStorage,
  hints: localStorage,
  place: placeOf(location),
  isReload: performance
    .getEntriesByType('navigation')
    .some((entry) => (entry as PerformanceNavigationTiming).type === 'reload'),
  now: () => Date.now(),
  newName: () => `${Date.now().toString(36)}-${Math.random().toString(36).slice(2)}`,
});

/** Pages of one site share the browser's storage. */
const placeOf = ({ pathname, search }: Location): string => pathname + search;

export function connectKeeping(session: Session): void {
  const { store } = session;
  if (store.get().embed) return;
  const address = readAddress(location);
  let isOn = false;
  const restore = async (): Promise<void> => {
    isOn = true;
    await (await keeperOf(session))?.restore(address);
  };
  if (mayBeKept(address.isLink)) void restore();
  store.watch(
    ({ run, ghosts, opened, embed }) =>
      !embed &&
      (ghosts.length > 0 ||
        (run !== null && run.origin !== 'recorded') ||
        (opened !== null && opened.source !== FROM_LINK)),
    (isSomething) => {
      if (isSomething && !isOn) void keeperOf(session);
    },
    false,
  );
}

/** Forgets all that is kept here: runs, in this tab and in others, builds for when there is no network, and choices. */
export async function forgetKept(session: Session): Promise<void> {
  forgetChoices();
  await Promise.all([forgetBuilds(), keeperOf(session).then((keeper) => keeper?.forget())]);
}

/** What this browser was told, and what was measured in it. */
function forgetChoices(): void {
  try {
    for (const key of Object.keys(localStorage)) if (key.startsWith('latch-')) localStorage.removeItem(key);
  } catch {
    // nothing is kept where there is no storage
  }
}

/** In this tab's slot, or, where the address asks for nothing, in one that a closed tab has left. */
function mayBeKept(isLink: boolean): boolean {
  try {
    const own = sessionStorage.getItem(slotKey(placeOf(location)));
    return own !== null || (!isLink && localStorage.getItem(HINT) !== null);
  } catch {
    return false;
  }
}
