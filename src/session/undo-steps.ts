/** What a text was before, to go back to and forth again: the page's own, because browsers forget what scripts set. */

export interface UndoSteps {
  /** Notes that the text is changed from `before`. Changes of one gesture, as a slider's drag, are one step. */
  readonly changed: (before: string, gesture?: number) => void;
  /** Gives what to go back to from `now`; null: nothing is left. */
  readonly undo: (now: string) => string | null;
  readonly redo: (now: string) => string | null;
}

const MAX_STEPS = 300;

export function createUndoSteps(): UndoSteps {
  let done: string[] = [];
  let undone: string[] = [];
  let last: number | undefined;
  return {
    changed(before, gesture) {
      const isSame = gesture !== undefined && gesture === last;
      last = gesture;
      undone = [];
      if (!isSame) done = [...done, before].slice(-MAX_STEPS);
    },
    undo(now) {
      const text = done.pop();
      if (text === undefined) return null;
      last = undefined;
      undone.push(now);
      return text;
    },
    redo(now) {
      const text = undone.pop();
      if (text === undefined) return null;
      last = undefined;
      done.push(now);
      return text;
    },
  };
}
