/**
 * Updates and strings a second over the last moments, by the clock on the wall: waits and evaluations count. Judging 32
 * networks takes a second or two after every epoch: in a window of that length hardly anything but it would be seen.
 */
const WINDOW_MS = 10_000;

interface Mark {
  readonly at: number;
  readonly updates: number;
  readonly strings: number;
}

export class RateMeter {
  /** Totals at some times, oldest first; rates are between the first and the last. */
  #marks: Mark[] = [];

  /** Training starts or goes on: what was before does not count. */
  restart(now: number): void {
    this.#marks = [{ at: now, updates: 0, strings: 0 }];
  }

  add(now: number, updates: number, strings: number): void {
    const last = this.#marks.at(-1) ?? { updates: 0, strings: 0 };
    this.#marks.push({ at: now, updates: last.updates + updates, strings: last.strings + strings });
    while (this.#marks.length > 2 && now - this.#marks[1].at >= WINDOW_MS) this.#marks.shift();
  }

  get updatesPerSecond(): number {
    return this.#perSecond('updates');
  }

  get stringsPerSecond(): number {
    return this.#perSecond('strings');
  }

  #perSecond(key: 'updates' | 'strings'): number {
    const [first, last] = [this.#marks.at(0), this.#marks.at(-1)];
    if (!first || !last || last.at <= first.at) return 0;
    return (1000 * (last[key] - first[key])) / (last.at - first.at);
  }
}
