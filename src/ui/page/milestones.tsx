/** What is read aloud as a run goes on. */
import { counted } from '../../session/counted.ts';
import { useEffect, useRef, useState, type JSX } from 'react';
import type { SessionState } from '../../session/state.ts';
import { useSelect } from '../../session/use-session.ts';
import { countVerdicts } from '../../session/verdicts.ts';

/** Screen readers hear of the run at most this often. */
const QUIET_MS = 10_000;

const countSolved = (state: SessionState): number =>
  state.run?.solvedAt.filter((update) => update !== null).length ?? 0;

/**
 * Says in a polite live region how the run goes: its start, each finished epoch, its end, and what became of the solved
 * seeds; that they are solved is said once.
 */
export function Milestones(): JSX.Element {
  const message = useSelect(milestone);
  const verdicts = useSelect(verdictsText);
  const runId = useSelect((state) => state.run?.id ?? null);
  const [said, setSaid] = useState('');
  const last = useRef({ at: -Infinity, of: '' });
  useEffect(() => {
    if (message === '') return undefined;
    const wait = Math.max(0, last.current.at + QUIET_MS - performance.now());
    const timer = setTimeout(() => {
      const of = `${runId} ${message}`;
      setSaid(last.current.of === of ? verdicts : `${message} ${verdicts}`);
      last.current = { at: performance.now(), of };
    }, wait);
    return () => clearTimeout(timer);
  }, [message, verdicts, runId]);
  return (
    <div role="status" className="visually-hidden">
      {said}
    </div>
  );
}

/** What became of the solved seeds, once all of them are decided. */
function verdictsText({ run, status, verdicts }: SessionState): string {
  if (status !== 'solved' && status !== 'stopped') return '';
  const { solved, wrong, certified, undecided } = countVerdicts(run, verdicts);
  if (solved === 0 || wrong + certified + undecided < solved) return '';
  const rest = undecided > 0 ? `, ${undecided} undecided` : '';
  return `${certified} right for every length, ${wrong} wrong on some string${rest}.`;
}

function milestone(state: SessionState): string {
  const { run, status } = state;
  if (run?.origin !== 'trained') return '';
  const seeds = `${countSolved(state)} of ${counted(run.config.replicas, 'seed')} solved the test`;
  switch (status) {
    case 'training':
      return Math.floor(run.epoch) === 0 ? 'Training.' : `Epoch ${Math.floor(run.epoch)} done, ${seeds}.`;
    case 'solved':
    case 'stopped':
      return `Training has ended: ${seeds}.`;
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
