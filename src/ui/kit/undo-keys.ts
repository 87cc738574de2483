/** Ctrl Z and its kin, on any layout; and the same asked for by a menu or a gesture of the system. */
import { meantKey } from './meant-key.ts';

export type UndoStep = 'undo' | 'redo';

type Chord = Pick<
  KeyboardEvent,
  'key' | 'code' | 'shiftKey' | 'ctrlKey' | 'metaKey' | 'altKey' | 'getModifierState'
>;

/** What a key press asks for; null: neither. */
export function undoStepOf(event: Chord): UndoStep | null {
  const { ctrlKey, metaKey, altKey, shiftKey } = event;
  if (ctrlKey === metaKey || altKey || event.getModifierState('AltGraph')) return null;
  const key = meantKey(event);
  if (key === 'z') return shiftKey ? 'redo' : 'undo';
  return key === 'y' && ctrlKey && !shiftKey ? 'redo' : null;
}

/** What a `beforeinput` asks for; null: neither. */
export function undoStepOfInput({ inputType }: Pick<InputEvent, 'inputType'>): UndoStep | null {
  if (inputType === 'historyUndo') return 'undo';
  return inputType === 'historyRedo' ? 'redo' : null;
}
