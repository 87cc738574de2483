/** The text box for bits, with its buttons for random and regular strings. */
import type { ClipboardEvent, DragEvent, JSX, KeyboardEvent } from 'react';
import { cleanBits, leftOutText, MAX_TYPED_BITS, readBits } from '../../session/bit-input.ts';
import { counted } from '../../session/counted.ts';
import { useSelect, useSession } from '../../session/use-session.ts';
import { droppedIn } from '../kit/drops.ts';
import { focusMain } from '../kit/focus.ts';
import { useBitEditing } from './use-bit-editing.ts';
import { shownConfig } from '../../session/run-record.ts';

interface BitBoxProps {
  /** The step that the text cursor stands behind. */
  readonly onCursor: (step: number) => void;
  /** Offers a random string alone. */
  readonly isShort?: boolean;
}

/** The text box of bits, and strings worth trying. */
export function BitBox({ onCursor, isShort = false }: BitBoxProps): JSX.Element {
  const bits = useSelect((state) => state.bits);
  const { box, note, hasRefused, edit, refuse } = useBitEditing(onCursor);

  /** Puts the bits of a text between two places; a text without any leaves what stands there. */
  const insert = (text: string, start: number, end: number): void => {
    const clean = readBits(text, MAX_TYPED_BITS - bits.length + end - start);
    const left = leftOutText(clean);
    if (clean.bits === '') refuse(left ?? NO_TEXT);
    else edit(bits.slice(0, start) + clean.bits + bits.slice(end), start + clean.bits.length, left);
  };
  const paste = (event: ClipboardEvent<HTMLInputElement>): void => {
    event.preventDefault();
    const { selectionStart, selectionEnd } = event.currentTarget;
    const start = selectionStart ?? bits.length;
    insert(event.clipboardData.getData('text/plain'), start, selectionEnd ?? start);
  };
  const drop = (event: DragEvent<HTMLInputElement>): void => {
    const dropped = droppedIn(event.dataTransfer);
    // a file opens, as anywhere on the page
    if (dropped.kind === 'files') return;
    event.preventDefault();
    const place = placeUnder(event);
    if (dropped.kind === 'link') refuse(LINK);
    else insert(dropped.text, place, place);
  };
  return (
    <div className="bit-box">
      <input
        ref={box}
        className="text-box bits"
        data-refused={hasRefused ? '' : undefined}
        aria-label="Bit string"
        aria-describedby="bits-note"
        inputMode="numeric"
        autoComplete="off"
        autoCorrect="off"
        autoCapitalize="off"
        spellCheck={false}
        maxLength={2 * MAX_TYPED_BITS}
        value={bits}
        onChange={(event) => {
          const { value, selectionStart } = event.currentTarget;
          const clean = cleanBits(value);
          const caret = cleanBits(value.slice(0, selectionStart ?? value.length)).bits.length;
          edit(clean.bits, caret, leftOutText(clean));
        }}
        onPaste={paste}
        onDrop={drop}
        onKeyDown={leaveOnEscape}
        onSelect={(event) => onCursor(Math.max(0, (event.currentTarget.selectionEnd ?? 1) - 1))}
      />
      <Suggestions onCursor={onCursor} isShort={isShort} />
      {/* the answer speaks at every key: how many bits there are is read with the box */}
      <p id="bits-note" className="bits-note">
        <span role="status">{note ?? ''}</span>
        <span>{note === null ? counted(bits.length, 'bit') : ''}</span>
      </p>
    </div>
  );
}

function Suggestions({ onCursor, isShort = false }: BitBoxProps): JSX.Element {
  const session = useSession();
  const max = useSelect((state) => shownConfig(state).max);
  const suggest = (bits: string): void => {
    session.setBits(bits);
    onCursor(Infinity);
  };
  return (
    <div className="button-row">
      {(isShort ? SUGGESTIONS.slice(0, 1) : SUGGESTIONS).map(([label, make]) => (
        <button key={label} type="button" className="button small" onClick={() => suggest(make(max))}>
          {label}
        </button>
      ))}
    </div>
  );
}

const NO_TEXT = 'There was no text in it.';
const LINK = 'A link is no string of bits.';

/** Where a drop would put text, in characters: at the pointer, or behind what is marked. */
function placeUnder({ clientX, clientY, currentTarget: box }: DragEvent<HTMLInputElement>): number {
  const position = document.caretPositionFromPoint?.(clientX, clientY);
  return position?.offsetNode === box ? position.offset : (box.selectionEnd ?? box.value.length);
}

/** Escape goes to the string's end, and from there out of the box, so that single keys act again. */
function leaveOnEscape(event: KeyboardEvent<HTMLInputElement>): void {
  if (event.key !== 'Escape' || event.nativeEvent.isComposing) return;
  event.preventDefault();
  const box = event.currentTarget;
  const end = box.value.length;
  if (box.selectionStart === end && box.selectionEnd === end) focusMain();
  else box.setSelectionRange(end, end);
}

/** Any coin will do: no secret hangs on it. */
const randomBits = (length: number): string =>
  Array.from({ length }, () => (Math.random() < 0.5 ? '0' : '1')).join('');

/** Strings of the length that the run is judged by. */
const SUGGESTIONS: readonly (readonly [string, (max: number) => string])[] = [
  ['Random string', randomBits],
  ['One then zeros', (max) => `1${'0'.repeat(Math.max(0, max - 1))}`],
  ['All ones', (max) => '1'.repeat(max)],
  ['Alternating', (max) => '10'.repeat(Math.ceil(max / 2)).slice(0, max)],
];
