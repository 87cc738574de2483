/**
 * A cheap look at a network before an engine judges it: whether it answers a few strings rightly after every bit.
 * Nearly all random networks fall through within a handful of bits, so it stops at the first wrong answer.
 */
import type { ModelSpec, ParamVector } from '../lstm/params.ts';
import { PlainAnswers } from './plain-answers.ts';

/** Whether parameters answer every prefix of every string of the sieve rightly. */
export type Sieve = (params: ParamVector) => boolean;

/** A sieve of the given strings. */
export function createSieve(model: ModelSpec, strings: readonly Uint8Array[]): Sieve {
  const plain = new PlainAnswers(model);
  return (params) => {
    plain.load(params);
    for (const bits of strings) {
      plain.restart();
      let parity = 0;
      for (const bit of bits) {
        parity ^= bit;
        if (plain.step(bit) > 0 !== (parity === 1)) return false;
      }
    }
    return true;
  };
}
