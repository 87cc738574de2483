/** What a solved run invites to do next. */
import type { JSX } from 'react';
import type { SessionState } from '../../session/state.ts';
import { useSelect, useSession } from '../../session/use-session.ts';
import { focusTextBox } from '../kit/focus.ts';
import { shownConfig } from '../../session/run-record.ts';

const selectSeeds = (state: SessionState): number => shownConfig(state).replicas;
const countSolved = ({ run }: SessionState): number =>
  run?.solvedAt.filter((update) => update !== null).length ?? 0;
/** Epochs begun, of how many; `null` before a run. A small screen shows the bar further down. */
const selectEpoch = ({ run }: SessionState): number | null =>
  run && Math.min(run.config.epochs, Math.floor(run.epoch) + 1);
const selectEpochs = (state: SessionState): number => shownConfig(state).epochs;

/**
 * Whether a seed has passed its test, and once one has, the way to what a visitor does next. What that test is worth, the
 * verdicts say, and not this. It always takes the same room.
 */
export function SolvedPointer(): JSX.Element {
  const session = useSession();
  const seeds = useSelect(selectSeeds);
  const solved = useSelect(countSolved);
  const epoch = useSelect(selectEpoch);
  const epochs = useSelect(selectEpochs);
  /** The string is to be answered by a network that has passed. */
  const go = (): void => {
    const { run, replica, opened } = session.store.get();
    const first = run?.solvedAt.findIndex((update) => update !== null) ?? -1;
    if (!opened && first >= 0 && run?.solvedAt[replica] === null) session.selectReplica(first);
    focusTextBox();
  };
  return (
    <div className="solved-pointer">
      {solved > 0 ? (
        <button type="button" className="button" aria-label="Solved: now type a string" onClick={go}>
          <span>Now type a string </span>
          <span aria-hidden="true">↓</span>
        </button>
      ) : (
        <p className="soft">
          {epoch === null ? 'Press Train to begin.' : `Epoch ${epoch} of ${epochs}: ${waitingWords(seeds)}`}
        </p>
      )}
    </div>
  );
}

const waitingWords = (seeds: number): string =>
  seeds === 1 ? 'test not passed yet.' : `none of ${seeds} seeds has passed the test yet.`;
