/**
 * How fast a run may go: how many updates the next chunk may hold, and when it may start. Nothing here changes what
 * is computed, since an engine's results do not depend on how updates are cut into chunks.
 */
import type { Speed } from './protocol.ts';

/** Updates a second; null: as many as the machine and the sharing allow. */
const UPDATES_PER_SECOND: Readonly<Record<Speed, number | null>> = {
  '1': 1,
  '10': 10,
  '100': 100,
  shared: null,
  full: null,
};

/** A chunk aims at this many milliseconds of work, so that the page gets the GPU at every frame or every second one. */
const SHARED_CHUNK_MS = 16;
/** Longer chunks wait less often for the GPU; pausing still feels immediate. */
const FULL_CHUNK_MS = 30;
/** While the visitor types, chunks are this short: a new bit waits for one or two of them. */
const ATTENTIVE_CHUNK_MS = 5;
const ATTENTIVE_FOR_MS = 1000;
/** An update that comes late is made up for as long as it is less late than this. */
const MAKE_UP_MS = 100;
/** Frames are good where 95 % of them take at most this long: every second one of 60 Hz, give or take. */
const GOOD_FRAME_MS = 35;
/** Below this there is room to rest less. */
const EASY_FRAME_MS = 25;
/** How the rest grows with every look at late frames, and shrinks with every look at easy ones. */
const MORE_REST = 0.08;
const LESS_REST = 0.05;
/** The least time of an update in so many chunks is its work; whatever else they took was waiting for the GPU. */
const REMEMBERED_CHUNKS = 16;
/** Shorter chunks say little: clocks are as coarse as a millisecond. */
const SHORTEST_MEASURE_MS = 2;
/** Timers of workers are no finer than this. */
const SHORTEST_SLEEP_MS = 4;
/** Frames may be late for other reasons than training, which must go on. */
const MOST_REST = 0.4;

export class Pace {
  #speed: Speed = 'shared';
  #chunkUpdates = 1;
  /** Milliseconds of work of an update, as far as is known. */
  #leastMs = 0;
  #attentiveUntil = -Infinity;
  /** Milliseconds per update of the last chunks. */
  #updateMs: number[] = [];
  #dueAt = -Infinity;
  /** Share of the time that is left to the page. */
  #restShare = 0;
  #owedMs = 0;

  /** Every update is worth telling by itself. */
  get isSlow(): boolean {
    return this.#periodMs >= 100;
  }

  set(speed: Speed, now: number): void {
    this.#speed = speed;
    this.restart(now);
  }

  /** Training starts or goes on: the first update comes a period from now, so that the rate is right from the first. */
  restart(now: number): void {
    this.#dueAt = now + this.#periodMs;
    this.#owedMs = 0;
  }

  /** The visitor is at work. */
  attend(now: number): void {
    this.#attentiveUntil = now + ATTENTIVE_FOR_MS;
  }

  /** Most updates of the next chunk. */
  chunkUpdates(now: number): number {
    if (UPDATES_PER_SECOND[this.#speed] !== null) return 1;
    if (now >= this.#attentiveUntil) return this.#chunkUpdates;
    return Math.max(1, Math.min(this.#chunkUpdates, Math.floor(ATTENTIVE_CHUNK_MS / this.#leastMs)));
  }

  /** Milliseconds until the next chunk may start; 0 or less: now. */
  wait(now: number): number {
    if (UPDATES_PER_SECOND[this.#speed] !== null) return this.#dueAt - now;
    return this.#owedMs >= SHORTEST_SLEEP_MS ? this.#owedMs : 0;
  }

  /** The wait is over. */
  rested(): void {
    this.#owedMs = 0;
  }

  /**
   * A chunk of `count` updates has taken `elapsed` milliseconds. Chunks grow at most twofold at a time, and shrink when
   * all that are remembered took too long: one alone may have waited.
   */
  took(count: number, elapsed: number, now: number): void {
    if (elapsed >= SHORTEST_MEASURE_MS)
      this.#updateMs = [...this.#updateMs, elapsed / count].slice(-REMEMBERED_CHUNKS);
    const updateMs = Math.min(...this.#updateMs, Math.max(elapsed, 0.1) / count);
    this.#leastMs = updateMs;
    const aim = this.#speed === 'full' ? FULL_CHUNK_MS : SHARED_CHUNK_MS;
    const ideal = Math.max(1, Math.floor(aim / updateMs));
    const most = 2 * Math.max(count, this.#chunkUpdates);
    if (ideal > this.#chunkUpdates || this.#updateMs.length === REMEMBERED_CHUNKS)
      this.#chunkUpdates = Math.min(ideal, most);
    this.#dueAt = Math.max(this.#dueAt + this.#periodMs, now - MAKE_UP_MS);
    if (this.#speed === 'shared') this.#owe(count * updateMs, elapsed);
  }

  /** While a chunk waited for the GPU, the page had it. */
  #owe(workMs: number, elapsed: number): void {
    const share = (workMs * this.#restShare) / (1 - this.#restShare);
    this.#owedMs += Math.max(0, share - (elapsed - workMs));
  }

  /** What 95 % of the page's last frames took at most; null: nobody looks. The rest grows quickly and shrinks slowly. */
  frames(ms: number | null): void {
    if (ms === null) this.#restShare = 0;
    else if (ms > GOOD_FRAME_MS) this.#restShare = Math.min(MOST_REST, this.#restShare + MORE_REST);
    else if (ms < EASY_FRAME_MS) this.#restShare = Math.max(0, this.#restShare - LESS_REST);
  }

  get #periodMs(): number {
    const rate = UPDATES_PER_SECOND[this.#speed];
    return rate === null ? 0 : 1000 / rate;
  }
}
