/** What edits in the text box do: the bits, the text cursor, the note beside the box, and the way back. */
import { useCallback, useEffect, useLayoutEffect, useRef, useState, type RefObject } from 'react';
import { useSession } from '../../session/use-session.ts';
import { undoStepOf, undoStepOfInput, type UndoStep } from '../kit/undo-keys.ts';

interface BitEditing {
  readonly box: RefObject<HTMLInputElement | null>;
  /** What was left out of the last edit. */
  readonly note: string | null;
  readonly hasRefused: boolean;
  readonly edit: (bits: string, caret: number, note: string | null) => void;
  /** Says why something changes nothing. */
  readonly refuse: (note: string) => void;
}

/** The box keeps a red edge for a moment after it has refused something, however fast one types on. */
const REFUSED_MS = 1500;

export function useBitEditing(onCursor: (step: number) => void): BitEditing {
  const session = useSession();
  const box = useRef<HTMLInputElement>(null);
  const caret = useRef<number | null>(null);
  const [note, setNote] = useState<string | null>(null);
  const [refusals, setRefusals] = useState(0);
  const [forgotten, setForgotten] = useState(0);
  useEffect(() => {
    const timer = setTimeout(() => setForgotten(refusals), REFUSED_MS);
    return () => clearTimeout(timer);
  }, [refusals]);
  // a controlled box loses its text cursor when a character is kept out
  useLayoutEffect(() => {
    if (caret.current !== null) box.current?.setSelectionRange(caret.current, caret.current);
    caret.current = null;
  });
  const goBack = useCallback(
    (step: UndoStep): void => {
      const place = step === 'undo' ? session.undoBits() : session.redoBits();
      // in some browsers a text cursor that is set takes the focus along
      if (document.activeElement === box.current) caret.current = place;
      setNote(null);
    },
    [session],
  );
  useUndo(box, goBack);
  return {
    box,
    note,
    hasRefused: refusals !== forgotten,
    edit(bits, at, text) {
      caret.current = at;
      setNote(text);
      if (text !== null) setRefusals((count) => count + 1);
      session.setBits(bits);
      onCursor(Math.max(0, at - 1));
    },
    refuse(text) {
      setNote(text);
      setRefusals((count) => count + 1);
    },
  };
}

/** Asked for anywhere but where something else can be taken back: flips, suggestions and the slider change the box too. */
function useUndo(box: RefObject<HTMLInputElement | null>, goBack: (step: UndoStep) => void): void {
  useEffect(() => {
    const { current } = box;
    const onKeyDown = (event: KeyboardEvent): void => {
      const step = undoStepOf(event);
      if (step === null || event.defaultPrevented || isOthers(event.target, current)) return;
      event.preventDefault();
      goBack(step);
    };
    const onInput = (event: InputEvent): void => {
      const step = undoStepOfInput(event);
      if (step === null) return;
      event.preventDefault();
      goBack(step);
    };
    document.addEventListener('keydown', onKeyDown);
    current?.addEventListener('beforeinput', onInput);
    return () => {
      document.removeEventListener('keydown', onKeyDown);
      current?.removeEventListener('beforeinput', onInput);
    };
  }, [box, goBack]);
}

const TYPED = 'input:not([type=range], [type=checkbox], [type=radio], [type=file]), textarea';

/** Typed text takes its own changes back, and so do weights. */
const isOthers = (target: EventTarget | null, box: Element | null): boolean =>
  target !== box &&
  target instanceof Element &&
  (target.matches(TYPED) || target.closest('.network, dialog') !== null);
