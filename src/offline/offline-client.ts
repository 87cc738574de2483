/** The page's end of the service worker: starts it, and learns when it has a newer build than the page's own. */
import { isOfSite } from './kept-builds.ts';
import { workerNoteOf, type PageNote } from './offline-messages.ts';

/** A page that stays open asks the site so often, when it is looked at again. */
const ASK_AGAIN_MS = 3_600_000;
/** How often, and how many times, a worker that is not yet in charge is looked after. */
const HURRY_MS = 1000;
const HURRIES = 300;
/** When a site is asked once more whether it has a newer build than the one that is kept. */
const AGAIN_MS = [2000, 8000, 32_000];

/**
 * Has everything kept that the page may need, where the browser can do that; where it cannot, nothing is said. A build
 * that wants nothing to be kept ends what an earlier one began. `onNewer`: the site has a newer build, which is kept.
 */
export async function keepForOffline(onNewer: () => void): Promise<void> {
  try {
    // in a frame that forbids it, asking is refused
    const { serviceWorker } = navigator;
    if (serviceWorker === undefined) return;
    const build = document.querySelector<HTMLMetaElement>('meta[name=build]')?.content;
    const scope = new URL('./', document.baseURI).href;
    if (build === undefined) return await endEarlier(serviceWorker, scope);
    listen(serviceWorker, { build, scope, onNewer });
    if (isUnwanted()) return;
    const registration = await serviceWorker.register(new URL('service-worker.js', scope), {
      scope,
      updateViaCache: 'none',
    });
    registration.addEventListener('updatefound', () => hurry(registration));
    hurry(registration);
    const ask = (): void => serviceWorker.controller?.postMessage({ offline: 'ask' } satisfies PageNote);
    serviceWorker.addEventListener('controllerchange', ask);
    ask();
    askAgain(serviceWorker, scope);
  } catch {
    // refused, or not reached: the page works without
  }
}

/** Ends what keeps builds of this site, and lets go of all of them; the page goes on from the network. */
export async function endKeeping(): Promise<void> {
  const scope = new URL('./', document.baseURI).href;
  // in a frame that forbids it, asking is refused
  await endEarlier(navigator.serviceWorker, scope);
  const names = (await caches.keys()).filter((name) => isOfSite(name, scope));
  await Promise.all(names.map((name) => caches.delete(name)));
}

interface OpenPage {
  readonly build: string;
  readonly scope: string;
  readonly onNewer: () => void;
}

/** Says which build the page is of, and hears of each other one once. */
function listen(serviceWorker: ServiceWorkerContainer, { build, scope, onNewer }: OpenPage): void {
  const heard = new Set([build]);
  let kept = build;
  const offer = async (): Promise<void> => {
    const isThere = await isNewest(serviceWorker, scope);
    if (isThere && kept !== build && !isFramed()) onNewer();
  };
  serviceWorker.addEventListener('message', ({ data, source }: MessageEvent<unknown>) => {
    const note = workerNoteOf(data);
    if (!note || !(source instanceof ServiceWorker)) return;
    kept = note.build;
    source.postMessage({ offline: 'uses', build } satisfies PageNote);
    if (heard.has(kept)) return;
    heard.add(kept);
    void offer();
  });
  serviceWorker.startMessages();
}

/** In somebody else's page, and for visitors who want little to be loaded. */
function isUnwanted(): boolean {
  const { connection } = navigator as { readonly connection?: { readonly saveData?: boolean } };
  return isFramed() || connection?.saveData === true;
}

const isFramed = (): boolean => window.top !== window;

async function endEarlier(serviceWorker: ServiceWorkerContainer, scope: string): Promise<void> {
  const registration = await serviceWorker.getRegistration(scope);
  if (registration?.scope === scope) await registration.unregister();
}

/**
 * Whether the site has none newer than the build that is kept; if that is not the page's own, it is newer then. The page may
 * be the newer one, when it was fetched and its own build is still to be kept.
 */
async function isNewest(serviceWorker: ServiceWorkerContainer, scope: string): Promise<boolean> {
  for (const ms of [0, ...AGAIN_MS]) {
    await new Promise((resolve) => setTimeout(resolve, ms));
    try {
      const registration = await serviceWorker.getRegistration(scope);
      await registration?.update();
      if (registration && !registration.installing && !registration.waiting) return true;
    } catch {
      // out of reach
    }
  }
  return false;
}

/**
 * A newer worker that has all of its build takes over once the one before has a moment of rest, which Chromium may not
 * notice for minutes; asked again, it looks.
 */
function hurry(registration: ServiceWorkerRegistration, left = HURRIES): void {
  const { installing, waiting } = registration;
  waiting?.postMessage({ offline: 'take over' } satisfies PageNote);
  if ((installing || waiting) && left > 0) setTimeout(hurry, HURRY_MS, registration, left - 1);
}

function askAgain(serviceWorker: ServiceWorkerContainer, scope: string): void {
  let askedAt = performance.now();
  document.addEventListener('visibilitychange', () => {
    if (document.visibilityState !== 'visible' || performance.now() - askedAt < ASK_AGAIN_MS) return;
    askedAt = performance.now();
    void serviceWorker
      .getRegistration(scope)
      .then((registration) => registration?.update())
      .catch(() => undefined);
  });
}
