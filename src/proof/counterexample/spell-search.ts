/**
 * Long random strings of spells: runs of zeros and of ones, each bit with a mean run length of its own. A rare bit in
 * a long run of the other can push a state over the line step by step; random strings of even odds hardly ever hold
 * one, and merging near-equal states (`state-search.ts`) hides so slow a drift.
 */
import { PURPOSE, randomUniform } from '../../parity/random.ts';
import { firstWrongPrefix, isWrong, SLICE, type WalkedNetwork, type WrongString } from './counterexample.ts';

/** Mean run lengths of zeros and of ones. */
export type Spells = readonly [zeros: number, ones: number];

/** What is tried. */
export const SPELLS: readonly Spells[] = [
  [2, 2],
  [1, 10],
  [10, 1],
  [1, 100],
  [100, 1],
  [1, 1000],
  [1000, 1],
  [50, 50],
];

/** Steps that may be spent on making a wrong string shorter. */
const SHORTENING_STEPS = 2_000_000;

/** A wrong string of such spells of at most `longest` bits, made shorter; or null. Always the same for a network. */
export function* searchSpells(
  subject: WalkedNetwork,
  spells: Spells,
  longest: number,
): Generator<void, WrongString | null> {
  const bits = new Uint8Array(Math.max(0, longest));
  const state = new Float64Array(2 * subject.spec.hidden);
  const random = runsOf(spells);
  let [parity, bit, left] = [0, 0, 0];
  for (let t = 0; t < bits.length; t++) {
    if (left === 0) {
      bit = 1 - bit;
      left = random(bit);
    }
    left--;
    bits[t] = bit;
    parity ^= bit;
    if (isWrong(subject.walker.step(state, bit), parity)) {
      const found = firstWrongPrefix(subject, bits.subarray(0, t + 1));
      if (found) return { bits: yield* shortened(subject, found), source: 'spells', family: '' };
    }
    if (t % SLICE === SLICE - 1) yield;
  }
  return null;
}

/** Geometric run lengths. */
function runsOf(spells: Spells): (bit: number) => number {
  let index = 0;
  return (bit) => {
    const mean = spells[bit];
    if (mean === 1) return 1;
    return 1 + Math.floor(Math.log(randomUniform([1, PURPOSE.spells], index++)) / Math.log(1 - 1 / mean));
  };
}

/** A wrong string without what it can do without: first its start, then whole runs, then parts of runs. */
function* shortened(subject: WalkedNetwork, bits: Uint8Array): Generator<void, Uint8Array> {
  let [best, steps] = [bits, 0];
  const improves = (candidate: Uint8Array): boolean => {
    steps += candidate.length;
    const found = candidate.length < best.length ? firstWrongPrefix(subject, candidate) : null;
    if (found) best = found;
    return found !== null;
  };
  for (let length = 16; length < best.length; length *= 2)
    if (improves(best.subarray(best.length - length))) break;
  for (let hasImproved = true; hasImproved;) {
    hasImproved = false;
    for (let run = runsIn(best).length - 1; run >= 0; run--)
      for (const keep of [
        () => 0,
        (n: number) => (n >> 2) * 2 + (n & 1),
        (n: number) => n - 2,
        (n: number) => n - 1,
      ]) {
        yield;
        if (steps > SHORTENING_STEPS) return best;
        const runs = runsIn(best);
        if (run >= runs.length) break;
        const { start, length } = runs[run];
        const kept = keep(length);
        if (kept < 0 || kept === length) continue;
        const candidate = new Uint8Array(best.length - length + kept);
        candidate.set(best.subarray(0, start + kept));
        candidate.set(best.subarray(start + length), start + kept);
        if (improves(candidate)) hasImproved = true;
      }
  }
  return best;
}

interface Run {
  readonly start: number;
  readonly length: number;
}

function runsIn(bits: Uint8Array): Run[] {
  const runs: Run[] = [];
  for (let start = 0, t = 1; t <= bits.length; t++)
    if (t === bits.length || bits[t] !== bits[start]) {
      runs.push({ start, length: t - start });
      start = t;
    }
  return runs;
}
