import { type JSX } from 'react';
import { useSelect, useSession } from '../session/use-session.ts';
import { PauseIcon, PlayIcon, ResetIcon, StepIcon } from './icons.tsx';

export function RunControls(): JSX.Element {
  const session = useSession();
  const status = useSelect((state) => state.status);
  const isEmpty = useSelect((state) => state.run === null && state.opened === null);
  const isRunning = status === 'training' || status === 'starting';
  return (
    <div className="run-controls">
      {isRunning ? (
        <button type="button" className="button primary" onClick={session.pause}>
          <PauseIcon /> Pause
        </button>
      ) : status === 'paused' ? (
        <button type="button" className="button primary" onClick={session.resume}>
          <PlayIcon /> Resume
        </button>
      ) : (
        <button type="button" className="button primary" onClick={session.train}>
          <PlayIcon /> Train
        </button>
      )}
      <button type="button" className="button" onClick={session.step}>
        <StepIcon /> Step
      </button>
      {/* not `disabled`, which would take the focus from the press that emptied the page */}
      <button type="button" className="button" onClick={session.reset} aria-disabled={isEmpty}>
        <ResetIcon /> Reset
      </button>
    </div>
  );
}
