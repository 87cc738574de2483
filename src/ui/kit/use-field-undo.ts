/** Takes back what a field has held, typed or set by the page: browsers forget what was typed once a script sets it. */
import { useLayoutEffect, useRef, useState, type KeyboardEvent } from 'react';
import { createUndoSteps } from '../../session/undo-steps.ts';
import { undoStepOf } from './undo-keys.ts';

/** Gives a handler of key presses that says whether it has used one. */
export function useFieldUndo(text: string, put: (text: string) => void): (event: KeyboardEvent) => boolean {
  const [steps] = useState(createUndoSteps);
  const known = useRef(text);
  useLayoutEffect(() => {
    if (text !== known.current) steps.changed(known.current);
    known.current = text;
  }, [text, steps]);
  return (event) => {
    const asked = undoStepOf(event.nativeEvent);
    if (asked === null) return false;
    event.preventDefault();
    const wanted = steps[asked](known.current);
    if (wanted === null) return true;
    known.current = wanted;
    put(wanted);
    return true;
  };
}
