/** What may enter the text box of bits: zeros and ones, up to a length that the page still draws well. */

export const MAX_TYPED_BITS = 4096;

/** Characters of one paste or drop that are read: a few milliseconds. */
const MAX_READ = 128 * 1024;

export interface CleanBits {
  readonly bits: string;
  /** Characters that are neither 0 nor 1; white space between groups is dropped without a word. */
  readonly others: number;
  /** Whether bits beyond the limit were left out. */
  readonly isCut: boolean;
  /** Characters at the end of a huge text that were not even read. */
  readonly unread: number;
}

/** Keeps the zeros and ones of a text, at most `room` of them, in time that does not grow with a huge text. */
export function cleanBits(text: string, room: number = MAX_TYPED_BITS): CleanBits {
  let bits = '';
  let others = 0;
  let isCut = false;
  const end = Math.min(text.length, MAX_READ);
  for (let at = 0; at < end; at++) {
    const code = text.charCodeAt(at);
    if (code !== ZERO && code !== ONE) others += isCountedCharacter(code) ? 1 : 0;
    else if (bits.length < room) bits += text[at];
    else isCut = true;
  }
  return { bits, others, isCut, unread: text.length - end };
}

const ZERO = 48;
const ONE = 49;

/** Neither white space nor the second half of a character that takes two units of UTF-16. */
const isCountedCharacter = (code: number): boolean =>
  code > 32 && !(code >= 0xdc00 && code <= 0xdfff) && !OTHER_SPACES.has(code);

/** Spaces beyond ASCII that come with pasted text: no-break, line and paragraph separators, ideographic, and a BOM. */
const OTHER_SPACES: ReadonlySet<number> = new Set([0xa0, 0x2028, 0x2029, 0x202f, 0x3000, 0xfeff]);

/** What was left out, in a sentence; null when nothing was. */
export function leftOutText(clean: Omit<CleanBits, 'bits'>): string | null {
  const parts: string[] = [];
  if (clean.others > 0)
    parts.push(
      `${clean.others.toLocaleString('en')} other ${clean.others === 1 ? 'character' : 'characters'} left out`,
    );
  if (clean.isCut) parts.push(`cut at ${MAX_TYPED_BITS.toLocaleString('en')} bits`);
  if (clean.unread > 0) parts.push(`the last ${clean.unread.toLocaleString('en')} characters not read`);
  return parts.length === 0 ? null : `${parts.join(', ')}.`;
}
