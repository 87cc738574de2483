/** One sentence with a button and two choices in it: what is trained, and on what. */
import type { JSX } from 'react';
import { useSelect, useSession } from '../../session/use-session.ts';
import { Segmented } from '../kit/choice-fields.tsx';
import { inWords } from '../kit/count-words.ts';
import { PauseIcon, PlayIcon } from '../kit/icons.tsx';
import { useGrace } from '../kit/use-grace.ts';

export function TrainingStrip(): JSX.Element {
  const session = useSession();
  const config = useSelect((state) => state.config);
  const { lengths, supervision, max, replicas } = config;
  const set = (key: 'lengths' | 'supervision', value: string): void => void session.setField(key, value);
  return (
    <div className="training-strip" data-rows="">
      <TrainButton />
      <span className="strip-text">{`${replicas === 1 ? 'one network' : `${inWords(replicas)} networks`} on strings of`}</span>
      <Segmented
        label="String length"
        value={lengths}
        choices={[
          { value: 'fixed', label: `${max} bits`, name: `Fixed, ${max} bits` },
          { value: 'variable', label: `1 to ${max} bits`, name: `Variable, 1 to ${max} bits` },
        ]}
        onChoose={(value) => set('lengths', value)}
      />
      <span className="strip-text">and tell them the right answer</span>
      <Segmented
        label="Supervision"
        value={supervision}
        choices={[
          { value: 'every', label: 'after every bit', name: 'Every step, after every bit' },
          { value: 'last', label: 'after the last bit', name: 'Last step, after the last bit' },
        ]}
        onChoose={(value) => set('supervision', value)}
      />
    </div>
  );
}

function TrainButton(): JSX.Element {
  const session = useSession();
  const status = useSelect((state) => state.status);
  const press = useGrace();
  const isRunning = status === 'training' || status === 'starting';
  const [act, Icon, word] = isRunning
    ? ([session.pause, PauseIcon, 'Pause'] as const)
    : status === 'paused'
      ? ([session.resume, PlayIcon, 'Resume'] as const)
      : ([session.train, PlayIcon, 'Train'] as const);
  return (
    <button type="button" className="button primary go" {...press(act)}>
      <Icon />
      <span>{word}</span>
    </button>
  );
}
