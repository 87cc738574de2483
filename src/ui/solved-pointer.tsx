import type { JSX } from 'react';
import type { SessionState } from '../session/state.ts';
import { useSelect, useSession } from '../session/use-session.ts';
import { focusTextBox } from './focus.ts';

const selectSeeds = ({ run, config }: SessionState): number => (run?.config ?? config).replicas;
const countSolved = ({ run }: SessionState): number =>
  run?.solvedAt.filter((update) => update !== null).length ?? 0;
const selectHasRun = ({ run }: SessionState): boolean => run !== null;

/** How many seeds have solved, and once one has, the way to what a visitor does next. It always takes the same room. */
export function SolvedPointer(): JSX.Element {
  const session = useSession();
  const seeds = useSelect(selectSeeds);
  const solved = useSelect(countSolved);
  const hasRun = useSelect(selectHasRun);
  /** The string is to be answered by a network that has solved. */
  const go = (): void => {
    const { run, replica } = session.store.get();
    const first = run?.solvedAt.findIndex((update) => update !== null) ?? -1;
    if (first >= 0 && run?.solvedAt[replica] === null) session.selectReplica(first);
    focusTextBox();
  };
  return (
    <div className="solved-pointer">
      {solved > 0 ? (
        <button type="button" className="button" onClick={go}>
          Solved: now type a string <span aria-hidden="true">↓</span>
        </button>
      ) : (
        <p className="soft">{hasRun ? waitingWords(seeds) : 'Press Train to begin.'}</p>
      )}
    </div>
  );
}

const waitingWords = (seeds: number): string =>
  seeds === 1 ? 'Not solved yet.' : `None of ${seeds} seeds has solved it yet.`;
