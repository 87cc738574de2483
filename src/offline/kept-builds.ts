/**
 * The builds of the page that are kept for when they cannot be fetched: a cache for each, whole or not given out. Every
 * file is held to the digest that its build lists, so that a host in the middle of a deploy, or a cache on the way, cannot
 * bring files of two builds into one.
 *
 * Names within a build tell its content (`assets/index-p_I2aduv.js`, `icon.svg?3f2a91c0`), so a page of an older build
 * finds its own files by their names; only the page itself has the same name in each, and comes from the newest.
 */

/** What a build says of itself, written by `e2e/scripts/offline-build.ts`. */
export interface Build {
  /** Empty: a build that wants nothing to be kept. */
  readonly id: string;
  /** The content security policy that goes with every file: one in the page alone does not bind its workers. */
  readonly policy: string;
  /** SHA-256 in hexadecimals by path under the scope; the page's own path is empty. */
  readonly files: Readonly<Record<string, string>>;
}

export interface Surroundings {
  readonly caches: CacheStorage;
  readonly fetch: (request: Request) => Promise<Response>;
  /** SHA-256, in hexadecimals. */
  readonly digest: (body: ArrayBuffer) => Promise<string>;
  /** Address that the build lies under; ends with a slash. */
  readonly scope: string;
  /** The visitor wants little to be loaded. */
  readonly isSaving: boolean;
}

/** The network has so long where the page might as well be taken from what is kept. */
const NETWORK_MS = 4000;
/** Fetched side by side: few, since the visitor may be loading something too. */
const LANES = 3;

export class KeptBuilds {
  readonly #build: Build;
  readonly #surroundings: Surroundings;

  constructor(build: Build, surroundings: Surroundings) {
    this.#build = build;
    this.#surroundings = surroundings;
  }

