/**
 * Time spent at work. A device that sleeps, or a process that is stopped, makes a piece of work look seconds long: what
 * goes far beyond the pieces before it is not counted.
 */
import { median } from '../parity/median.ts';

/** A piece of work counts at most this many times as long as it would take at the median of those before. */
const MOST = 5;
/** Pieces that the median is of. */
const REMEMBERED = 15;
/** With fewer before it, a piece is counted as it is. */
const LEAST = 3;
/** Clocks are coarse, and a shorter piece may well wait for something. */
const SHORTEST_CAP_MS = 50;

export class WorkClock {
  #perUnit: number[] = [];

  /** The milliseconds of `elapsed` that count for `units` of work. */
  take(units: number, elapsed: number): number {
    const typical = median(this.#perUnit) * units;
    const isKnown = this.#perUnit.length >= LEAST;
    this.#perUnit = [...this.#perUnit, elapsed / units].slice(-REMEMBERED);
    return isKnown ? Math.min(elapsed, Math.max(MOST * typical, SHORTEST_CAP_MS)) : elapsed;
  }
}
