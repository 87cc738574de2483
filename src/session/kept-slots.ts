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
}

const DATABASE = 'latch-kept';
const STORE = 'copies';
/** Slots that are kept, the newest. */
const MOST_SLOTS = 6;
/** A page that is being left holds its lock for a moment longer. */
const LOCK_WAIT_MS = 1500;

export class KeptSlots {
  readonly #doors: SlotDoors;
  #database: Promise<IDBDatabase> | null = null;
  #turn = 0;
  #release: () => void = () => undefined;
  #slot: string | null = null;

  constructor(doors: SlotDoors) {
    this.#doors = doors;
  }

  /** The copies of the tab's own slot, the newest first; takes the slot. Rejects where there is no storage. */
  async own(): Promise<unknown[]> {
    const name = this.#doors.memory.getItem(this.#memoryKey);
    if (name === null || !(await this.#take(name))) return [];
    return this.#contents(name);
  }

  /** The newest slot of this page that no tab has, as `own` gives it; empty: there is none. */
  async orphan(): Promise<unknown[]> {
    const { locks, place } = this.#doors;
    if (!locks) return [];
    const held = new Set((await locks.query()).held?.map(({ name }) => name));
    const copies = (await this.#all()).filter((copy) => copy.place === place && !held.has(lockOf(copy.slot)));
    const newest = copies.sort((a, b) => b.at - a.at)[0];
    if (!newest || !(await this.#take(newest.slot))) return [];
    return this.#contents(newest.slot);
  }

  /** Writes the next copy; rejects with what the browser says. */
  async write(content: unknown): Promise<void> {
    const slot = this.#slot ?? (await this.#takeNew());
    const { place, now } = this.#doors;
    this.#turn += 1;
    const copy: Copy = { place, slot, turn: this.#turn, at: now(), content };
    await this.#change((store) => store.put(copy, `${slot} ${this.#turn % 2}`));
    this.#hint();
    if (this.#turn === 1) await this.#prune();
  }

  /** Forgets this tab's slot. */
  async clear(): Promise<void> {
    const slot = this.#slot;
    if (slot === null) return;
    await this.#change((store) => {
      store.delete(`${slot} 0`);
      store.delete(`${slot} 1`);
    });
  }

  /** Forgets everything, of all tabs. */
  async forgetAll(): Promise<void> {
    this.#doors.memory.removeItem(this.#memoryKey);
    this.#doors.hints.removeItem(HINT);
    await this.#change((store) => store.clear());
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
    this.#doors.memory.removeItem(this.#memoryKey);
  }

  /** Lets go of the lock: a page that holds one is not kept for the way back. */
  release(): void {
    this.#release();
    this.#release = () => undefined;
  }

  /** Takes the lock again after `release`; where another tab has it by now, this one takes another slot. */
  async retake(): Promise<void> {
    const slot = this.#slot;
    if (slot !== null && !(await this.#take(slot))) this.leave();
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
      const signal = AbortSignal.timeout(LOCK_WAIT_MS);
      const hold = (): Promise<void> => {
        resolve(true);
        return new Promise((release) => (this.#release = release));
      };
      locks.request(lockOf(name), { signal }, hold).catch(() => resolve(false));
    });
  }

  async #contents(slot: string): Promise<unknown[]> {
    const copies = (await this.#all()).filter((copy) => copy.slot === slot).sort((a, b) => b.turn - a.turn);
    this.#turn = copies[0]?.turn ?? 0;
    return copies.map(({ content }) => content);
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
      for (const [slot] of old) for (const turn of [0, 1]) store.delete(`${slot} ${turn}`);
    });
  }

  async #change(change: (store: IDBObjectStore) => void): Promise<void> {
    const database = await this.#open();
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
    // whoever deletes it, or brings a newer version, need not wait for this tab
    database.onversionchange = () => database.close();
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

const answerOf = <Answer>(request: IDBRequest<Answer>): Promise<Answer> =>
  new Promise((resolve, reject) => {
    request.onsuccess = () => resolve(request.result);
    request.onerror = () => reject(faultOf(request.error));
  });
