/** Random numbers that follow from a seed, for whatever a fault leaves to chance: mulberry32. */
export class Draws {
  #state: number;

  constructor(...seeds: readonly number[]) {
    this.#state = 0;
    // each seed is stirred in, so that neighbours have nothing in common
    for (const seed of seeds) this.#state = (Math.imul(this.#state ^ seed, 0x9e3779b1) + this.#next()) | 0;
  }

  /** From 0 to below 1. */
  share(): number {
    return this.#next() / 2 ** 32;
  }

  /** A whole number from 0 to below `count`. */
  below(count: number): number {
    return Math.floor(this.share() * count);
  }

  pick<Item>(items: readonly Item[]): Item {
    return items[this.below(items.length)]!;
  }

  /** One of them, each as often as its weight says. */
  pickWeighted<Item>(items: readonly (readonly [item: Item, weight: number])[]): Item {
    let at = this.share() * items.reduce((sum, [, weight]) => sum + weight, 0);
    return (items.find(([, weight]) => (at -= weight) < 0) ?? items.at(-1)!)[0];
  }

  #next(): number {
    this.#state = (this.#state + 0x6d2b79f5) | 0;
    let word = Math.imul(this.#state ^ (this.#state >>> 15), 1 | this.#state);
    word = (word + Math.imul(word ^ (word >>> 7), 61 | word)) ^ word;
    return (word ^ (word >>> 14)) >>> 0;
  }
}
