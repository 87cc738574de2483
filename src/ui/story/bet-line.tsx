/** A bet beside what happens: asked before a run, quietly, and settled when it has ended. */
import { useId, type JSX } from 'react';
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
  const id = useId();
  const bets = betsOf(useSession());
  const { bet } = useStore(bets.store);
  const isOpen = useSelect(isBetOpen);
  const isOne = useSelect(networksToBetOn) === 1;
  return (
    <>
      {isOpen ? (
        <div className="bet-question">
          <label htmlFor={id}>{isOne ? 'Will it learn it?' : 'Will most of them learn it?'}</label>
          <select
            id={id}
            value={bet ? (bet.isYes ? 'yes' : 'no') : ''}
            onChange={(event) => bets.lay(event.currentTarget.value === 'yes')}
          >
            <option value="" disabled>
              your bet
            </option>
            <option value="yes">Yes</option>
            <option value="no">No</option>
          </select>
        </div>
      ) : null}
      <div role="status">{bet && !isOpen ? <Settled {...{ bet, isOne }} /> : null}</div>
    </>
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
