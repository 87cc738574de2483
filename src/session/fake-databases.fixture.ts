/** A browser's storage in a test's hands: databases, locks and texts, as far as the page uses them. */
import type { SlotDoors } from './kept-slots.ts';

/** What lies in the databases of one browser, over all its tabs and reloads. */
export class FakeBrowser {
  readonly stored = new Map<string, unknown>();
  readonly #held = new Set<string>();
  readonly #waiting: { readonly name: string; readonly take: () => void }[] = [];
  readonly #hints = new Map<string, string>();
  time = 1000;
  /** Why nothing can be written; null: it can. */
  refusal: string | null = null;
  #names = 0;
  /** Lets timers of so many milliseconds run. */
  readonly passTime: (ms: number) => Promise<unknown>;

  constructor(passTime: (ms: number) => Promise<unknown>) {
    this.passTime = passTime;
  }

  /** A tab with what it remembers over reloads. Ending it lets go of its locks. */
  tab(
    memory = new Map<string, string>(),
    isReload = false,
  ): { readonly doors: SlotDoors; readonly end: () => void } {
    const own: string[] = [];
    const doors: SlotDoors = {
      databases: this.#databases(),
      locks: this.#locks(own),
      memory: textsIn(memory),
      hints: textsIn(this.#hints),
      place: '/latch/',
      isReload,
      now: () => (this.time += 1),
      newName: () => `slot-${(this.#names += 1)}`,
    };
    return { doors, end: () => own.forEach((name) => this.#free(name)) };
  }

  #free(name: string): void {
    this.#held.delete(name);
    const next = this.#waiting.findIndex((waiting) => waiting.name === name);
    if (next >= 0) this.#waiting.splice(next, 1)[0]?.take();
  }

  #databases(): IDBFactory {
    const request = (result: unknown): object => {
      const asked: { result: unknown; onsuccess?: () => void } = { result };
      queueMicrotask(() => asked.onsuccess?.());
      return asked;
    };
    const transaction = (): object => {
      const change = (act: () => void): object => {
        if (this.refusal === null) act();
        return request(undefined);
      };
      const running: { error: unknown; oncomplete?: () => void; onabort?: () => void; objectStore: unknown } =
        {
          error: null,
          objectStore: () => ({
            getAll: () => request([...this.stored.values()].map((value) => structuredClone(value))),
            put: (value: unknown, key: string) =>
              change(() => void this.stored.set(key, structuredClone(value))),
            delete: (key: string) => change(() => void this.stored.delete(key)),
            clear: () => change(() => this.stored.clear()),
          }),
        };
      setTimeout(() => {
        if (this.refusal === null) return running.oncomplete?.();
        running.error = new DOMException(this.refusal);
        running.onabort?.();
      });
      return running;
    };
    const open = (): object => request({ transaction, objectStoreNames: { contains: () => true } });
    return { open } as unknown as IDBFactory;
  }

  #locks(own: string[]): LockManager {
    const take = (name: string): void => {
      this.#held.add(name);
      own.push(name);
    };
    return {
      query: () => Promise.resolve({ held: [...this.#held].map((name) => ({ name })), pending: [] }),
      request: async (name: string, { signal }: { signal: AbortSignal }, hold: () => Promise<void>) => {
        if (this.#held.has(name)) {
          await new Promise<void>((resolve, reject) => {
            this.#waiting.push({ name, take: resolve });
            signal.addEventListener('abort', () => reject(signal.reason as Error));
          });
          signal.throwIfAborted();
        }
        take(name);
        await hold();
        this.#free(name);
      },
    } as unknown as LockManager;
  }
}

const textsIn = (texts: Map<string, string>): SlotDoors['memory'] => ({
  getItem: (key) => texts.get(key) ?? null,
  setItem: (key, value) => void texts.set(key, value),
  removeItem: (key) => void texts.delete(key),
});
