/** Options out of a few words: segmented radios, and select boxes. */
import { useId, type JSX } from 'react';

export interface Choice<Value extends string> {
  readonly value: Value;
  readonly label: string;
  /** Accessible name where the label says it in other words; it holds the label. */
  readonly name?: string;
}

interface ChoiceProps<Value extends string> {
  readonly label: string;
  /** What it is for, where nothing else beside it says so. */
  readonly hint?: string;
  readonly value: Value;
  readonly choices: readonly Choice<Value>[];
  readonly onChoose: (value: Value) => void;
}

export function Segmented<Value extends string>(props: ChoiceProps<Value>): JSX.Element {
  const { label, hint, value, choices, onChoose } = props;
  const id = useId();
  return (
    <div className="field">
      <span className="field-label" id={id}>
        {label}
      </span>
      <div
        className="segmented"
        role="radiogroup"
        aria-labelledby={id}
        aria-describedby={hint === undefined ? undefined : `${id}-hint`}
      >
        {choices.map((choice) => (
          <label key={choice.value}>
            <input
              type="radio"
              name={id}
              value={choice.value}
              aria-label={choice.name}
              checked={choice.value === value}
              onChange={() => onChoose(choice.value)}
            />
            <span>{choice.label}</span>
          </label>
        ))}
      </div>
      <Hint {...{ id, hint }} />
    </div>
  );
}

export function SelectField<Value extends string>(props: ChoiceProps<Value>): JSX.Element {
  const { label, hint, value, choices, onChoose } = props;
  const id = useId();
  return (
    <div className="field">
      <label htmlFor={id}>{label}</label>
      <select
        id={id}
        value={value}
        aria-describedby={hint === undefined ? undefined : `${id}-hint`}
        onChange={(event) => {
          const chosen = choices.find((choice) => choice.value === event.currentTarget.value);
          if (chosen) onChoose(chosen.value);
        }}
      >
        {choices.map((choice) => (
          <option key={choice.value} value={choice.value}>
            {choice.label}
          </option>
        ))}
      </select>
      <Hint {...{ id, hint }} />
    </div>
  );
}

function Hint({ id, hint }: { readonly id: string; readonly hint: string | undefined }): JSX.Element | null {
  if (hint === undefined) return null;
  return (
    <p id={`${id}-hint`} className="field-hint">
      {hint}
    </p>
  );
}
