/** A search over the states that strings reach, near-equal ones merged. */
import { firstWrongPrefix, isWrong, type WalkedNetwork, type WrongString } from './counterexample.ts';
import type { FlatState } from '../walker.ts';

export interface StateSearch {
  /** States whose coordinates agree to about this are one. */
  readonly resolution: number;
  /** Most states kept. */
  readonly states: number;
  /** Longest string looked at. */
  readonly longest: number;
}

/**
 * Breadth first over the states that strings reach, each kept with the string that leads there first. A wrong answer
 * is a real string's; merging only decides which strings are not followed further.
 */
export function* searchStates(
  subject: WalkedNetwork,
  { resolution, states, longest }: StateSearch,
): Generator<void, WrongString | null> {
  const { walker, spec } = subject;
  const found: Reached[] = [
    { state: new Float64Array(2 * spec.hidden), parity: 0, bit: 0, parent: -1, length: 0 },
  ];
  const known = new Set<string>([keyOf(found[0].state, 0, resolution)]);
  for (let next = 0; next < found.length && found[next].length < longest; next++) {
    for (const bit of [0, 1] as const) {
      const state = found[next].state.slice();
      const parity = found[next].parity ^ bit;
      const length = found[next].length + 1;
      if (isWrong(walker.step(state, bit), parity)) {
        const bits = firstWrongPrefix(subject, stringTo(found, next, bit));
        if (bits) return { bits, source: 'states', family: '' };
      }
      const key = keyOf(state, parity, resolution);
      if (known.has(key) || found.length >= states) continue;
      known.add(key);
      found.push({ state, parity, bit, parent: next, length });
    }
    if (next % 1024 === 1023) yield;
  }
  return null;
}

/** A state that some string reaches, with the way back to the start. */
interface Reached {
  readonly state: FlatState;
  readonly parity: number;
  readonly bit: number;
  readonly parent: number;
  readonly length: number;
}

function stringTo(found: readonly Reached[], from: number, last: number): Uint8Array {
  const bits = new Uint8Array(found[from].length + 1);
  bits[bits.length - 1] = last;
  for (let k = from, t = bits.length - 2; t >= 0; k = found[k].parent, t--) bits[t] = found[k].bit;
  return bits;
}

/** Equal for states that are close; cells far out, where tanh is flat, are told apart on a logarithmic scale. */
function keyOf(state: FlatState, parity: number, resolution: number): string {
  let key = parity === 1 ? '1' : '0';
  const half = state.length / 2;
  for (let k = 0; k < state.length; k++)
    key += `,${Math.round((k < half ? Math.asinh(state[k]) : state[k]) / resolution)}`;
  return key;
}
