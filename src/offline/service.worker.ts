/**
 * The service worker: keeps a build whole for when the site cannot be reached, or has been renewed, and gives it out
 * from the next navigation on. A newer one takes over as soon as it has all of its build; pages of the older one find
 * theirs by its names. `BUILD` is put in front of this by the build, which changes it, and so makes a newer worker.
 */
import { KeptBuilds, type Build } from './kept-builds.ts';
import { pageNoteOf, type WorkerNote } from './offline-messages.ts';

declare const self: ServiceWorkerGlobalScope;
declare const BUILD: Build;

const hexadecimals = (bytes: ArrayBuffer): string =>
  Array.from(new Uint8Array(bytes), (byte) => byte.toString(16).padStart(2, '0')).join('');

const connection = (navigator as { readonly connection?: { readonly saveData?: boolean } }).connection;

const builds = new KeptBuilds(BUILD, {
  caches: self.caches,
  fetch: (request) => self.fetch(request),
  digest: async (body) => hexadecimals(await crypto.subtle.digest('SHA-256', body)),
  scope: self.registration.scope,
  isSaving: connection?.saveData === true,
});

/** What the open pages are of, by the identity of each; asked for anew when the browser has ended this worker. */
const uses = new Map<string, string>();

self.addEventListener('install', (event) => event.waitUntil(install()));
self.addEventListener('activate', (event) => event.waitUntil(activate()));
self.addEventListener('message', (event) => event.waitUntil(answer(event)));
self.addEventListener('fetch', (event) => {
  const { request } = event;
  if (request.method !== 'GET') return;
  const isPage = request.mode === 'navigate' && builds.isPage(request.url);
  if (!isPage && !builds.holds(request.url)) return;
  event.respondWith(isPage ? builds.givePage(request) : builds.giveFile(request));
});

async function install(): Promise<void> {
  if (BUILD.id !== '') {
    try {
      await builds.keep();
    } catch (error) {
      if (self.registration.active) await builds.setOvertaken(true);
      throw error;
    }
  }
  await self.skipWaiting();
}

async function activate(): Promise<void> {
  if (BUILD.id === '') return leave();
  await builds.setOvertaken(false);
  await self.clients.claim();
  await callRoll();
}

async function leave(): Promise<void> {
  await builds.forgetAll();
  await self.registration.unregister();
}

async function answer({ data, source }: ExtendableMessageEvent): Promise<void> {
  const note = pageNoteOf(data);
  if (!note || !(source instanceof Client)) return;
  switch (note.offline) {
    case 'ask':
      await callRoll();
      if (await isGoneFromSite()) await leave();
      else await lookAgain();
      break;
    case 'uses':
      uses.set(source.id, note.build);
      await sweep();
      break;
    case 'take over':
      await self.skipWaiting();
      break;
    default:
      note satisfies never;
  }
}

/** Tells all open pages what is kept; each says which build it is of. */
async function callRoll(): Promise<void> {
  for (const client of await openPages())
    client.postMessage({ offline: 'keeps', build: BUILD.id } satisfies WorkerNote);
}

/** Once all pages have said what they use, what none does can go; not while a newer build is being kept. */
async function sweep(): Promise<void> {
  const ids = (await openPages()).map(({ id }) => id);
  if (self.registration.installing || !ids.every((id) => uses.has(id))) return;
  for (const id of uses.keys()) if (!ids.includes(id)) uses.delete(id);
  await builds.sweep(new Set(uses.values()));
}

/** Those of this site: others may be at the same host. */
async function openPages(): Promise<readonly WindowClient[]> {
  const windows = await self.clients.matchAll({ type: 'window', includeUncontrolled: true });
  return windows.filter(({ url }) => builds.isPage(url));
}

/** A site that has gone back to this build has no newer one. */
async function lookAgain(): Promise<void> {
  if (!(await builds.isOvertaken())) return;
  const { registration } = self;
  await registration.update();
  if (!registration.installing && !registration.waiting) await builds.setOvertaken(false);
}

/** The site offers no service worker any longer: a browser alone would go on with this one for ever. */
async function isGoneFromSite(): Promise<boolean> {
  const request = new Request(self.location.href, { method: 'HEAD', cache: 'no-store' });
  const status = await self.fetch(request).then(
    (response) => response.status,
    () => 0,
  );
  return status === 404 || status === 410;
}
