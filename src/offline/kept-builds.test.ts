/** What is kept is one build whole, and what is given out is never of two. */
import { createHash } from 'node:crypto';
import { beforeEach, describe, expect, test } from 'vitest';
import { KeptBuilds, type Build } from './kept-builds.ts';

const SCOPE = 'https://host/latch/';

/** A browser's caches, as far as they are used. */
class FakeCache {
  readonly #kept = new Map<string, Response>();
  readonly room: { left: number };
  constructor(room: { left: number }) {
    this.room = room;
  }
  match = (url: string): Promise<Response | undefined> => Promise.resolve(this.#kept.get(url)?.clone());
  keys = (): Promise<string[]> => Promise.resolve([...this.#kept.keys()]);
  put(url: string, response: Response): Promise<void> {
    if (this.room.left === 0) return Promise.reject(new DOMException('full', 'QuotaExceededError'));
    this.room.left -= 1;
    this.#kept.set(url, response);
    return Promise.resolve();
  }
}

class FakeCaches {
  readonly room = { left: Infinity };
  readonly #caches = new Map<string, FakeCache>();
  keys = (): Promise<string[]> => Promise.resolve([...this.#caches.keys()]);
  has = (name: string): Promise<boolean> => Promise.resolve(this.#caches.has(name));
  delete = (name: string): Promise<boolean> => Promise.resolve(this.#caches.delete(name));
  open(name: string): Promise<FakeCache> {
    const cache = this.#caches.get(name) ?? new FakeCache(this.room);
    this.#caches.set(name, cache);
    return Promise.resolve(cache);
  }
}

const sha256 = (text: string | Uint8Array): string => createHash('sha256').update(text).digest('hex');

let caches: FakeCaches;
/** What the host has, by path. */
let host: Record<string, string>;
let fetched: string[];

beforeEach(() => {
  caches = new FakeCaches();
  fetched = [];
});

/** A build that the host has, and whoever keeps it. */
function deploy(id: string, files: Record<string, string>, isSaving = false): KeptBuilds {
  host = files;
  const digests = Object.entries(files).map(([path, text]) => [path, sha256(text)]);
  const build: Build = { id, policy: `policy ${id}`, files: Object.fromEntries(digests) as Build['files'] };
  return new KeptBuilds(build, {
    caches: caches as unknown as CacheStorage,
    fetch({ url }) {
      const path = url.slice(SCOPE.length);
      fetched.push(path);
      const text = host[path];
      return Promise.resolve(
        text === undefined
          ? new Response('', { status: 404 })
          : new Response(text, { headers: { 'content-type': 'text/javascript' } }),
      );
    },
    digest: (body) => Promise.resolve(sha256(new Uint8Array(body))),
    scope: SCOPE,
    isSaving,
  });
}

const FIRST = { '': 'page a', 'assets/entry-a.js': 'entry a', 'assets/same-1.js': 'same', 'icon.svg?1': 'i' };
const SECOND = {
  '': 'page b',
  'assets/entry-b.js': 'entry b',
  'assets/same-1.js': 'same',
  'icon.svg?2': 'j',
};
const textOf = async (response: Response | null): Promise<string | null> => (await response?.text()) ?? null;
const at = (path: string): string => SCOPE + path;

describe('a build', () => {
  test('is kept whole, with its types and its policy', async () => {
    const kept = deploy('a', FIRST);
    expect(await kept.page()).toBeNull();
    await kept.keep();
    expect(await textOf(await kept.page())).toBe('page a');
    for (const [path, text] of Object.entries(FIRST)) {
      const response = await kept.file(at(path));
      expect(response?.headers.get('content-security-policy')).toBe('policy a');
      expect(response?.headers.get('content-type')).toBe('text/javascript');
      expect(await textOf(response)).toBe(text);
    }
  });

  test.each(Object.keys(FIRST))('is not given out while %j is of another, or missing', async (path) => {
    for (const wrong of [{ [path]: 'of another build' }, { [path]: undefined }]) {
      caches = new FakeCaches();
      const kept = deploy('a', FIRST);
      host = { ...FIRST, ...wrong } as typeof host;
      await expect(kept.keep()).rejects.toThrow('is not what its build lists');
      expect(await kept.page()).toBeNull();
    }
  });

  test('that broke off goes on where it was', async () => {
    const kept = deploy('a', FIRST);
    caches.room.left = 2;
    await expect(kept.keep()).rejects.toThrow('full');
    expect(await kept.page()).toBeNull();
    caches.room.left = Infinity;
    const before = fetched.length;
    await kept.keep();
    expect(fetched.length - before).toBe(2);
    expect(await textOf(await kept.page())).toBe('page a');
  });

  test('takes over from the one before what is the same, and nothing else', async () => {
    await deploy('a', FIRST).keep();
    fetched = [];
    const second = deploy('b', SECOND);
    await second.keep();
    expect(fetched.toSorted()).toEqual(['', 'assets/entry-b.js', 'icon.svg?2']);
    expect(await textOf(await second.page())).toBe('page b');
    expect((await second.file(at('assets/same-1.js')))?.headers.get('content-security-policy')).toBe(
      'policy b',
    );
  });

  test('is not begun for visitors who want little to be loaded', async () => {
    await expect(deploy('a', FIRST, true).keep()).rejects.toThrow('saves data');
    expect(fetched).toEqual([]);
  });
});

describe('of several builds', () => {
  test('each page finds its own files, and the newest page is given out', async () => {
    await deploy('a', FIRST).keep();
    const second = deploy('b', SECOND);
    await second.keep();
    expect(await textOf(await second.page())).toBe('page b');
    expect(await textOf(await second.file(at('assets/entry-a.js')))).toBe('entry a');
    expect(await textOf(await second.file(at('icon.svg?1')))).toBe('i');
    expect(await second.file(at('icon.svg'))).toBeNull();
  });

  test('this one stays, the one before it, and what pages use', async () => {
    let kept = deploy('0', FIRST);
    for (const id of ['a', 'b', 'c', 'd']) {
      kept = deploy(id, id === 'd' ? SECOND : FIRST);
      await kept.keep();
    }
    await caches.open('of another site');
    await kept.sweep(new Set(['a', 'unheard of']));
    expect(await caches.keys()).toEqual([
      'latch https://host/latch/ a',
      'latch https://host/latch/ c',
      'latch https://host/latch/ d',
      'of another site',
    ]);
    await kept.forgetAll();
    expect(await caches.keys()).toEqual(['of another site']);
  });

  test('the page is fetched where a newer one could not be kept, and given as it is kept out of reach', async () => {
    const kept = deploy('a', FIRST);
    const given = async (): Promise<string | null> => textOf(await kept.givePage(new Request(SCOPE)));
    expect(await given()).toBe('page a');
    await kept.keep();
    host = { ...FIRST, '': 'page b' };
    expect(await given()).toBe('page a');
    await kept.setOvertaken(true);
    expect(await given()).toBe('page b');
    host = {};
    expect(await given()).toBe('page a');
    host = { '': 'page b' };
    await kept.setOvertaken(false);
    expect(await given()).toBe('page a');
  });

  test('a file that none has is fetched, and what a browser does not give out too', async () => {
    const kept = deploy('a', FIRST);
    await kept.keep();
    host = { 'assets/other.js': 'other' };
    const given = async (path: string): Promise<string | null> =>
      textOf(await kept.giveFile(new Request(at(path))));
    expect(await given('assets/other.js')).toBe('other');
    expect(await given('assets/entry-a.js')).toBe('entry a');
    caches.keys = () => Promise.reject(new DOMException('no', 'SecurityError'));
    caches.has = caches.keys as never;
    expect(await given('assets/other.js')).toBe('other');
    host = { '': 'page b' };
    expect(await textOf(await kept.givePage(new Request(SCOPE)))).toBe('page b');
  });
});

describe('what a request is for', () => {
  const kept = (): KeptBuilds => deploy('a', FIRST);

  test.each<[string, boolean]>([
    ['', true],
    ['?load=3#v=1', true],
    ['#v=1', true],
    ['index.html', true],
    ['licenses.md', false],
    ['assets/', false],
    ['another/', false],
  ])('the page at %j: %j', (path, isPage) => expect(kept().isPage(at(path))).toBe(isPage));

  test.each<[string, boolean]>([
    [at('assets/of-an-older-build.js'), true],
    [at('icon.svg?1'), true],
    [at('icon.svg'), false],
    [at('constructor'), false],
    ['https://host/assets/entry-a.js', false],
    ['https://elsewhere/latch/assets/entry-a.js', false],
  ])('something kept at %s: %j', (url, holds) => expect(kept().holds(url)).toBe(holds));
});
