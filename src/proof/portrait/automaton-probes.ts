/** What tells states of a network apart, and the strings on which an automaton is compared with its network. */
export type Bits = ArrayLike<number>;

/** Length of the regular probes: a leak over fewer zeros shows as a chain of states. */
export const PROBE_LENGTH = 64;
const SHORT_PROBE = 4;
const RANDOM_STRINGS = 60;
const RANDOM_LENGTH = 50;
/** Longest string from outside that is tried. */
const LONGEST_SUSPECT = 512;

/** Every string of four bits, and long runs of zeros, ones, and both in turn; answers count after every bit. */
export function repeatedProbes(): Bits[] {
  const short = Array.from({ length: 1 << SHORT_PROBE }, (_, k) =>
    Array.from({ length: SHORT_PROBE }, (_unused, t) => (k >> t) & 1),
  );
  const long = [[0], [1], [1, 0], [0, 1]].map((period) => repeated([], period, PROBE_LENGTH));
  return [...short, ...long];
}

/** Random strings of many densities of ones, a one and many zeros, and a suspect. */
export function triedStrings(suspect: Bits | null): Bits[] {
  const random = weylSequence();
  const strings: Bits[] = Array.from({ length: RANDOM_STRINGS }, (_, k) => {
    const density = (k % 10 < 5 ? 50 : 10 * (k % 5)) / 100;
    return Array.from({ length: RANDOM_LENGTH }, () => (random() < density ? 1 : 0));
  });
  strings.push(repeated([1], [0], 2 * PROBE_LENGTH), repeated([1, 1], [0], 2 * PROBE_LENGTH));
  if (suspect && suspect.length <= LONGEST_SUSPECT) strings.push(suspect);
  return strings;
}

const repeated = (start: readonly number[], period: readonly number[], length: number): number[] =>
  Array.from({ length }, (_, t) =>
    t < start.length ? start[t] : period[(t - start.length) % period.length],
  );

/** The same numbers in [0, 1) every time: the picture of a network must not change by itself. */
function weylSequence(): () => number {
  let state = 0x9e3779b9;
  return () => {
    state = (state + 0x6d2b79f5) | 0;
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state);
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed;
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32;
  };
}
