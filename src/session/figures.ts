/** The laboratory's figures, by the words that a link embeds them with, and their names on the page. */
export const FIGURES = {
  experiment: 'Experiment',
  curves: 'Curves',
  result: 'Result',
  trace: 'String, bit by bit',
  plane: 'State plane',
  automaton: 'Automaton',
  network: 'Network in numbers',
  four: '2×2 of settings',
} as const;

export type FigureName = keyof typeof FIGURES;

export const FIGURE_NAMES = Object.keys(FIGURES) as readonly FigureName[];

/** Splits a list of names: those that there are, each once, and the others. */
export function readFigures(texts: readonly string[]): {
  readonly known: readonly FigureName[];
  readonly unknown: readonly string[];
} {
  const isKnown = (text: string): text is FigureName => FIGURE_NAMES.some((name) => name === text);
  const names = [...new Set(texts)];
  return { known: names.filter(isKnown), unknown: names.filter((name) => !isKnown(name)) };
}
