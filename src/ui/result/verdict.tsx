/** Whether the network is right for strings of every length, and why. */
import { counted } from '../../session/counted.ts';
import type { JSX } from 'react';
import type { Verdict } from '../../proof/verdict.ts';
import { MAX_TYPED_BITS } from '../../session/bit-input.ts';
import { downloadCertificate } from '../../session/downloads.ts';
import { REPAIR_EPOCHS } from '../../session/repair-plan.ts';
import { isUnderRepair } from '../../session/repair-record.ts';
import { selectStanding } from '../../session/standing.ts';
import { selectNetwork, selectRun, type SessionState } from '../../session/state.ts';
import { useSelect, useSession } from '../../session/use-session.ts';
import {
  BY_ITSELF,
  judgeShown,
  shownSubject,
  type Decided,
  type ShownVerdict,
} from '../../session/verdicts.ts';
import { RaisedBits } from '../kit/raised-bits.tsx';
import { grouped } from '../kit/format.ts';
import { DownloadIcon } from '../kit/icons.tsx';
import { ReasonedButton } from '../kit/reasoned-button.tsx';
import { RepairButton, RepairLog } from './repair-log.tsx';
import { detailCertified, detailUndecided, detailWrong, reasonWrong, replayWords } from './verdict-words.ts';
import { WhyLink } from '../kit/why-link.tsx';
import { Prose } from '../kit/prose.tsx';
import { Told } from '../kit/told.tsx';

interface VerdictProps {
  /** The network has answered every held-out string right. */
  readonly isFlawless: boolean;
}

/** Whether the shown network is right for strings of every length, with what follows from it. */
export function VerdictBlock({ isFlawless }: VerdictProps): JSX.Element {
  const network = useSelect(selectNetwork);
  const run = useSelect(selectRun);
  const replica = useSelect((state) => state.replica);
  const opened = useSelect((state) => state.opened);
  const verdicts = useSelect((state) => state.verdicts);
  const deciding = useSelect((state) => state.deciding);
  const isTraining = useSelect((state) => state.status === 'training');
  const inputs = { run, replica, opened, verdicts };
  const judgement = judgeShown(inputs, network);
  const isDeciding = deciding.has(shownSubject(inputs, network).slot);
  const { outcome, verdict } = judgement;
  return (
    <div className="verdict" aria-busy={isDeciding}>
      {opened ? <p className="soft">{`The network from ${opened.source}:`}</p> : null}
      {network.origin === 'past' ? (
        <p className="moment-note">Of the newest weights, not of the moment that is looked at.</p>
      ) : null}
      <output
        aria-label="Verdict"
        aria-live={isTraining ? 'off' : 'polite'}
        data-verdict={verdict}
        data-string={outcome?.verdict === 'wrong' ? outcome.bits : undefined}
      >
        <Words {...{ judgement, isDeciding, isFlawless }} />
      </output>
      <VerdictButtons {...{ outcome, isDeciding }} seed={network.seed} />
      <RepairLog />
      {verdict === 'certified' ? <Claim /> : null}
      {verdict === 'wrong' ? <AboutRepair /> : null}
    </div>
  );
}

interface WordsProps extends VerdictProps {
  readonly judgement: ShownVerdict;
  readonly isDeciding: boolean;
}

function Words({ judgement, isDeciding, isFlawless }: WordsProps): JSX.Element {
  const { outcome, earlier, verdict } = judgement;
  const waitsFor = useSelect(selectWaitingFor);
  switch (outcome?.verdict) {
    case 'certified':
      return (
        <>
          <p className="verdict-line good">✓ right for strings of every length</p>
          <p className="soft">{detailCertified(outcome)}</p>
        </>
      );
    case 'wrong':
      return (
        <>
          <p className="verdict-line bad">
            <Prose>
              ✗ {isFlawless ? <span className="visually-hidden">100.00 %, but </span> : null}
              wrong on <RaisedBits bits={outcome.bits} />
            </Prose>
          </p>
          <p className="soft">
            <span>{`${reasonWrong(outcome.bits)} ${detailWrong(outcome)}`}</span>
            <Replayed {...{ outcome }} />
            <span> </span>
            {isFlawless ? <WhyLink /> : null}
          </p>
        </>
      );
    case 'undecided':
      return (
        <>
          <p className="verdict-line">? not decided</p>
          <p className="soft">{detailUndecided(outcome)}</p>
        </>
      );
    case 'failed':
      return (
        <>
          <p className="verdict-line">? not decided</p>
          <p className="soft">
            <Told text={`The search broke down: ${outcome.message}`} />
          </p>
        </>
      );
    case undefined:
      return <Waiting {...{ earlier, isDeciding, waitsFor }} isUnsolved={verdict === 'unsolved'} />;
    default:
      return outcome satisfies never;
  }
}

