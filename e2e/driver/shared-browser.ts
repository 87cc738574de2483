/** One browser for all stories that a process runs one after another: starting one takes seconds, a context of its own none. */

export interface Running<Browser> {
  readonly browser: Browser;
  /** False once it has crashed or was closed. */
  readonly isThere: () => boolean;
  readonly stop: () => Promise<void>;
}

/**
 * Nobody has used it for so long: it ends, and with it what keeps a script from ending. Among stories, other engines have
 * their turn meanwhile, and to start Firefox again takes some six processor seconds.
 */
const IDLE_MS = process.env['VITEST'] === undefined ? 5000 : 180_000;

export class SharedBrowser<Browser> {
  readonly #start: () => Promise<Running<Browser>>;
  #running: Promise<Running<Browser>> | null = null;
  #users = 0;
  #ending: NodeJS.Timeout | undefined;

  constructor(start: () => Promise<Running<Browser>>) {
    this.#start = start;
  }

  get isTaken(): boolean {
    return this.#users > 0;
  }

  /** The running browser, or a new one; whoever takes it gives it back. */
  async take(): Promise<Browser> {
    this.#users += 1;
    clearTimeout(this.#ending);
    try {
      return await this.#take();
    } catch (error) {
      this.#running = null;
      this.give();
      throw error;
    }
  }

  async #take(): Promise<Browser> {
    const starting = (this.#running ??= this.#start());
    const running = await starting;
    if (running.isThere()) return running.browser;
    if (this.#running === starting) {
      this.#running = null;
      await running.stop();
    }
    return this.#take();
  }

  give(): void {
    this.#users -= 1;
    const running = this.#running;
    if (this.#users > 0 || !running) return;
    this.#ending = setTimeout(() => {
      this.#running = null;
      void running.then(({ stop }) => stop());
    }, IDLE_MS);
  }
}
