/** What became of the solved seeds, in parts that can be coloured and pressed one by one. */
import type { VerdictCounts } from '../../session/verdicts.ts';
import { grouped } from './format.ts';

/** The sign of each verdict. */
export const VERDICT_MARKS = { wrong: '✗', certified: '✓', undecided: '?' } as const;

/** What became of the solved seeds, one part for each mark: "✓ 4 certified", "✗ 2 wrong elsewhere", "1 not decided yet". */
export function countParts({ solved, wrong, certified, undecided }: VerdictCounts): readonly CountPart[] {
  const rest = solved - wrong - certified - undecided;
  const parts = [
    {
      count: certified,
      text: `${VERDICT_MARKS.certified} ${grouped(certified)} certified`,
      tone: 'good',
      marks: 'certified',
    },
    {
      count: wrong,
      text: `${VERDICT_MARKS.wrong} ${grouped(wrong)} wrong elsewhere`,
      tone: 'bad',
      marks: 'wrong',
    },
    {
      count: undecided,
      text: `${VERDICT_MARKS.undecided} ${grouped(undecided)} undecided`,
      tone: '',
      marks: 'undecided',
    },
    { count: rest, text: `${grouped(rest)} not decided yet`, tone: '', marks: 'pending' },
  ] as const;
  return parts.filter(({ count }) => count > 0);
}

interface CountPart {
  readonly text: string;
  readonly tone: '' | 'good' | 'bad';
  /** What the counted seeds' verdicts are. */
  readonly marks: 'certified' | 'wrong' | 'undecided' | 'pending';
}
