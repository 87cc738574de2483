import type { JSX } from 'react';
import {
  ENGINE_CHOICES,
  FIELD_LABELS,
  presetOf,
  PRESET_NAMES,
  PRESETS,
  type ConfigKey,
  type EngineChoice,
} from '../session/experiment.ts';
import { useSelect, useSession } from '../session/use-session.ts';
import { SelectField, Segmented, type Choice } from './choice-fields.tsx';
import { GuessControl } from './guess-control.tsx';
import { NumberField } from './number-field.tsx';
import { LongSteps, RunControls, SpeedControl } from './run-controls.tsx';
import { RunProgress } from './run-progress.tsx';

export function ExperimentPanel(): JSX.Element {
  return (
    <section className="panel experiment" aria-labelledby="experiment-title">
      <h2 id="experiment-title">Experiment</h2>
      <PresetField />
      <ConfigChoice field="lengths" choices={LENGTHS} shape="segmented" />
      <ConfigChoice field="supervision" choices={SUPERVISIONS} shape="segmented" />
      <div className="number-grid">
        <NumberField field="hidden" />
        <NumberField field="replicas" />
      </div>
      <NumberField field="lr" />
      <RunControls />
      <LongSteps />
      <SpeedControl />
      <RunProgress />
      <GuessControl />
      <Advanced />
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
const ACTIVATIONS = [
  { value: 'sigmoid', label: 'sigmoid' },
  { value: 'hard-sigmoid', label: 'hard sigmoid' },
];
const HEADS = [
  { value: 'softmax', label: 'softmax' },
  { value: 'double-softmax', label: 'double softmax (the notebook)' },
];
const INITIALIZERS = [
  { value: 'glorot-normal', label: 'Glorot normal' },
  { value: 'glorot-uniform', label: 'Glorot uniform' },
];
const STOPS = [
  { value: 'solved', label: 'each seed when solved' },
  { value: 'budget', label: 'after all epochs' },
];
const ENGINE_LABELS: Readonly<Record<EngineChoice, string>> = {
  auto: 'automatic',
  webgl: 'WebGL2',
  cpu: 'CPU',
  layers: 'stock tf.layers',
};
const ENGINES = ENGINE_CHOICES.map((value) => ({ value, label: ENGINE_LABELS[value] }));

interface ConfigChoiceProps {
  readonly field: ConfigKey;
  readonly choices: readonly Choice<string>[];
  readonly shape: 'segmented' | 'select';
}

function ConfigChoice({ field, choices, shape }: ConfigChoiceProps): JSX.Element {
  const session = useSession();
  const value = useSelect((state) => String(state.config[field]));
  const props = {
    label: FIELD_LABELS[field],
    value,
    choices,
    onChoose: (chosen: string) => void session.setField(field, chosen),
  };
  return shape === 'segmented' ? <Segmented {...props} /> : <SelectField {...props} />;
}

function PresetField(): JSX.Element {
  const session = useSession();
  const config = useSelect((state) => state.config);
  const base = useSelect((state) => state.preset);
  const preset = presetOf(config);
  const named = PRESET_NAMES.map((value) => ({ value: value as string, label: PRESETS[value].label }));
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

function Advanced(): JSX.Element {
  const session = useSession();
  const engine = useSelect((state) => state.engine);
  return (
    <details className="advanced">
      <summary>Advanced</summary>
      <div className="number-grid">
        <NumberField field="max" />
        <NumberField field="strings" />
        <NumberField field="batch" />
        <NumberField field="repeats" />
        <NumberField field="epochs" />
        <NumberField field="seed" />
        <NumberField field="sparse" />
        <NumberField field="evaluate" hint="training strings; 0: after each epoch" />
      </div>
      <ConfigChoice field="activation" choices={ACTIVATIONS} shape="select" />
      <ConfigChoice field="head" choices={HEADS} shape="select" />
      <ConfigChoice field="init" choices={INITIALIZERS} shape="select" />
      <ConfigChoice field="stop" choices={STOPS} shape="select" />
      <SelectField label="Engine" value={engine} choices={ENGINES} onChoose={session.setEngine} />
    </details>
  );
}
