/** What a repair has done so far, epoch by epoch, and how it ended. */
import { memo, useLayoutEffect, useRef, type JSX } from 'react';
import { REPAIR_EPOCHS } from '../../session/repair-plan.ts';
import type { Repair, RepairFinding } from '../../session/repair-record.ts';
import { repairRefusal } from '../../session/repair.ts';
import type { SessionState } from '../../session/state.ts';
import { useSelect, useSession } from '../../session/use-session.ts';
import { BY_ITSELF } from '../../session/verdicts.ts';
import { focusRepair } from '../kit/focus.ts';
import { RaisedBits } from '../kit/raised-bits.tsx';
import { ReasonedButton } from '../kit/reasoned-button.tsx';
import { endingWords, findingWords, stepWords } from './repair-words.ts';
import { Prose } from '../kit/prose.tsx';
import { Told } from '../kit/told.tsx';

/** The repair of the shown network; null: none. */
export function shownRepair({ repair, run, opened, replica }: SessionState): Repair | null {
  if (!repair) return null;
  if (repair.replica === BY_ITSELF) return opened?.repairOf === repair.before ? repair : null;
  return opened === null && repair.runId === run?.id && repair.replica === replica ? repair : null;
}

const isRepairing = ({ repair }: SessionState): boolean => repair !== null && repair.phase !== 'ended';

/** Trains the shown network on until it is proved; while it does, stops that. */
export function RepairButton(): JSX.Element {
  const session = useSession();
  const isBusy = useSelect(isRepairing);
  const refusal = useSelect(repairRefusal);
  if (isBusy)
    return (
      <button type="button" className="button small" onClick={session.stopRepair}>
        Stop repair
      </button>
    );
  return (
    <ReasonedButton className="repair-button" refusal={refusal} onClick={session.repair}>
      Repair
    </ReasonedButton>
  );
}

/** What the repair of the shown network has done so far, as a story. */
export function RepairLog(): JSX.Element | null {
  const session = useSession();
  const repair = useSelect(shownRepair);
  if (!repair) return null;
  const undoIt = (): void => {
    focusRepair();
    session.undoRepair();
  };
  const { found, rounds, ending, message, undo } = repair;
  // a network from elsewhere may not have been tried
  const isTried = undo.solvedAt !== null && found?.verdict !== 'unsolved';
  return (
    <section className="repair" aria-label="Repair">
      <RepairLines {...{ found, rounds, isTried }} />
      {ending ? (
        <p className="repair-ending" data-ending={ending}>
          <Told
            text={`${endingWords(
              ending,
              message,
              rounds.map(({ step }) => step),
            )} `}
          />
          <button type="button" className="button small" onClick={undoIt}>
            Undo repair
          </button>
        </p>
      ) : (
        <Progress repair={repair} />
      )}
    </section>
  );
}

interface RepairLinesProps extends Pick<Repair, 'found' | 'rounds'> {
  readonly isTried: boolean;
}

/** The story so far, its newest line in view. */
const RepairLines = memo(function RepairLines({ found, rounds, isTried }: RepairLinesProps): JSX.Element {
  const log = useRef<HTMLOListElement>(null);
  useLayoutEffect(() => {
    if (log.current) log.current.scrollTop = log.current.scrollHeight;
  });
  return (
    // it scrolls, so keys must reach it
    <ol role="log" aria-label="Repair log" ref={log} tabIndex={0}>
      {found ? (
        <li data-verdict={found.verdict}>
          <Prose>
            Before: {isTried ? '100.00 % on random strings; ' : ''}
            <strong>
              <FindingLine finding={found} />
            </strong>
            .
          </Prose>
        </li>
      ) : null}
      {rounds.map(({ step, finding }, round) => (
        // epochs never move
        <li key={round} data-verdict={finding.verdict}>
          <Prose>
            Epoch {round + 1}: {stepWords(step)};{' '}
            <strong>
              <FindingLine {...{ finding }} />
            </strong>
            .
          </Prose>
        </li>
      ))}
    </ol>
  );
});

function Progress({ repair }: { readonly repair: Repair }): JSX.Element {
  const { rounds, step, done, phase } = repair;
  const isTraining = phase === 'training';
  const words = isTraining && step ? stepWords(step) : 'looking for a proof or a wrong string';
  return (
    <>
      <p className="soft">{`${step ? `Epoch ${rounds.length + 1} of at most ${REPAIR_EPOCHS}, this network alone: ` : ''}${words} …`}</p>
      <div
        className="progress-bar"
        role="progressbar"
        aria-label="Repair epoch"
        aria-valuemin={0}
        aria-valuemax={100}
        aria-valuenow={Math.round(100 * done)}
      >
        <span style={{ transform: `scaleX(${step ? done : 0})` }} />
      </div>
    </>
  );
}

/** A finding, with a wrong string's repetitions raised. */
function FindingLine({ finding }: { readonly finding: RepairFinding }): JSX.Element {
  if (finding.verdict !== 'wrong') return <span>{findingWords(finding)}</span>;
  return (
    <Prose>
      wrong on <RaisedBits bits={finding.bits} />
    </Prose>
  );
}
