/** How a figure's own wrong string and the verdict's go together: shortest of its kind, or of all that was found. */
import { counted } from '../../session/counted.ts';
import { raisedText } from '../kit/bit-notation.ts';

/** Longest notation that stands in a sentence. */
const LONGEST = 40;

const nameOf = (bits: string): string => {
  const text = raisedText(bits);
  return text.length > LONGEST ? `a string of ${counted(bits.length, 'bit')}` : text;
};

/** A sentence with a blank before it; empty where both are the same, or there is no verdict. */
export function besideVerdict(own: string, suspect: string | null): string {
  if (suspect === null || suspect === own) return '';
  return suspect.length < own.length
    ? ` The verdict’s string is shorter, and of another kind: ${nameOf(suspect)}.`
    : ` The verdict names another: ${nameOf(suspect)}.`;
}
