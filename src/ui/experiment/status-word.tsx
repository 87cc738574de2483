/** How the run stands, in a word or two. */
import { useEffect, useState, type JSX } from 'react';
import type { RunRecord } from '../../session/run-record.ts';
import type { SessionState, Status } from '../../session/state.ts';
import { useSelect } from '../../session/use-session.ts';
import { duration } from '../kit/format.ts';

const STATUS_WORDS: Readonly<Record<Status, string>> = {
  starting: 'starting …',
  idle: 'untrained',
  training: 'training',
  paused: 'paused',
  solved: 'ended, all passed',
  stopped: 'ended',
  failed: 'failed',
};

/** Most pauses come sooner, and a word that only flashes says nothing. */
const PAUSE_SHOWS_MS = 400;

export function StatusWord(): JSX.Element {
  const status = useSelect((state) => state.status);
  const compiling = useSelect((state) => state.run?.compiling ?? null);
  const isPausing = useLasting(useSelect((state) => state.isPausing));
  const seconds = useSelect(secondsOfUpdate);
  const words =
    status === 'training' && isPausing
      ? pausingWords(seconds)
      : status === 'starting' && compiling
        ? compilingWords(compiling)
        : STATUS_WORDS[status];
  return (
    <span className="status-word" data-status={status}>
      {words}
    </span>
  );
}

const compilingWords = ({ done, of }: NonNullable<RunRecord['compiling']>): string =>
  `compiling ${done + 1}/${of} …`;

/** `seconds`: of one update. */
const pausingWords = (seconds: number): string =>
  seconds < 1 ? 'pausing after this update …' : `pausing after this update (${duration(seconds)} each) …`;

/** Of one update, as far as is known; in whole seconds, which seldom change. */
const secondsOfUpdate = ({ run }: SessionState): number =>
  run && run.update > 0 ? Math.round(run.seconds / run.update) : 0;

/** True once it has been true for a while. */
function useLasting(isTrue: boolean): boolean {
  const [hasLasted, setHasLasted] = useState(false);
  useEffect(() => {
    if (!isTrue) return undefined;
    const timer = setTimeout(() => setHasLasted(true), PAUSE_SHOWS_MS);
    return () => {
      clearTimeout(timer);
      setHasLasted(false);
    };
  }, [isTrue]);
  return isTrue && hasLasted;
}
