/** What may enter the text box of bits: zeros and ones, up to a length that the page still draws well. */

export const MAX_TYPED_BITS = 4096;

/** Characters of one paste or drop that are looked at; the rest only counts as left out. */
const MAX_SCANNED = 64 * 1024;

export interface CleanBits {
  readonly bits: string;
  /** Characters that are neither 0 nor 1; white space between groups is dropped without a word. */
  readonly others: number;
  /** Whether bits beyond the limit were left out. */
  readonly isCut: boolean;
}

/** Keeps the zeros and ones of a text, at most `room` of them, in time that does not grow with a huge text. */
export function cleanBits(text: string, room: number = MAX_TYPED_BITS): CleanBits {
  const scanned = text.slice(0, MAX_SCANNED);
  const spaceless = scanned.replace(/\s+/gu, '');
  const bits = spaceless.replace(/[^01]+/gu, '');
  const unread = text.length - scanned.length;
  return {
    bits: bits.slice(0, room),
    others: Array.from(spaceless).length - bits.length,
    isCut: bits.length > room || unread > 0,
  };
}

/** What was left out, in a sentence; null when nothing was. */
export function leftOutText(clean: Pick<CleanBits, 'others' | 'isCut'>): string | null {
  const parts: string[] = [];
  if (clean.others > 0)
    parts.push(
      `${clean.others.toLocaleString('en')} other ${clean.others === 1 ? 'character' : 'characters'} left out`,
    );
  if (clean.isCut) parts.push(`cut at ${MAX_TYPED_BITS.toLocaleString('en')} bits`);
  return parts.length === 0 ? null : `${parts.join(', ')}.`;
}
