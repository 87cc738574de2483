/** Finds the sets that may hold a box without asking all of them: by the first unit's cell, in strips of the line. */
import type { Box } from './intervals.ts';

/** Strips per unit of c; the widest set that is kept in strips covers this many. */
const STRIPS = 32;
const MOST_STRIPS = 256;

export class SetIndex<S extends { readonly box: Box }> {
  readonly #strips = new Map<number, S[]>();
  /** Sets so wide that they are always asked. */
  readonly #wide: S[] = [];

  add(set: S): void {
    const [from, to] = [Math.floor(STRIPS * set.box[0]), Math.floor(STRIPS * set.box[1])];
    if (!(to - from < MOST_STRIPS)) {
      this.#wide.push(set);
      return;
    }
    for (let strip = from; strip <= to; strip++) {
      const sets = this.#strips.get(strip);
      if (sets) sets.push(set);
      else this.#strips.set(strip, [set]);
    }
  }

  /** All sets that pass the test. */
  filter(box: Box, test: (set: S) => boolean): S[] {
    const strip = this.#strips.get(Math.floor(STRIPS * box[0])) ?? [];
    return [...strip.filter(test), ...this.#wide.filter(test)];
  }

  /** The newest set that passes the test, or a wide one. */
  find(box: Box, test: (set: S) => boolean): S | undefined {
    const strip = this.#strips.get(Math.floor(STRIPS * box[0]));
    return newest(strip ?? [], test) ?? newest(this.#wide, test);
  }
}

function newest<S>(sets: readonly S[], test: (set: S) => boolean): S | undefined {
  for (let k = sets.length - 1; k >= 0; k--) if (test(sets[k])) return sets[k];
  return undefined;
}