/** What the engine that trained the network makes of the string. */
function Replayed({ outcome }: { readonly outcome: ShownVerdict['outcome'] }): JSX.Element | null {
  const replay = useSelect((state) => state.replay);
  if (replay?.outcome !== outcome || replay?.isWrong === null || !replay) return null;
  return <span>{` ${replayWords(replay.engine, replay.isWrong)}`}</span>;
}

interface WaitingProps {
  readonly earlier: Decided | null;
  readonly isDeciding: boolean;
  readonly isUnsolved: boolean;
  readonly waitsFor: ReturnType<typeof selectWaitingFor>;
}

/** What a verdict has to wait for; null: nothing. */
function selectWaitingFor(state: SessionState): 'training' | 'repair' | null {
  const { repair, opened, replica } = state;
  if (isUnderRepair(repair, opened ? BY_ITSELF : replica) && repair?.phase === 'training') return 'repair';
  return selectStanding(state) === 'untrained' ? 'training' : null;
}

function Waiting({ earlier, isDeciding, isUnsolved, waitsFor }: WaitingProps): JSX.Element {
  if (waitsFor === 'repair')
    return <p className="soft">It is being repaired, and decided after each epoch.</p>;
  if (isDeciding && !earlier)
    return (
      <p className="soft">Looking for a string that it gets wrong, or for a proof that there is none.</p>
    );
  if (isUnsolved) return <p className="soft">Not solved: held-out strings find it wrong.</p>;
  if (waitsFor === 'training') return <p className="soft">Untrained: its answers are guesses.</p>;
  if (!earlier)
    return <p className="soft">Right for every string, or only for those tried? Not decided yet.</p>;
  return (
    <>
      <p className="verdict-line earlier-verdict">{earlierWords(earlier)}</p>
      <p className="soft">The weights have changed since.</p>
    </>
  );
}

function earlierWords({ outcome, update }: Decided): JSX.Element {
  const at = `at update ${grouped(update)}`;
  if (outcome.verdict === 'certified') return <span>{`${at}: right for every length`}</span>;
  if (outcome.verdict !== 'wrong') return <span>{`${at}: not decided`}</span>;
  return (
    <Prose>
      {at}: wrong on <RaisedBits bits={outcome.bits} />
    </Prose>
  );
}

interface VerdictButtonsProps {
  readonly outcome: ShownVerdict['outcome'];
  readonly seed: number | null;
  readonly isDeciding: boolean;
}

function VerdictButtons({ outcome, seed, isDeciding }: VerdictButtonsProps): JSX.Element {
  const session = useSession();
  const isSettled = outcome?.verdict === 'certified' || outcome?.verdict === 'wrong';
  return (
    <div className="button-row">
      <ReasonedButton
        refusal={isSettled ? 'These weights are decided: nothing is left to prove.' : null}
        onClick={session.prove}
      >
        Prove
      </ReasonedButton>
      <RepairButton />
      {/* after the two that stay, which must not move when these come */}
      {outcome?.verdict === 'wrong' ? <TypeIt finding={outcome} /> : null}
      {outcome?.verdict === 'certified' ? (
        <button
          type="button"
          className="button small"
          onClick={() => downloadCertificate(outcome.certificate, seed)}
        >
          <DownloadIcon />
          <span>Download certificate</span>
        </button>
      ) : null}
      {isDeciding ? <span className="soft deciding">deciding …</span> : null}
    </div>
  );
}

function TypeIt({ finding }: { readonly finding: Extract<Verdict, { verdict: 'wrong' }> }): JSX.Element {
  const session = useSession();
  const isTooLong = finding.bits.length > MAX_TYPED_BITS;
  const type = (): void => {
    session.setBits(finding.bits);
    const box = document.querySelector('.bits');
    // the answer and the lanes stand below the box
    if (box && box.getBoundingClientRect().bottom > innerHeight - 260)
      box.scrollIntoView({ block: 'center' });
  };
  return (
    <ReasonedButton
      refusal={
        isTooLong
          ? `The string has ${counted(finding.bits.length, 'bit')}, and the text box holds ${grouped(MAX_TYPED_BITS)}.`
          : null
      }
      onClick={type}
    >
      Type it
    </ReasonedButton>
  );
}

function AboutRepair(): JSX.Element {
  return (
    <details className="claim">
      <summary>What a repair does</summary>
      <p className="soft">
        {`It trains this network on, alone, with sparse strings, and proves again after each of up to ${REPAIR_EPOCHS} epochs.`}
      </p>
    </details>
  );
}

function Claim(): JSX.Element {
  return (
    <details className="claim">
      <summary>What is proved</summary>
      <p className="soft">
        In real arithmetic, with every gate and tanh off by up to a millionth either way, the answer after
        every bit of every string is right. That this device stays within a millionth is measured, not proved.
        The file can be checked without this page.
      </p>
    </details>
  );
}
