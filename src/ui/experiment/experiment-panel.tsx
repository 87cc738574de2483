/** The panel of the experiment: preset, options, and the buttons that train. */
import type { JSX } from 'react';
import { presetOf, PRESET_NAMES, PRESETS } from '../../session/experiment.ts';
import { useSelect, useSession } from '../../session/use-session.ts';
import { SelectField, type Choice } from '../kit/choice-fields.tsx';
import { ConfigChoice } from './config-choice.tsx';
import { DrawingBoundary } from '../kit/drawing-boundary.tsx';
import { NumberField } from './number-field.tsx';
import { LongSteps, RunControls } from './run-controls.tsx';
import { SolvedPointer } from './solved-pointer.tsx';

export function ExperimentPanel(): JSX.Element {
  return (
    <section className="panel experiment" aria-labelledby="experiment-title">
      <h2 id="experiment-title">Experiment</h2>
      <DrawingBoundary name="The options">
        <PresetField />
        <ConfigChoice field="lengths" choices={LENGTHS} shape="segmented" />
        <ConfigChoice field="supervision" choices={SUPERVISIONS} shape="segmented" />
        <div className="number-grid">
          <NumberField field="hidden" />
          <NumberField field="replicas" />
          <NumberField field="lr" />
        </div>
      </DrawingBoundary>
      <RunControls />
      <LongSteps />
      <DrawingBoundary name="How many seeds have solved">
        <SolvedPointer />
      </DrawingBoundary>
    </section>
  );
}

const LENGTHS = [
  { value: 'fixed', label: 'Fixed' },
  { value: 'variable', label: 'Variable' },
];
const SUPERVISIONS = [
  { value: 'every', label: 'Every step' },
  { value: 'last', label: 'Last step' },
];

function PresetField(): JSX.Element {
  const session = useSession();
  const config = useSelect((state) => state.config);
  const base = useSelect((state) => state.preset);
  const preset = presetOf(config);
  const named = PRESET_NAMES.map((value): Choice<string> => {
    const { label, asks } = PRESETS[value];
    return { value, label: `${label}: ${asks}` };
  });
  const custom = { value: 'custom', label: 'Own setting' };
  return (
    <>
      <SelectField
        label="Preset"
        value={preset ?? 'custom'}
        choices={preset ? named : [custom, ...named]}
        onChoose={(chosen) => {
          const name = PRESET_NAMES.find((candidate) => candidate === chosen);
          if (name) session.applyPreset(name);
        }}
      />
      <p className="expectation">
        {preset
          ? PRESETS[preset].expectation
          : `Made from ${PRESETS[base].label}: watch what your changes do.`}
      </p>
    </>
  );
}
