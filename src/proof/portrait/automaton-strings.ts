/** Strings of a finite automaton: the shortest to every state, and the shortest that it answers wrongly. */

export type Transitions = readonly (readonly [number, number])[];

/** Up to `count` shortest strings to every state, in the order of length, then of reading. */
export function shortestStrings(next: Transitions, count: number): string[][] {
  const found: string[][] = next.map(() => []);
  found[0].push('');
  const queue: (readonly [number, string])[] = [[0, '']];
  // a shortest string's start is among the shortest to where it leads
  for (let k = 0; k < queue.length; k++) {
    const [from, text] = queue[k];
    for (const bit of [0, 1] as const) {
      const to = next[from][bit];
      if (found[to].length >= count) continue;
      found[to].push(text + bit);
      queue.push([to, text + bit]);
    }
  }
  return found;
}

interface Answering {
  readonly next: readonly [number, number];
  readonly answer: 0 | 1;
}

/** The shortest string whose parity the automaton gets wrong; null: it is right on all, and so the one of parity. */
export function shortestMistake(states: readonly Answering[]): string | null {
  const queue: (readonly [number, 0 | 1, string])[] = [[0, 0, '']];
  const seen = new Set([0]);
  for (let k = 0; k < queue.length; k++) {
    const [from, parity, text] = queue[k];
    for (const bit of [0, 1] as const) {
      const to = states[from].next[bit];
      const odd = (parity ^ bit) as 0 | 1;
      if (states[to].answer !== odd) return text + bit;
      if (seen.has(2 * to + odd)) continue;
      seen.add(2 * to + odd);
      queue.push([to, odd, text + bit]);
    }
  }
  return null;
}

/** For every state whether strings of even and of odd parity lead there; both is a mistake waiting to be found. */
export function leadingParities(next: Transitions): [boolean, boolean][] {
  const found = next.map((): [boolean, boolean] => [false, false]);
  found[0][0] = true;
  const queue: (readonly [number, 0 | 1])[] = [[0, 0]];
  for (let k = 0; k < queue.length; k++) {
    const [from, parity] = queue[k];
    for (const bit of [0, 1] as const) {
      const to = next[from][bit];
      const odd = (parity ^ bit) as 0 | 1;
      if (found[to][odd]) continue;
      found[to][odd] = true;
      queue.push([to, odd]);
    }
  }
  return found;
}
