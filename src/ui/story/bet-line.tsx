/** A bet beside what happens: asked before a run, quietly, and settled when it has ended. */
import type { JSX } from 'react';
import {
  betOutcome,
  createBets,
  isBetOpen,
  networksToBetOn,
  type RunBet,
  type BetOutcome,
} from '../../session/bet.ts';
import { oncePerSession } from '../../session/once-per-session.ts';
import { useSelect, useSession, useStore } from '../../session/use-session.ts';

const betsOf = oncePerSession((session) => createBets(session.store));

export function BetLine(): JSX.Element {
  const bets = betsOf(useSession());
  const { bet } = useStore(bets.store);
  const isOpen = useSelect(isBetOpen);
  const isOne = useSelect(networksToBetOn) === 1;
  return (
    <>
      {isOpen ? (
        <div role="group" aria-label="Your bet">
          <span>{isOne ? 'Your bet: will it learn it?' : 'Your bet: will most of them learn it?'}</span>
          <Answer word="Yes" isChosen={bet?.isYes === true} onChoose={() => bets.lay(true)} />
          <Answer word="No" isChosen={bet?.isYes === false} onChoose={() => bets.lay(false)} />
        </div>
      ) : null}
      <div role="status">{bet && !isOpen ? <Settled {...{ bet, isOne }} /> : null}</div>
    </>
  );
}

interface AnswerProps {
  readonly word: string;
  readonly isChosen: boolean;
  readonly onChoose: () => void;
}

function Answer({ word, isChosen, onChoose }: AnswerProps): JSX.Element {
  return (
    <button type="button" className="button small" aria-pressed={isChosen} onClick={onChoose}>
      {word}
    </button>
  );
}

interface SettledProps {
  readonly bet: RunBet;
  readonly isOne: boolean;
}

function Settled({ bet, isOne }: SettledProps): JSX.Element {
  const words = useSelect((state) => {
    const outcome = betOutcome(bet, state);
    return outcome ? outcomeWords(bet, outcome) : `You bet that ${claimWords(bet, isOne)}.`;
  });
  return <span>{words}</span>;
}

const claimWords = ({ isYes }: RunBet, isOne: boolean): string =>
  `${isOne ? 'it' : 'most'} would ${isYes ? '' : 'not '}learn it`;

export function outcomeWords(bet: RunBet, outcome: BetOutcome): string {
  const { isWon, networks, solved, certified, wrong, undecided } = outcome;
  const isOne = networks === 1;
  const came = isOne ? `it did${solved === 1 ? '' : ' not'}` : `${solved} of ${networks} did`;
  const said = `${isWon ? 'Right' : 'Not so'}: you bet that ${claimWords(bet, isOne)}, and ${came}.`;
  if (solved === 0) return said;
  // said once, when all is known
  if (certified + wrong + undecided < solved) return said;
  if (isOne) return certified === 1 ? `${said} It is right for every length.` : said;
  return `${said} Right for every length: ${certified} of these ${solved}.`;
}
