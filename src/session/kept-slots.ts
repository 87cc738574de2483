/**
 * Where the browser keeps what is kept: a slot a tab, in IndexedDB. Each is written in two copies in turn, so that one
 * is whole whenever the browser dies. A lock that the tab holds tells others that its slot is taken; a tab that was
 * duplicated has its twin's name, and takes another.
 */
import { HINT, slotKey } from './kept-hint.ts';

/** What the browser lends; a test hands in its own. */
export interface SlotDoors {
  readonly databases: IDBFactory;
  /** Absent: the tab is believed to be alone. */
  readonly locks: LockManager | null;
  /** What the tab remembers over a reload, and no other tab sees. */
  readonly memory: Pick<Storage, 'getItem' | 'setItem' | 'removeItem'>;
  /** Where all tabs see that something is kept. */
  readonly hints: Pick<Storage, 'setItem' | 'removeItem'>;
  /** Which page of the site this is: others share the browser's storage. */
  readonly place: string;
  /** The tab shows the page again: whoever still holds its slot is the page before, not a twin. */
  readonly isReload: boolean;
  readonly now: () => number;
  readonly newName: () => string;
}

/** A copy as it lies in the database. */
interface Copy {
  readonly place: string;
  readonly slot: string;
  readonly turn: number;
  readonly at: number;
  readonly content: unknown;
  /** What lies beside the copies, and is seldom written, says so. */
  readonly part?: typeof BESIDE;
}

/** What a slot holds. */
export interface Found {
  /** The newest first; empty: there is none. */
  readonly copies: readonly unknown[];
  readonly beside: unknown;
}

const NOTHING: Found = { copies: [], beside: undefined };
const BESIDE = 'ghosts';
const KEYS = ['0', '1', BESIDE];

const DATABASE = 'latch-kept';
const STORE = 'copies';
/** Slots that are kept, the newest. */
const MOST_SLOTS = 6;
/** A page that is being left holds its lock for a moment longer; on a busy machine for seconds. */
const LOCK_WAIT_MS = 1500;
const RELOAD_WAIT_MS = 20_000;

export class KeptSlots {
  readonly #doors: SlotDoors;
  #database: Promise<IDBDatabase> | null = null;
  #turn = 0;
  #release: () => void = () => undefined;
  #slot: string | null = null;
  #lockWaitMs: number;
  /** As it lies beside the copies; undefined: not known. */
  #beside: object | null | undefined;

  constructor(doors: SlotDoors) {
    this.#doors = doors;
    this.#lockWaitMs = doors.isReload ? RELOAD_WAIT_MS : LOCK_WAIT_MS;
  }

