/** The slider along a run's kept moments, and the way back to the newest weights. */
import { counted } from '../../session/counted.ts';
import { memo, useMemo, type JSX, type KeyboardEvent } from 'react';
import { momentsOf } from '../../session/moment.ts';
import { updateOf } from '../../session/run-record.ts';
import { selectRun, isOtherRun } from '../../session/state.ts';
import { FIGURES_BEAT } from '../../session/page-pace.ts';
import { useSampled, useSelect, useSession } from '../../session/use-session.ts';
import { momentText, selectPastUpdate } from '../kit/moment-note.tsx';

/** How many moments a press goes on. */
const STEPS: Readonly<Record<string, number>> = {
  ArrowRight: 1,
  ArrowUp: 1,
  ArrowLeft: -1,
  ArrowDown: -1,
  PageUp: 10,
  PageDown: -10,
};

/**
 * Looks back along the run of the shown seed: whatever follows the weights shows them as they were. Runs from files
 * hold no weights on the way, and other networks none at all.
 */
export const Timeline = memo(function Timeline(): JSX.Element | null {
  const session = useSession();
  const run = useSampled(selectRun, FIGURES_BEAT, isOtherRun);
  const replica = useSelect((state) => state.replica);
  const past = useSelect(selectPastUpdate);
  const isOffered = useSelect(
    ({ opened, run: now }) => opened === null && (now === null || now.origin === 'trained'),
  );
  const moments = useMemo(() => (run ? momentsOf(run, replica).length : 0), [run, replica]);
  if (!isOffered) return null;
  const newest = run ? updateOf(run, replica) : 0;
  const onKeyDown = (event: KeyboardEvent): void => {
    const steps = STEPS[event.key];
    if (event.ctrlKey || event.metaKey || event.altKey) return;
    if (steps !== undefined) session.lookBy(steps);
    else if (event.key === 'Home') session.lookAt(0);
    else if (event.key === 'End') session.lookAt(null);
    else return;
    event.preventDefault();
  };
  return (
    <div className="timeline" data-past={past === null ? undefined : ''}>
      <label className="timeline-name" htmlFor="timeline">
        Timeline
      </label>
      <input
        id="timeline"
        type="range"
        min={0}
        max={Math.max(1, newest)}
        step="any"
        disabled={moments === 0}
        value={past ?? Math.max(1, newest)}
        aria-valuetext={past === null ? 'the newest weights' : momentText(past, newest)}
        onKeyDown={onKeyDown}
        onChange={(event) => session.lookAt(Number(event.currentTarget.value))}
      />
      <output
        translate="no"
        className="timeline-moment"
        aria-label="Moment"
        aria-live="off"
        data-update={past ?? newest}
      >
        {past === null ? newestText(newest) : momentText(past, newest)}
      </output>
      {/* not `disabled`, which would take the focus from the press that led back */}
      <button
        type="button"
        className="button small"
        aria-disabled={past === null}
        onClick={() => session.lookAt(null)}
      >
        Live
      </button>
    </div>
  );
});

const newestText = (newest: number): string =>
  newest === 0 ? 'untrained' : `after ${counted(newest, 'update')}`;
