/** When a page has itself kept, and when it offers another build. */
import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest';
import { endKeeping, keepForOffline } from './offline-client.ts';

const SCOPE = 'https://host/latch/';

class FakeServiceWorker {
  readonly heard: unknown[] = [];
  postMessage = (message: unknown): void => void this.heard.push(message);
}

class FakeRegistration extends EventTarget {
  readonly scope = SCOPE;
  installing: object | null = null;
  waiting: FakeServiceWorker | null = null;
  isEnded = false;
  updates = 0;
  /** What the site answers. */
  onUpdate: () => Promise<void> = () => Promise.resolve();
  update(): Promise<void> {
    this.updates += 1;
    return this.onUpdate();
  }
  unregister(): Promise<boolean> {
    this.isEnded = true;
    return Promise.resolve(true);
  }
}

class FakeContainer extends EventTarget {
  controller: FakeServiceWorker | null = null;
  readonly registration = new FakeRegistration();
  readonly registered: string[] = [];
  isRefused = false;
  startMessages(): void {}
  getRegistration = (): Promise<FakeRegistration> => Promise.resolve(this.registration);
  register(url: URL): Promise<FakeRegistration> {
    if (this.isRefused) return Promise.reject(new DOMException('no', 'SecurityError'));
    this.registered.push(url.href);
    return Promise.resolve(this.registration);
  }
}

let container: FakeContainer;
let worker: FakeServiceWorker;
let offers: number;

/** A page of build "mine", but for what is given. */
function openPage({ build = 'mine' as string | null, isFramed = false, isSaving = false } = {}): void {
  vi.stubGlobal('navigator', { serviceWorker: container, connection: { saveData: isSaving } });
  const page: { top?: object } = {};
  vi.stubGlobal('window', Object.assign(page, { top: isFramed ? {} : page }));
  vi.stubGlobal('document', {
    baseURI: `${SCOPE}?load=1`,
    querySelector: () => (build === null ? null : { content: build }),
    addEventListener: () => undefined,
  });
}

const keep = (): Promise<void> => keepForOffline(() => void (offers += 1));

/** The service worker says which build it keeps; once all that follows from it has happened. */
async function tell(data: unknown): Promise<void> {
  const event = Object.assign(new Event('message'), { data, source: worker });
  container.dispatchEvent(event);
  await vi.advanceTimersByTimeAsync(60_000);
}

beforeEach(() => {
  container = new FakeContainer();
  worker = new FakeServiceWorker();
  offers = 0;
  vi.stubGlobal('ServiceWorker', FakeServiceWorker);
  vi.useFakeTimers();
});
afterEach(() => {
  vi.unstubAllGlobals();
  vi.useRealTimers();
});

describe('a page', () => {
  test('has itself kept, and says which build it is of', async () => {
    openPage();
    container.controller = worker;
    await keep();
    expect(container.registered).toEqual([`${SCOPE}service-worker.js`]);
    expect(worker.heard).toEqual([{ offline: 'ask' }]);
    await tell({ offline: 'keeps', build: 'mine' });
    expect(worker.heard.at(-1)).toEqual({ offline: 'uses', build: 'mine' });
    expect(offers).toBe(0);
  });

  test.each([
    ['in somebody else’s page', { isFramed: true }],
    ['for visitors who want little to be loaded', { isSaving: true }],
  ])('is not kept %s, but answers', async (_, page) => {
    openPage(page);
    await keep();
    expect(container.registered).toEqual([]);
    await tell({ offline: 'keeps', build: 'mine' });
    expect(worker.heard).toEqual([{ offline: 'uses', build: 'mine' }]);
  });

  test('of a build that keeps nothing ends what was kept', async () => {
    openPage({ build: null });
    await keep();
    expect(container.registration.isEnded).toBe(true);
    expect(container.registered).toEqual([]);
  });

  test('says nothing where it cannot be kept', async () => {
    openPage();
    container.isRefused = true;
    await keep();
    vi.stubGlobal('navigator', {});
    await keep();
    vi.stubGlobal('navigator', {
      get serviceWorker(): never {
        throw new DOMException('a sandbox', 'SecurityError');
      },
    });
    await keep();
    expect(offers).toBe(0);
  });
});

describe('another build', () => {
  const hear = (): Promise<void> => tell({ offline: 'keeps', build: 'another' });

  test('is offered once, where the site has none newer', async () => {
    openPage();
    await keep();
    await hear();
    await hear();
    expect(offers).toBe(1);
    expect(container.registration.updates).toBe(1);
  });

  test('is not offered while one newer than it is being kept, which is the page’s own', async () => {
    openPage();
    await keep();
    container.registration.installing = {};
    await hear();
    expect(offers).toBe(0);
    container.registration.installing = null;
    await tell({ offline: 'keeps', build: 'mine' });
    expect(offers).toBe(0);
  });

  test('is offered when the site is in reach again, and when another has taken over', async () => {
    openPage();
    await keep();
    container.controller = worker;
    container.dispatchEvent(new Event('controllerchange'));
    expect(worker.heard).toEqual([{ offline: 'ask' }]);
    const { registration } = container;
    registration.onUpdate = () =>
      registration.updates < 3 ? Promise.reject(new TypeError('offline')) : Promise.resolve();
    await hear();
    expect(offers).toBe(1);
  });

  test('that has all of itself is asked to take over, until it has', async () => {
    openPage();
    await keep();
    const { registration } = container;
    registration.installing = {};
    registration.dispatchEvent(new Event('updatefound'));
    vi.advanceTimersByTime(3000);
    Object.assign(registration, { installing: null, waiting: worker });
    vi.advanceTimersByTime(2000);
    expect(worker.heard).toEqual([{ offline: 'take over' }, { offline: 'take over' }]);
    registration.waiting = null;
    vi.advanceTimersByTime(60_000);
    expect(worker.heard).toHaveLength(2);
    expect(vi.getTimerCount()).toBe(0);
  });

  test('is not offered where the site is out of reach, nor in somebody else’s page', async () => {
    openPage();
    await keep();
    container.registration.onUpdate = () => Promise.reject(new TypeError('offline'));
    await hear();
    expect(offers).toBe(0);
    container = new FakeContainer();
    openPage({ isFramed: true });
    await keep();
    await hear();
    expect(offers).toBe(0);
  });

  test('is forgotten with all others of the site, and with what keeps them', async () => {
    openPage();
    await keep();
    const names = [
      `latch ${SCOPE} mine`,
      `latch ${SCOPE} older`,
      `latch-overtaken ${SCOPE}`,
      'another',
      `latch ${SCOPE}more/ x`,
    ];
    const kept = new Set(names);
    vi.stubGlobal('caches', {
      keys: () => Promise.resolve([...kept]),
      delete: (name: string) => Promise.resolve(kept.delete(name)),
    });
    await endKeeping();
    expect([...kept]).toEqual(names.slice(3));
    expect(container.registration.isEnded).toBe(true);
  });

  test('messages of others are left alone', async () => {
    openPage();
    await keep();
    for (const data of [null, 'keeps', { offline: 'keeps' }, { offline: 'uses', build: 'x' }, { build: 'x' }])
      await tell(data);
    expect(worker.heard).toEqual([]);
    expect(offers).toBe(0);
  });
});
