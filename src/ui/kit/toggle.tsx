/** A button that shows or hides a part of its panel. */
import type { JSX } from 'react';

interface ToggleProps {
  readonly label: string;
  /** Its accessible name, where that says more; it begins with the label. */
  readonly name?: string;
  readonly isOn: boolean;
  readonly onToggle: (isOn: boolean) => void;
}

/** A button that shows or hides a part of its panel. */
export function Toggle({ label, name, isOn, onToggle }: ToggleProps): JSX.Element {
  return (
    <button
      type="button"
      className="button quiet small"
      aria-label={name}
      aria-pressed={isOn}
      onClick={() => onToggle(!isOn)}
    >
      {label}
    </button>
  );
}
