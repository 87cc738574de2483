/** A field for a number option of the experiment. */
import { useEffect, useId, useRef, useState, type JSX, type KeyboardEvent } from 'react';
import { FIELD_LABELS, FIELDS, parseField, problemText, type ConfigKey } from '../../session/experiment.ts';
import { useSelect, useSession } from '../../session/use-session.ts';
import { FIELD_HINTS } from './field-hints.ts';
import { nextNumber } from '../kit/number-steps.ts';
import { useFieldUndo } from '../kit/use-field-undo.ts';

/** While a run is on, a number takes effect this long after the last key: each change keeps a ghost of the run. */
const SETTLE_MS = 500;

interface NumberFieldProps {
  readonly field: ConfigKey;
}

/** A number option. What is out of range is refused in place, with the range; the last good value stays in force. */
export function NumberField({ field }: NumberFieldProps): JSX.Element {
  const session = useSession();
  const value = useSelect((state) => Number(state.config[field]));
  const { text, problem, edit, settle, put, takeBack } = useDraft(field, value);
  const id = useId();
  const spec = FIELDS[field];
  const bounds = spec.kind === 'number' ? spec : { min: 0, max: 0, integer: true };

  const step = (direction: 1 | -1): void => {
    const from = Number(session.store.get().config[field]);
    put(String(nextNumber(from, direction, bounds)));
  };
  const onKeyDown = (event: KeyboardEvent): void => {
    if (event.key === 'Enter') return settle();
    if (takeBack(event) || (event.key !== 'ArrowUp' && event.key !== 'ArrowDown')) return;
    event.preventDefault();
    step(event.key === 'ArrowUp' ? 1 : -1);
  };
  return (
    <div className="field">
      <label htmlFor={id}>{FIELD_LABELS[field]}</label>
      <div className="number" data-invalid={problem ? '' : undefined}>
        <input
          id={id}
          role="spinbutton"
          inputMode={bounds.integer ? 'numeric' : 'decimal'}
          autoComplete="off"
          spellCheck={false}
          value={text}
          aria-valuenow={value}
          aria-valuetext={text}
          aria-valuemin={bounds.min}
          aria-valuemax={bounds.max}
          aria-invalid={problem !== null}
          aria-describedby={problem ? `${id}-problem ${id}-hint` : `${id}-hint`}
          onChange={(event) => edit(event.currentTarget.value)}
          onBlur={settle}
          onKeyDown={onKeyDown}
        />
        <button type="button" tabIndex={-1} aria-hidden="true" onClick={() => step(-1)}>
          −
        </button>
        <button type="button" tabIndex={-1} aria-hidden="true" onClick={() => step(1)}>
          +
        </button>
      </div>
      {problem ? (
        <p id={`${id}-problem`} className="field-problem" role="alert">
          {problem}
        </p>
      ) : null}
      <p id={`${id}-hint`} className="field-hint">
        {FIELD_HINTS[field]}
      </p>
    </div>
  );
}

interface Draft {
  /** What is being edited, or the value in force. */
  readonly text: string;
  readonly problem: string | null;
  readonly edit: (text: string) => void;
  /** Ends the editing: a good text takes effect now, a bad one stays with its problem. */
  readonly settle: () => void;
  readonly put: (text: string) => void;
  /** Goes back where a key press asks for it; gives back whether it did. */
  readonly takeBack: (event: KeyboardEvent) => boolean;
}

function useDraft(field: ConfigKey, value: number): Draft {
  const session = useSession();
  const [draft, setDraft] = useState<string | null>(null);
  const timer = useRef<ReturnType<typeof setTimeout> | undefined>(undefined);
  /** The value in force before the text that is being typed. */
  const before = useRef<number | string>(value);
  useEffect(() => () => clearTimeout(timer.current), []);
  // a preset or link that changes the value ends the editing
  const [seen, setSeen] = useState(value);
  if (seen !== value) {
    setSeen(value);
    if (draft !== null && isOtherNumber(field, draft, value)) setDraft(null);
  }
  const result = draft === null ? null : parseField(field, draft);
  const problem = result && !result.ok ? problemText(field, result.problem) : null;

  const put = (text: string): void => {
    clearTimeout(timer.current);
    session.setField(field, text);
    setDraft(null);
  };
  const edit = (text: string): void => {
    if (startsAfresh(text, draft)) before.current = session.store.get().config[field];
    setDraft(text);
    clearTimeout(timer.current);
    const hasRun = session.store.get().run !== null;
    if (!parseField(field, text).ok) {
      // what a bad number held on its way, 1 of 1.1, was never meant
      if (!hasRun) session.setField(field, String(before.current));
    } else if (hasRun) timer.current = setTimeout(() => session.setField(field, text), SETTLE_MS);
    else session.setField(field, text);
  };
  const settle = (): void => {
    if (draft !== null && problem === null) put(draft);
  };
  const text = draft ?? String(value);
  const takeBack = useFieldUndo(text, edit);
  return { text, problem, edit, settle, put, takeBack };
}

/** Whether a text is a number that the field takes, and not this one. */
function isOtherNumber(field: ConfigKey, text: string, value: number): boolean {
  const result = parseField(field, text);
  return result.ok && result.value !== value;
}

/** Whether a text replaces the one before rather than typing on or deleting from it. */
function startsAfresh(text: string, draft: string | null): boolean {
  if (draft === null) return true;
  if (text === '') return draft.length > 1;
  return !text.startsWith(draft) && !draft.startsWith(text);
}
