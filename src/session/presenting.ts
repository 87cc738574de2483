/** The presenter view: one figure of an act fills the screen; its neighbours are a key press away. */
import type { SessionState } from './state.ts';
import type { Store } from './store.ts';

/** Figures of each act that can fill the screen, act by act. */
export const ACT_FIGURES: readonly number[] = [1, 1, 1, 2, 1, 3, 1, 1];

/** An act and one of its figures, both counted from 0. */
export interface Slide {
  readonly act: number;
  readonly figure: number;
}

/** The figure that fills the screen; null: the page is read as it stands. */
export function presentedSlide({ act, presented }: Pick<SessionState, 'act' | 'presented'>): Slide | null {
  return act === null || presented === null ? null : { act, figure: presented };
}

/** The figure after another (`by` 1) or before it (-1), which may be of the next act; the ends stay where they are. */
export function slideBeside({ act, figure }: Slide, by: 1 | -1): Slide {
  const beside = figure + by;
  if (beside >= 0 && beside < (ACT_FIGURES[act] ?? 1)) return { act, figure: beside };
  const figures = ACT_FIGURES[act + by];
  if (figures === undefined) return { act, figure };
  return { act: act + by, figure: by > 0 ? 0 : figures - 1 };
}

/** As links say it: `3` for the first figure of act 3, `3.2` for its second. */
export const slideText = ({ act, figure }: Slide): string =>
  figure === 0 ? String(act) : `${act}.${figure + 1}`;

/** What `slideText` has written; null: no figure. */
export function readSlide(text: string): Slide | null {
  const [, act, figure = '1'] = /^(\d)(?:\.(\d))?$/u.exec(text) ?? [];
  const slide = { act: Number(act ?? Number.NaN), figure: Number(figure) - 1 };
  return slide.figure >= 0 && slide.figure < (ACT_FIGURES[slide.act] ?? 0) ? slide : null;
}

export interface Presenting {
  /** Fills the screen with a figure. */
  readonly present: (slide: Slide) => void;
  /** Goes on to the next figure, or back to the one before. */
  readonly presentBeside: (by: 1 | -1) => void;
  /** Gives the page back as it is read, at the act that was presented. */
  readonly leavePresenting: () => void;
}

export function createPresenting(store: Store<SessionState>): Presenting {
  // somebody shows it: what it waits for is computed
  const present = ({ act, figure }: Slide): void => store.set({ act, presented: figure, hasStirred: true });
  return {
    present,
    presentBeside(by) {
      const slide = presentedSlide(store.get());
      if (slide) present(slideBeside(slide, by));
    },
    leavePresenting: () => store.set({ presented: null }),
  };
}
