/**
 * How long a worker has been silent, as far as that is its own doing. Time is counted in looks at the clock, and none
 * counts for more than a look takes when the page is well: a page that was busy, hidden, frozen or asleep could not
 * have heard the worker, and must not accuse it.
 */
import type { Work } from './life-messages.ts';

/** Between two looks. */
export const LOOK_MS = 1000;

/** Silence that is said, by what the worker said that it would do; `null`: it should answer. */
const LIMIT_MS: Readonly<Record<Work | 'nothing', number>> = {
  nothing: 10_000,
  update: 10_000,
  evaluation: 10_000,
  // a slow network
  loading: 20_000,
  computing: 30_000,
  // drivers take their time, and many cannot be asked meanwhile
  compiling: 30_000,
  starting: 30_000,
};
/** No announced work takes so long. */
const HOPELESS_MS = 300_000;

/** `long`: to be said; `hopeless`: to be given up, too, where nobody is there to decide on it. */
export type Degree = 'none' | 'long' | 'hopeless';

export class Silence {
  #lookedAt: number;
  #ms = 0;
  #wasHeard = false;
  #work: Work | null = null;

  constructor(now: number) {
    this.#lookedAt = now;
  }

  /** What the worker said that it would do, if it has said nothing since. */
  get work(): Work | null {
    return this.#work;
  }

  get degree(): Degree {
    if (this.#ms < LIMIT_MS[this.#work ?? 'nothing']) return 'none';
    return this.#work === null || this.#ms >= HOPELESS_MS ? 'hopeless' : 'long';
  }

  /** Seconds of silence after which it has become what it is. */
  get limitSeconds(): number {
    const isHopeless = this.#work !== null && this.degree === 'hopeless';
    return (isHopeless ? HOPELESS_MS : LIMIT_MS[this.#work ?? 'nothing']) / 1000;
  }

  /** Nothing was heard between the last two looks. */
  get isQuiet(): boolean {
    return this.#ms > 0;
  }

  /** `work`: what comes next. */
  heard(work: Work | null): void {
    this.#ms = 0;
    this.#wasHeard = true;
    this.#work = work;
  }

  /** Looking begins, after a time when nothing was expected. */
  begin(now: number): void {
    this.#ms = 0;
    this.#wasHeard = false;
    this.#lookedAt = now;
  }

  /** One look at the clock; `isAwake`: the page could have heard the worker. */
  look(now: number, isAwake: boolean): void {
    if (isAwake && !this.#wasHeard) this.#ms += Math.max(0, Math.min(now - this.#lookedAt, LOOK_MS));
    this.#wasHeard = false;
    this.#lookedAt = now;
  }
}
