import { ACT_FIGURES, slideText } from '../src/session/presenting.ts';

/** Every figure of the presenter view, as links say it: `3.2` is the second of act 3. */
export const SLIDES: readonly string[] = ACT_FIGURES.flatMap((figures, act) =>
  Array.from({ length: figures }, (_, figure) => slideText({ act, figure })),
);
