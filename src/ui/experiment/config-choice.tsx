/** A choice among the words that an option of the experiment knows. */
import type { JSX } from 'react';
import { FIELD_LABELS, type ConfigKey } from '../../session/experiment.ts';
import { useSelect, useSession } from '../../session/use-session.ts';
import { FIELD_HINTS } from './field-hints.ts';
import { SelectField, Segmented, type Choice } from '../kit/choice-fields.tsx';

interface ConfigChoiceProps {
  readonly field: ConfigKey;
  readonly choices: readonly Choice<string>[];
  readonly shape: 'segmented' | 'select';
}

export function ConfigChoice({ field, choices, shape }: ConfigChoiceProps): JSX.Element {
  const session = useSession();
  const value = useSelect((state) => String(state.config[field]));
  const props = {
    label: FIELD_LABELS[field],
    hint: FIELD_HINTS[field],
    value,
    choices,
    onChoose: (chosen: string) => void session.setField(field, chosen),
  };
  return shape === 'segmented' ? <Segmented {...props} /> : <SelectField {...props} />;
}
