/** Runs of one bit in random strings: why tests on random strings hardly ever meet a long one. */

/**
 * The share of all strings of `length` bits that hold at least `run` zeros in a row. With `u(n)` the number of strings
 * without one, `u(n) = u(n - 1) + ... + u(n - run)` (Feller, "An introduction to probability theory", XIII.7).
 */
export function shareWithRun(length: number, run: number): number {
  if (run <= 0) return 1;
  // shares instead of counts: v(n) = u(n) / 2^n
  const without: number[] = [];
  for (let n = 0; n <= length; n++) {
    if (n < run) {
      without.push(1);
      continue;
    }
    let sum = 0;
    for (let zeros = 0; zeros < run; zeros++) sum += without[n - 1 - zeros] * 2 ** -(zeros + 1);
    without.push(sum);
  }
  return 1 - without[length];
}