  /** What the tab's own slot holds; takes the slot. Rejects where there is no storage. */
  async own(): Promise<Found> {
    const name = this.#doors.memory.getItem(this.#memoryKey);
    if (name === null || !(await this.#take(name))) return NOTHING;
    return this.#contents(name);
  }

  /** The newest slot of this page that no tab has, as `own` gives it; empty: there is none. */
  async orphan(): Promise<Found> {
    const { locks, place } = this.#doors;
    if (!locks) return NOTHING;
    const held = new Set((await locks.query()).held?.map(({ name }) => name));
    const copies = (await this.#all()).filter((copy) => copy.place === place && !held.has(lockOf(copy.slot)));
    const newest = copies.sort((a, b) => b.at - a.at)[0];
    if (!newest || !(await this.#take(newest.slot))) return NOTHING;
    return this.#contents(newest.slot);
  }

  /** Writes the next copy, and what lies beside it where that is another than before; rejects with what the browser says. */
  async write(content: unknown, beside: object | null): Promise<void> {
    const slot = this.#slot ?? (await this.#takeNew());
    const { place, now } = this.#doors;
    this.#turn += 1;
    const copy: Copy = { place, slot, turn: this.#turn, at: now(), content };
    await this.#change((store) => {
      store.put(copy, `${slot} ${this.#turn % 2}`);
      if (beside === this.#beside) return;
      if (beside === null) store.delete(`${slot} ${BESIDE}`);
      else store.put({ ...copy, turn: 0, content: beside, part: BESIDE } satisfies Copy, `${slot} ${BESIDE}`);
    });
    this.#beside = beside;
    this.#hint();
    if (this.#turn === 1) await this.#prune();
  }

  /** Forgets this tab's slot. */
  async clear(): Promise<void> {
    const slot = this.#slot;
    if (slot === null) return;
    this.#beside = undefined;
    await this.#change((store) => KEYS.forEach((key) => void store.delete(`${slot} ${key}`)));
  }

  /** Forgets everything, of all tabs, and where this tab has kept it: another run is kept in another slot. */
  async forgetAll(): Promise<void> {
    this.leave();
    this.#doors.hints.removeItem(HINT);
    await this.#change((store) => void store.clear());
  }

  #hint(): void {
    try {
      this.#doors.hints.setItem(HINT, '1');
    } catch {
      // a closed tab's page is not looked for then
    }
  }

  /** The slot stays as it is, and this tab takes another. */
  leave(): void {
    this.release();
    this.#slot = null;
    this.#turn = 0;
    this.#beside = undefined;
    this.#doors.memory.removeItem(this.#memoryKey);
  }

  /** Lets go of the lock: a page that holds one is not kept for the way back. */
  release(): void {
    this.#release();
    this.#release = () => undefined;
  }

  /** Takes the lock again after `release`; where another page has the slot by now, or had it, this one takes another. */
  async retake(): Promise<void> {
    const slot = this.#slot;
    if (slot === null) return;
    const turn = this.#turn;
    if (!(await this.#take(slot))) return this.leave();
    await this.#contents(slot);
    if (this.#turn > turn) this.leave();
    else this.#turn = turn;
  }

  get #memoryKey(): string {
    return slotKey(this.#doors.place);
  }

  async #takeNew(): Promise<string> {
    const name = this.#doors.newName();
    await this.#take(name);
    return name;
  }

  /** False: another tab has it. */
  async #take(name: string): Promise<boolean> {
    const { locks, memory } = this.#doors;
    if (locks && !(await this.#lock(locks, name))) return false;
    this.#slot = name;
    try {
      memory.setItem(this.#memoryKey, name);
    } catch {
      // the slot is found as an orphan then
    }
    return true;
  }

  #lock(locks: LockManager, name: string): Promise<boolean> {
    this.release();
    return new Promise((resolve) => {
      const waiting = new AbortController();
      const timer = setTimeout(() => waiting.abort(), this.#lockWaitMs);
      // this document is not reloaded again
      this.#lockWaitMs = LOCK_WAIT_MS;
      const hold = (): Promise<void> => {
        clearTimeout(timer);
        resolve(true);
        return new Promise((release) => (this.#release = release));
      };
      locks.request(lockOf(name), { signal: waiting.signal }, hold).catch(() => resolve(false));
    });
  }

  async #contents(slot: string): Promise<Found> {
    const all = (await this.#all()).filter((copy) => copy.slot === slot);
    const copies = all.filter(({ part }) => part === undefined).sort((a, b) => b.turn - a.turn);
    this.#turn = copies[0]?.turn ?? 0;
    const beside = all.find(({ part }) => part === BESIDE);
    return { copies: copies.map(({ content }) => content), beside: beside?.content };
  }

  async #all(): Promise<Copy[]> {
    const database = await this.#open();
    const store = database.transaction(STORE, 'readonly').objectStore(STORE);
    const found: unknown[] = await answerOf(store.getAll());
    return found.filter(isCopy);
  }

  /** Drops what is oldest, whole slots. */
  async #prune(): Promise<void> {
    const newest = new Map<string, number>();
    for (const { slot, at } of await this.#all()) newest.set(slot, Math.max(at, newest.get(slot) ?? 0));
    const old = [...newest].sort((a, b) => b[1] - a[1]).slice(MOST_SLOTS);
    await this.#change((store) => {
      for (const [slot] of old) for (const key of KEYS) store.delete(`${slot} ${key}`);
    });
  }

  /** A connection that has ended meanwhile, as browsers end them in a laptop's sleep, is made anew. */
  async #change(change: (store: IDBObjectStore) => void, isRetry = false): Promise<void> {
    const opening = this.#open();
    try {
      await this.#changeIn(await opening, change);
    } catch (error) {
      if (isRetry || !isLostConnection(error)) throw error;
      if (this.#database === opening) this.#database = null;
      await this.#change(change, true);
    }
  }

  async #changeIn(database: IDBDatabase, change: (store: IDBObjectStore) => void): Promise<void> {
    const transaction = database.transaction(STORE, 'readwrite');
    change(transaction.objectStore(STORE));
    // a page that is being left must not wait to be told
    transaction.commit?.();
    await new Promise<void>((resolve, reject) => {
      transaction.oncomplete = () => resolve();
      transaction.onabort = () => reject(faultOf(transaction.error));
    });
  }

  #open(): Promise<IDBDatabase> {
    this.#database ??= this.#opened();
    return this.#database;
  }

  async #opened(): Promise<IDBDatabase> {
    const database = await this.#openAt();
    if (database.objectStoreNames.contains(STORE)) return database;
    // somebody has made it empty
    const { version } = database;
    database.close();
    return this.#openAt(version + 1);
  }

  async #openAt(version?: number): Promise<IDBDatabase> {
    const request = this.#doors.databases.open(DATABASE, version);
    request.onupgradeneeded = () => void request.result.createObjectStore(STORE);
    const database = await answerOf(request);
    const forget = (): void => void (this.#database = null);
    // whoever deletes it, or brings a newer version, need not wait for this tab
    database.onversionchange = () => {
      database.close();
      forget();
    };
    database.onclose = forget;
    return database;
  }
}

const lockOf = (slot: string): string => `latch-slot ${slot}`;

const isCopy = (value: unknown): value is Copy => {
  if (typeof value !== 'object' || value === null) return false;
  const { place, slot, turn, at } = value as Partial<Record<keyof Copy, unknown>>;
  return (
    typeof place === 'string' &&
    typeof slot === 'string' &&
    typeof turn === 'number' &&
    typeof at === 'number'
  );
};

const faultOf = (error: DOMException | null): DOMException =>
  error ?? new DOMException('the browser does not say why');

const isLostConnection = (error: unknown): boolean =>
  error instanceof DOMException && (error.name === 'InvalidStateError' || error.name === 'UnknownError');

const answerOf = <Answer>(request: IDBRequest<Answer>): Promise<Answer> =>
  new Promise((resolve, reject) => {
    request.onsuccess = () => resolve(request.result);
    request.onerror = () => reject(faultOf(request.error));
  });