  /**
   * Keeps all files of this build; those that an older one has are not fetched again, nor those of an attempt before.
   * @throws where one cannot be had as the build lists it, or not be kept: then nothing of it is given out.
   */
  async keep(): Promise<void> {
    const { caches, isSaving } = this.#surroundings;
    if (isSaving) throw new Error('the visitor saves data');
    const cache = await caches.open(this.#cacheName());
    const older = await this.#caches((name) => name !== this.#cacheName());
    const paths = Object.keys(this.#build.files);
    const lane = async (): Promise<void> => {
      for (let path = paths.shift(); path !== undefined; path = paths.shift())
        await this.#keepFile(path, cache, older);
    };
    await Promise.all(Array.from({ length: LANES }, lane));
    if (!(await this.#isWhole())) throw new Error('not everything was kept');
  }

  /** Whether a request may be for something that is kept. */
  holds(url: string): boolean {
    const path = this.#pathOf(url);
    return path !== null && (path.startsWith('assets/') || Object.hasOwn(this.#build.files, path));
  }

  isPage(url: string): boolean {
    const path = this.#pathOf(url)?.replace(/[?#].*$/u, '');
    return path === '' || path === 'index.html';
  }

  /** A file by its name, of whichever build; null: none has it. */
  async file(url: string): Promise<Response | null> {
    for (const cache of await this.#caches(() => true)) {
      const found = await cache.match(url);
      if (found) return found;
    }
    return null;
  }

  /** The page of this build; null: something of the build has been lost. */
  async page(): Promise<Response | null> {
    if (!(await this.#isWhole())) return null;
    const cache = await this.#surroundings.caches.open(this.#cacheName());
    return (await cache.match(this.#surroundings.scope)) ?? null;
  }

  /** The page as it is kept; as the site has it where it has a newer build that could not be kept, or nothing is kept. */
  async givePage(request: Request): Promise<Response> {
    const kept = await this.page().catch(() => null);
    if (!kept) return this.#surroundings.fetch(request);
    const isOvertaken = await this.isOvertaken().catch(() => false);
    return (isOvertaken && (await this.#newerPage(request))) || kept;
  }

  async giveFile(request: Request): Promise<Response> {
    return (await this.file(request.url).catch(() => null)) ?? this.#surroundings.fetch(request);
  }

  /** Lets go of all builds but this one, the one before it, and those that pages still use. */
  async sweep(inUse: ReadonlySet<string>): Promise<void> {
    const { caches } = this.#surroundings;
    const older = (await this.#names()).filter((name) => name !== this.#cacheName());
    const used = new Set([...inUse].map((id) => this.#cacheName(id)));
    // in the order of their making
    const unused = older.slice(0, -1).filter((name) => !used.has(name));
    await Promise.all(unused.map((name) => caches.delete(name)));
  }

  async forgetAll(): Promise<void> {
    const { caches } = this.#surroundings;
    await Promise.all([...(await this.#names()), this.#markName()].map((name) => caches.delete(name)));
  }

  /**
   * Whether the site has a newer build than the one that is given out, which could not be kept: for want of room, or
   * because its files are not what it lists. The page is then better fetched.
   */
  async isOvertaken(): Promise<boolean> {
    return this.#surroundings.caches.has(this.#markName());
  }

  async setOvertaken(isOvertaken: boolean): Promise<void> {
    const { caches } = this.#surroundings;
    if (isOvertaken) await caches.open(this.#markName());
    else await caches.delete(this.#markName());
  }

  /** Null: the site is not reached, or not in time. */
  async #newerPage(request: Request): Promise<Response | null> {
    const tooLate = new Promise<null>((resolve) => setTimeout(resolve, NETWORK_MS, null));
    const fetched = this.#surroundings.fetch(request).then(
      (response) => (response.ok ? response : null),
      () => null,
    );
    return Promise.race([fetched, tooLate]);
  }

  async #keepFile(path: string, cache: Cache, older: readonly Cache[]): Promise<void> {
    const url = this.#surroundings.scope + path;
    const wanted = this.#build.files[path];
    if (await cache.match(url)) return;
    for (const copy of this.#copies(url, older)) {
      const response = await copy();
      if (!response?.ok) continue;
      const body = await response.arrayBuffer();
      if ((await this.#surroundings.digest(body)) !== wanted) continue;
      return cache.put(url, new Response(body, { headers: this.#headersOf(response) }));
    }
    throw new Error(`${path} is not what its build lists`);
  }

  /** Where a file may be had, cheapest first. */
  *#copies(url: string, older: readonly Cache[]): Generator<() => Promise<Response | undefined>> {
    const { fetch } = this.#surroundings;
    for (const cache of older) yield () => cache.match(url);
    const isNamedByContent = url.includes('/assets/');
    if (isNamedByContent) yield () => fetch(new Request(url, { priority: 'low' }));
    yield () => fetch(new Request(url, { priority: 'low', cache: isNamedByContent ? 'reload' : 'no-cache' }));
  }

  #headersOf(response: Response): Record<string, string> {
    return {
      'content-type': response.headers.get('content-type') ?? 'application/octet-stream',
      'content-security-policy': this.#build.policy,
      'x-content-type-options': 'nosniff',
    };
  }

  async #isWhole(): Promise<boolean> {
    const { caches } = this.#surroundings;
    if (!(await caches.has(this.#cacheName()))) return false;
    const kept = await (await caches.open(this.#cacheName())).keys();
    return kept.length === Object.keys(this.#build.files).length;
  }

  #pathOf(url: string): string | null {
    const { scope } = this.#surroundings;
    return url.startsWith(scope) ? url.slice(scope.length) : null;
  }

  /** Of this build first. */
  async #caches(isWanted: (name: string) => boolean): Promise<Cache[]> {
    const { caches } = this.#surroundings;
    const names = (await this.#names()).filter(isWanted).reverse();
    const own = this.#cacheName();
    names.sort((a, b) => Number(b === own) - Number(a === own));
    return Promise.all(names.map((name) => caches.open(name)));
  }

  async #names(): Promise<string[]> {
    const names = await this.#surroundings.caches.keys();
    return names.filter((name) => name.startsWith(this.#cacheName('')));
  }

  /** Sites that share an origin share its caches. */
  #cacheName(id = this.#build.id): string {
    return cacheNameOf(this.#surroundings.scope, id);
  }

  #markName(): string {
    return markNameOf(this.#surroundings.scope);
  }
}

const cacheNameOf = (scope: string, id: string): string => `latch ${scope} ${id}`;
const markNameOf = (scope: string): string => `latch-overtaken ${scope}`;

/** Whether a cache of that name belongs to the site at that address, and to no other. */
export const isOfSite = (name: string, scope: string): boolean =>
  name === markNameOf(scope) || name.startsWith(cacheNameOf(scope, ''));
