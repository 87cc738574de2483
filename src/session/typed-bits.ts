/** The typed string, whoever changes it: the text box, a flip, a suggestion, the slider. Each change can be taken back. */
import { cleanBits } from './bit-input.ts';
import type { SessionState } from './state.ts';
import type { Store } from './store.ts';
import { createUndoSteps } from './undo-steps.ts';

export interface TypedBits {
  /**
   * Replaces the typed string; its last step is looked at. Changes of one gesture, as a slider's drag, are taken back
   * together.
   */
  readonly setBits: (bits: string, gesture?: number) => void;
  readonly flipBit: (index: number) => void;
  /** Goes back to the string before the last change; gives the place behind what that changes, null when nothing does. */
  readonly undoBits: () => number | null;
  readonly redoBits: () => number | null;
}

export function createTypedBits(store: Store<SessionState>): TypedBits {
  const steps = createUndoSteps();
  const show = (bits: string, cursor: number, gesture?: number): void => {
    const before = store.get().bits;
    if (bits !== before) steps.changed(before, gesture);
    store.set({ bits, cursor });
  };
  const goTo = (bits: string | null): number | null => {
    if (bits === null) return null;
    const place = behindChange(store.get().bits, bits);
    store.set({ bits, cursor: Math.max(0, place - 1) });
    return place;
  };
  return {
    setBits: (text, gesture) => show(cleanBits(text).bits, Infinity, gesture),
    flipBit(index) {
      const { bits } = store.get();
      if (index < 0 || index >= bits.length) return;
      const flipped = bits[index] === '1' ? '0' : '1';
      show(bits.slice(0, index) + flipped + bits.slice(index + 1), index);
    },
    undoBits: () => goTo(steps.undo(store.get().bits)),
    redoBits: () => goTo(steps.redo(store.get().bits)),
  };
}

/** Behind the last character of `after` that is not of the end that both have in common. */
function behindChange(before: string, after: string): number {
  const most = Math.min(before.length, after.length);
  let start = 0;
  while (start < most && before[start] === after[start]) start += 1;
  let common = 0;
  while (common < most - start && before.at(-1 - common) === after.at(-1 - common)) common += 1;
  return after.length - common;
}
