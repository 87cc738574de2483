/** Train, pause, step and reset; longer steps; the speed. */
import { type JSX } from 'react';
import { SPEEDS, type Speed } from '../../session/experiment.ts';
import { useSelect, useSession } from '../../session/use-session.ts';
import { SelectField } from '../kit/choice-fields.tsx';
import { PauseIcon, PlayIcon, ResetIcon, StepIcon } from '../kit/icons.tsx';
import { useGrace } from '../kit/use-grace.ts';

/** Steps that end where something happens; Step itself is one update. */
export function LongSteps(): JSX.Element {
  const session = useSession();
  return (
    <div className="long-steps" role="group" aria-label="Longer steps">
      <span aria-hidden="true">Step on</span>
      <button
        type="button"
        className="button small"
        aria-label="Step an epoch"
        onClick={() => session.step('epoch')}
      >
        an epoch
      </button>
      <button
        type="button"
        className="button small"
        aria-label="Step until solved"
        onClick={() => session.step('solved')}
      >
        until solved
      </button>
    </div>
  );
}

export function RunControls(): JSX.Element {
  const session = useSession();
  const status = useSelect((state) => state.status);
  const isEmpty = useSelect((state) => state.run === null && state.opened === null);
  const press = useGrace();
  const isRunning = status === 'training' || status === 'starting';
  return (
    <div className="run-controls">
      {isRunning ? (
        <button type="button" className="button primary" {...press(session.pause)}>
          <PauseIcon />
          <span>Pause</span>
        </button>
      ) : status === 'paused' ? (
        <button type="button" className="button primary" {...press(session.resume)}>
          <PlayIcon />
          <span>Resume</span>
        </button>
      ) : (
        <button type="button" className="button primary" {...press(session.train)}>
          <PlayIcon />
          <span>Train</span>
        </button>
      )}
      <button type="button" className="button" onClick={() => session.step()}>
        <StepIcon />
        <span>Step</span>
      </button>
      {/* not `disabled`, which would take the focus from the press that emptied the page */}
      <button type="button" className="button" onClick={session.reset} aria-disabled={isEmpty}>
        <ResetIcon />
        <span>Reset</span>
      </button>
    </div>
  );
}

const SPEED_LABELS: Readonly<Record<Speed, string>> = {
  '1': '1 update/s',
  '10': '10 updates/s',
  '100': '100 updates/s',
  shared: 'shared with page',
  full: 'as fast as possible',
};
const SPEED_CHOICES = SPEEDS.map((value) => ({ value, label: SPEED_LABELS[value] }));

/** How fast to train: to watch single updates, or to get there. The result is the same at every speed. */
export function SpeedControl(): JSX.Element {
  const session = useSession();
  const speed = useSelect((state) => state.speed);
  return (
    <div className="speed beside">
      <SelectField
        label="Speed"
        hint="The result is the same at every speed."
        value={speed}
        choices={SPEED_CHOICES}
        onChoose={session.setSpeed}
      />
    </div>
  );
}
