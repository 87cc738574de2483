/**
 * Fisher's exact test on a 2x2 table, two-sided: the probability, with both margins fixed, of a table that is no more
 * likely than the one found (https://en.wikipedia.org/wiki/Fisher%27s_exact_test).
 */

export interface Successes {
  readonly successes: number;
  readonly of: number;
}

/** Chance that two counts differ at least so much though the rate behind them is the same. */
export function fisherExact(a: Successes, b: Successes): number {
  const total = a.of + b.of;
  const successes = a.successes + b.successes;
  const logAll = logChoose(total, successes);
  const probability = (first: number): number =>
    Math.exp(logChoose(a.of, first) + logChoose(b.of, successes - first) - logAll);
  // tables as likely as the one found must count in spite of rounding
  const limit = probability(a.successes) * (1 + 1e-7);
  let sum = 0;
  for (let first = Math.max(0, successes - b.of); first <= Math.min(a.of, successes); first++)
    if (probability(first) <= limit) sum += probability(first);
  return Math.min(1, sum);
}

const logChoose = (n: number, k: number): number => logFactorial(n) - logFactorial(k) - logFactorial(n - k);

function logFactorial(n: number): number {
  let sum = 0;
  for (let factor = 2; factor <= n; factor++) sum += Math.log(factor);
  return sum;
}
