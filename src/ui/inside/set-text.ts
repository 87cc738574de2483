/** The sets of a proof by words, told in words. */
import type { ProvedWords } from '../../proof/portrait/proved-sets.ts';
import { returnsOf, type ReturnPoint } from '../../proof/portrait/set-words.ts';
import { counted } from '../../session/counted.ts';
import { raisedText } from '../kit/bit-notation.ts';
import { answerWord, grouped } from '../kit/format.ts';

/** Words that are named; of more, their number tells. */
const NAMED = 4;

/** After which words a set returns: "returns after 0, 10, 110, 111: 4 words up to 3 bits". */
function returnsText(proved: ProvedWords, set: number): string {
  const { words, count, longest } = returnsOf(proved, set, NAMED);
  const named = words.map(raisedText).join(', ');
  return `returns after ${named}${count > words.length ? ', …' : ''}: ${counted(count, 'word')} up to ${counted(longest, 'bit')}`;
}

const nameOf = ({ parities }: ProvedWords, set: number): string =>
  `set ${grouped(set + 1)} of ${grouped(parities.length)}`;

/** A set that is pointed at. */
export const textOfSet = (proved: ProvedWords, set: number): string =>
  `${nameOf(proved, set)}, of ${answerWord(proved.parities[set] ?? 0)} strings: ${returnsText(proved, set)}`;

/** Where a string is on its way from set to set. */
export function textOfPlace(proved: ProvedWords, { set, since }: ReturnPoint): string {
  const where =
    since === '' ? `in ${nameOf(proved, set)}` : `${raisedText(since)} since ${nameOf(proved, set)}`;
  return `${where}, which ${returnsText(proved, set)}`;
}
