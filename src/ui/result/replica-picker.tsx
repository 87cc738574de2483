/** The seeds of a run as buttons, each with what is known of it. */
import { useRef, type JSX, type KeyboardEvent } from 'react';
import { updatesPerEpoch } from '../../parity/dataset.ts';
import { seedOfReplica } from '../../session/experiment.ts';
import { isUnderRepair } from '../../session/repair-record.ts';
import { shownConfig, type RunRecord } from '../../session/run-record.ts';
import { useSelect, useSession } from '../../session/use-session.ts';
import { judgeReplica, type Verdicts } from '../../session/verdicts.ts';
import { verdictAside, verdictMark } from './verdict-words.ts';

interface ReplicaPickerProps {
  readonly run: RunRecord | null;
  readonly verdicts: Verdicts;
}

/** One cell for each seed: its epoch when solved, with a mark once it is decided. Arrow keys move along. */
export function ReplicaPicker({ run, verdicts }: ReplicaPickerProps): JSX.Element | null {
  const session = useSession();
  const shown = useSelect((state) => state.replica);
  const config = useSelect(shownConfig);
  const cells = useRef<HTMLDivElement>(null);
  if (config.replicas === 1) return null;
  const onKeyDown = (event: KeyboardEvent): void => {
    const to = target(event.key, shown, config.replicas);
    if (to === null) return;
    event.preventDefault();
    session.selectReplica(to);
    cells.current?.querySelectorAll<HTMLElement>('[role=radio]')[to]?.focus();
  };
  return (
    <div className="replicas" role="radiogroup" aria-label="Shown seed" ref={cells} onKeyDown={onKeyDown}>
      {Array.from({ length: config.replicas }, (_, k) => (
        <Cell
          key={seedOfReplica(config, k)}
          {...{ run, verdicts }}
          replica={k}
          seed={seedOfReplica(config, k)}
          isShown={k === shown}
          onChoose={() => session.selectReplica(k)}
        />
      ))}
    </div>
  );
}

interface CellProps extends ReplicaPickerProps {
  readonly replica: number;
  readonly seed: number;
  readonly isShown: boolean;
  readonly onChoose: () => void;
}

function Cell({ run, verdicts, replica, seed, isShown, onChoose }: CellProps): JSX.Element {
  const isBeingRepaired = useSelect(({ repair }) => isUnderRepair(repair, replica));
  const epoch = solvedEpoch(run, replica);
  const judgement = run && epoch !== null ? judgeReplica(run, replica, verdicts) : null;
  const mark = judgement && verdictMark(judgement);
  const solved = isBeingRepaired
    ? 'being repaired'
    : epoch === null
      ? 'not solved'
      : `test passed in epoch ${epoch}`;
  const label = `Seed ${seed}, ${solved}${judgement ? verdictAside(judgement) : ''}`;
  return (
    <button
      type="button"
      role="radio"
      aria-checked={isShown}
      tabIndex={isShown ? 0 : -1}
      aria-label={label}
      title={label}
      data-solved={epoch === null ? undefined : ''}
      data-verdict={mark ? judgement?.verdict : undefined}
      onClick={onChoose}
    >
      <span translate="no">{isBeingRepaired ? '…' : (epoch ?? '·')}</span>
      {mark ? <span className="mark">{mark}</span> : null}
    </button>
  );
}

/** The epoch in which a replica was solved, from 1. */
function solvedEpoch(run: RunRecord | null, replica: number): number | null {
  const update = run?.solvedAt[replica];
  if (!run || update === null || update === undefined) return null;
  return Math.max(1, Math.ceil(update / updatesPerEpoch(run.config)));
}

function target(key: string, at: number, count: number): number | null {
  if (key === 'ArrowRight' || key === 'ArrowDown') return (at + 1) % count;
  if (key === 'ArrowLeft' || key === 'ArrowUp') return (at + count - 1) % count;
  if (key === 'Home') return 0;
  return key === 'End' ? count - 1 : null;
}
