/** Test cases in which every pair of options meets: what the model and every engine are compared on. */

const OPTIONS = {
  hidden: [1, 2, 3, 4, 8],
  activation: ['sigmoid', 'hard-sigmoid'],
  head: ['softmax', 'double-softmax'],
  supervision: ['every', 'last'],
  lengths: ['fixed', 'variable'],
  batch: [1, 7, 128],
} as const;

type OptionName = keyof typeof OPTIONS;
/** One choice of every option. */
export type OptionCase = { readonly [Name in OptionName]: (typeof OPTIONS)[Name][number] };

const optionNames = Object.keys(OPTIONS) as OptionName[];

/** Every combination of the options. */
export const allCases = optionNames.reduce<object[]>(
  (cases, name) => cases.flatMap((some) => OPTIONS[name].map((value) => ({ ...some, [name]: value }))),
  [{}],
) as OptionCase[];

/** The pairs of choices that a case holds. */
export const choicePairsOf = (some: OptionCase): string[] =>
  optionNames.flatMap((a, k) => optionNames.slice(k + 1).map((b) => `${a} ${some[a]}, ${b} ${some[b]}`));

/** Greedily, the case that brings most new pairs, until no pair is left. */
export function pairwiseCases(): OptionCase[] {
  const missing = new Set(allCases.flatMap(choicePairsOf));
  const chosen: OptionCase[] = [];
  while (missing.size > 0) {
    const newPairs = allCases.map((some) => choicePairsOf(some).filter((pair) => missing.has(pair)).length);
    const best = allCases[newPairs.indexOf(Math.max(...newPairs))];
    for (const pair of choicePairsOf(best)) missing.delete(pair);
    chosen.push(best);
  }
  return chosen;
}
