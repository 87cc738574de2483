import { counted } from '../session/counted.ts';
import {
  useEffect,
  useLayoutEffect,
  useRef,
  useState,
  type ClipboardEvent,
  type DragEvent,
  type JSX,
  type KeyboardEvent,
  type RefObject,
  type SyntheticEvent,
} from 'react';
import { cleanBits, leftOutText, MAX_TYPED_BITS, readBits } from '../session/bit-input.ts';
import { useSelect, useSession } from '../session/use-session.ts';
import { focusMain } from './focus.ts';

interface BitBoxProps {
  /** The step that the text cursor stands behind. */
  readonly onCursor: (step: number) => void;
}

/** The text box of bits, and strings worth trying. */
export function BitBox({ onCursor }: BitBoxProps): JSX.Element {
  const bits = useSelect((state) => state.bits);
  const { box, note, hasRefused, edit } = useBitEditing(onCursor);

  const insert = (event: SyntheticEvent<HTMLInputElement>, text: string): void => {
    event.preventDefault();
    const { selectionStart, selectionEnd } = event.currentTarget;
    const start = selectionStart ?? bits.length;
    const end = selectionEnd ?? start;
    const clean = readBits(text, MAX_TYPED_BITS - bits.length + end - start);
    const next = bits.slice(0, start) + clean.bits + bits.slice(end);
    edit(next, start + clean.bits.length, leftOutText(clean));
  };
  return (
    <div className="bit-box">
      <input
        ref={box}
        className="bits"
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
        onPaste={(event: ClipboardEvent<HTMLInputElement>) =>
          insert(event, event.clipboardData.getData('text/plain'))
        }
        onDrop={(event: DragEvent<HTMLInputElement>) =>
          insert(event, event.dataTransfer.getData('text/plain'))
        }
        onKeyDown={leaveOnEscape}
        onSelect={(event) => onCursor(Math.max(0, (event.currentTarget.selectionEnd ?? 1) - 1))}
      />
      <Suggestions onCursor={onCursor} />
      <p id="bits-note" className="bits-note" role="status">
        {note ?? counted(bits.length, 'bit')}
      </p>
    </div>
  );
}

function Suggestions({ onCursor }: BitBoxProps): JSX.Element {
  const session = useSession();
  const max = useSelect((state) => (state.run?.config ?? state.config).max);
  const suggest = (bits: string): void => {
    session.setBits(bits);
    onCursor(Infinity);
  };
  return (
    <div className="button-row">
      {SUGGESTIONS.map(([label, make]) => (
        <button key={label} type="button" className="button small" onClick={() => suggest(make(max))}>
          {label}
        </button>
      ))}
    </div>
  );
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

interface BitEditing {
  readonly box: RefObject<HTMLInputElement | null>;
  /** What was left out of the last edit. */
  readonly note: string | null;
  readonly hasRefused: boolean;
  readonly edit: (bits: string, caret: number, note: string | null) => void;
}

/** The box keeps a red edge for a moment after it has refused something, however fast one types on. */
const REFUSED_MS = 1500;

function useBitEditing(onCursor: (step: number) => void): BitEditing {
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
  };
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
