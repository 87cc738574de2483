/** What is read aloud as a run goes on. */
import { counted } from '../session/counted.ts';
import { useEffect, useRef, useState, type JSX } from 'react';
import type { SessionState } from '../session/state.ts';
import { useSelect } from '../session/use-session.ts';
import { countVerdicts } from '../session/verdicts.ts';

/** Screen readers hear of the run at most this often. */
const QUIET_MS = 10_000;

const countSolved = (state: SessionState): number =>
  state.run?.solvedAt.filter((update) => update !== null).length ?? 0;

/** Says in a polite live region how the run goes: its start, each finished epoch, its end. */
export function Milestones(): JSX.Element {
  const message = useSelect(milestone);
  const [said, setSaid] = useState('');
  const saidAt = useRef(-Infinity);
  useEffect(() => {
    if (message === '') return undefined;
    const wait = Math.max(0, saidAt.current + QUIET_MS - performance.now());
    const timer = setTimeout(() => {
      saidAt.current = performance.now();
      setSaid(message);
    }, wait);
    return () => clearTimeout(timer);
  }, [message]);
  return (
    <div role="status" className="visually-hidden">
      {said}
    </div>
  );
}

/** What became of the solved seeds, once all of them are decided. */
function verdictsText({ run, verdicts }: SessionState): string {
  const { solved, wrong, certified, undecided } = countVerdicts(run, verdicts);
  if (solved === 0 || wrong + certified + undecided < solved) return '';
  const rest = undecided > 0 ? `, ${undecided} undecided` : '';
  return ` ${certified} right for every length, ${wrong} wrong on some string${rest}.`;
}

function milestone(state: SessionState): string {
  const { run, status } = state;
  if (run?.origin !== 'trained') return '';
  const seeds = `${countSolved(state)} of ${counted(run.config.replicas, 'seed')} solved`;
  switch (status) {
    case 'training':
      return Math.floor(run.epoch) === 0 ? 'Training.' : `Epoch ${Math.floor(run.epoch)} done, ${seeds}.`;
    case 'solved':
      return `Solved: ${seeds}.${verdictsText(state)}`;
    case 'stopped':
      return `Training has ended: ${seeds}.${verdictsText(state)}`;
    case 'failed':
      return 'Training has failed.';
    case 'paused':
      return 'Paused.';
    case 'starting':
    case 'idle':
      return '';
    default:
      return status satisfies never;
  }
}
