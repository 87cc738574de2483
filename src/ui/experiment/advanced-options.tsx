/** The options that most visitors leave alone, folded. */
import type { JSX } from 'react';
import { ENGINE_CHOICES, type EngineChoice } from '../../session/experiment.ts';
import { useSelect, useSession } from '../../session/use-session.ts';
import { SelectField } from '../kit/choice-fields.tsx';
import { EngineOffer } from '../kit/engine-offer.tsx';
import { ConfigChoice } from './config-choice.tsx';
import { NumberField } from './number-field.tsx';

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

export function AdvancedOptions(): JSX.Element {
  const session = useSession();
  const engine = useSelect((state) => state.engine);
  return (
    <details className="advanced narrow-numbers">
      <summary>Advanced</summary>
      <div className="number-grid">
        <NumberField field="max" />
        <NumberField field="strings" />
        <NumberField field="batch" />
        <NumberField field="repeats" />
        <NumberField field="epochs" />
        <NumberField field="seed" />
        <NumberField field="sparse" />
        <NumberField field="evaluate" />
      </div>
      <ConfigChoice field="activation" choices={ACTIVATIONS} shape="select" />
      <ConfigChoice field="head" choices={HEADS} shape="select" />
      <ConfigChoice field="init" choices={INITIALIZERS} shape="select" />
      <ConfigChoice field="stop" choices={STOPS} shape="select" />
      <SelectField
        label="Engine"
        hint="who computes; automatic: the faster in a trial"
        value={engine}
        choices={ENGINES}
        onChoose={session.setEngine}
      />
      <EngineOffer shows="measured" />
    </details>
  );
}
