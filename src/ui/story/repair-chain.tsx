/** A repair as a chain: the network, what it was wrong on, what was done, and so on until it is right. */
import type { JSX } from 'react';
import type { RepairFinding } from '../../session/repair-record.ts';
import { useSelect } from '../../session/use-session.ts';
import { counted } from '../../session/counted.ts';
import { raisedText } from '../kit/bit-notation.ts';
import { shownRepair } from '../result/repair-log.tsx';

export function RepairChain(): JSX.Element | null {
  const repair = useSelect(shownRepair);
  if (!repair?.found) return null;
  const { found, rounds, phase } = repair;
  return (
    <ol className="repair-chain" aria-label="The repair, step by step">
      <Link done="before" finding={found} />
      {rounds.map(({ step, finding }, round) => (
        <Link
          // epochs never move
          key={round}
          done={step.keep < 1 ? `${Math.round(100 * step.keep)} % kept, rest redrawn` : 'trained on'}
          isRedrawn={step.keep < 1}
          finding={finding}
        />
      ))}
      {phase === 'ended' ? null : (
        <li>
          <span className="soft">…</span>
        </li>
      )}
    </ol>
  );
}

interface LinkProps {
  readonly done: string;
  readonly isRedrawn?: boolean;
  readonly finding: RepairFinding;
}

function Link({ done, isRedrawn = false, finding }: LinkProps): JSX.Element {
  return (
    <li data-verdict={finding.verdict} data-redrawn={isRedrawn ? '' : undefined}>
      <span className="soft">{done}</span>
      <b>{linkWords(finding)}</b>
    </li>
  );
}

/** Longest notation that a link holds. */
const LONGEST = 14;

function linkWords(finding: RepairFinding): string {
  switch (finding.verdict) {
    case 'wrong': {
      const text = raisedText(finding.bits);
      return `✗ ${text.length > LONGEST ? counted(finding.bits.length, 'bit') : text}`;
    }
    case 'certified':
      return '✓ right for ever';
    case 'unsolved':
      return '✗ its test';
    case 'undecided':
    case 'failed':
      return '? not decided';
    default:
      return finding satisfies never;
  }
}
