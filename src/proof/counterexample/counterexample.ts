/**
 * Looks for a string that the network answers wrongly: all short strings here; families that random strings hardly
 * ever contain, such as a one and many zeros, in `family-search.ts`; long random strings of spells in
 * `spell-search.ts`; the states that strings reach, near-equal ones merged, in `state-search.ts`. What is found is a real string, replayed in float64 and in float32 before it counts.
 */
import type { ModelSpec, ParamVector } from '../../lstm/params.ts';
import { createWalker, type Walker } from '../walker.ts';

/** A string that is answered wrongly after its last bit, in float64 and in float32 arithmetic. */
export interface WrongString {
  readonly bits: Uint8Array;
  /** How it was found. */
  readonly source: 'exhaustive' | 'family' | 'spells' | 'states';
  /** Its family, as in `1 0^k`; empty unless `source` is `family`. */
  readonly family: string;
}

/** A network with what walks it. */
export interface WalkedNetwork {
  readonly spec: ModelSpec;
  readonly params: ParamVector;
  readonly walker: Walker;
  readonly rounded: Walker;
}

export const walkedNetwork = (spec: ModelSpec, params: ParamVector): WalkedNetwork => ({
  spec,
  params,
  walker: createWalker(spec, params),
  rounded: createWalker(spec, params, 'float32'),
});

/** Steps between two pauses of a search. */
export const SLICE = 1 << 14;

/** Whether a margin answers a parity wrongly; a tie says even. */
export const isWrong = (margin: number, parity: number): boolean => margin > 0 !== (parity === 1);

/** The shortest prefix of `bits` from `from` bits on that both precisions answer wrongly, or null. */
export function firstWrongPrefix(
  subject: WalkedNetwork,
  bits: ArrayLike<number>,
  from: number = 1,
): Uint8Array | null {
  const plain = new Float64Array(2 * subject.spec.hidden);
  const rounded = new Float64Array(2 * subject.spec.hidden);
  let parity = 0;
  for (let t = 0; t < bits.length; t++) {
    parity ^= bits[t];
    const isWrongPlain = isWrong(subject.walker.step(plain, bits[t]), parity);
    const isWrongRounded = isWrong(subject.rounded.step(rounded, bits[t]), parity);
    if (isWrongPlain && isWrongRounded && t + 1 >= from)
      return Uint8Array.from({ length: t + 1 }, (_, k) => bits[k]);
  }
  return null;
}

/**
 * Tries every string up to `longest` bits in the order of length. Returns the shortest wrong one, or null. Level n
 * holds the states of all strings of n bits; string k's bit t is bit t of k.
 */
export function* searchExhaustively(
  subject: WalkedNetwork,
  longest: number,
): Generator<void, WrongString | null> {
  const { walker, spec } = subject;
  const size = 2 * spec.hidden;
  let level = new Float64Array(size);
  let parities = new Uint8Array(1);
  let steps = 0;
  for (let length = 1; length <= longest; length++) {
    const half = parities.length;
    const next = new Float64Array(2 * half * size);
    const nextParities = new Uint8Array(2 * half);
    for (let k = 0; k < 2 * half; k++) {
      const bit = k < half ? 0 : 1;
      const from = k - bit * half;
      const state = next.subarray(k * size, (k + 1) * size);
      state.set(level.subarray(from * size, (from + 1) * size));
      nextParities[k] = parities[from] ^ bit;
      if (isWrong(walker.step(state, bit), nextParities[k])) {
        const bits = firstWrongPrefix(subject, bitsOf(k, length), length);
        if (bits) return { bits, source: 'exhaustive', family: '' };
      }
      if (++steps % SLICE === 0) yield;
    }
    level = next;
    parities = nextParities;
  }
  return null;
}

const bitsOf = (k: number, length: number): Uint8Array =>
  Uint8Array.from({ length }, (_, t) => (k >>> t) & 1);
