/** What may enter the text box of bits: zeros and ones, up to a length that the page still draws well. */
import { counted, grouped } from './counted.ts';
import { readNotation } from './written-bits.ts';

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
  /** In a text that came as a whole, those characters may have meant something. */
  readonly isDoubtful?: boolean;
}

/**
 * Reads a text that comes as a whole, pasted, dropped or in a link: the string that it means where it is a notation of
 * bits, else its zeros and ones, which are then perhaps another string than was meant.
 */
export function readBits(text: string, room: number = MAX_TYPED_BITS): CleanBits {
  const clean = cleanBits(text, room);
  if (clean.others === 0) return clean;
  // one bit more than there is room for tells whether it is cut
  const bits = clean.unread > 0 ? null : readNotation(text, room + 1);
  if (bits === null) return { ...clean, isDoubtful: clean.bits !== '' };
  return { bits: bits.slice(0, room), others: 0, isCut: bits.length > room, unread: 0 };
}

/** Keeps the zeros and ones of a text, at most `room` of them, in time that does not grow with a huge text. */
export function cleanBits(text: string, room: number = MAX_TYPED_BITS): CleanBits {
  let bits = '';
  let others = 0;
  let isCut = false;
  const end = Math.min(text.length, MAX_READ);
  for (let at = 0; at < end; at++) {
    const code = text.charCodeAt(at);
    const bit = bitOf(code);
    if (bit === null) others += isCountedCharacter(code) ? 1 : 0;
    else if (bits.length < room) bits += bit;
    else isCut = true;
  }
  return { bits, others, isCut, unread: text.length - end };
}

/** Zeros of ASCII, of full width, Arabic and Persian; each one's 1 comes next. */
const ZEROS: ReadonlySet<number> = new Set([0x30, 0xff10, 0x660, 0x6f0]);

const bitOf = (code: number): '0' | '1' | null => (ZEROS.has(code) ? '0' : ZEROS.has(code - 1) ? '1' : null);

/** Neither white space nor unseen nor the second half of a character that takes two units of UTF-16. */
const isCountedCharacter = (code: number): boolean =>
  code > 32 &&
  !(code >= 0xdc00 && code <= 0xdfff) &&
  !OTHER_SPACES.has(code) &&
  !(code >= 0x2000 && code <= 0x200f);

/** Spaces beyond ASCII that come with pasted text: no-break, line and paragraph separators, ideographic, and a BOM. */
const OTHER_SPACES: ReadonlySet<number> = new Set([0xa0, 0x2028, 0x2029, 0x202f, 0x2060, 0x3000, 0xfeff]);

/** What was left out, in a sentence; null when nothing was. */
export function leftOutText(clean: Omit<CleanBits, 'bits'>): string | null {
  const parts: string[] = [];
  if (clean.others > 0) parts.push(`${counted(clean.others, 'other character')} left out`);
  if (clean.isCut) parts.push(`cut at ${grouped(MAX_TYPED_BITS)} bits`);
  if (clean.unread > 0) parts.push(`the last ${counted(clean.unread, 'character')} not read`);
  const doubt = clean.isDoubtful === true ? ': what is left may be another string' : '';
  return parts.length === 0 ? null : `${parts.join(', ')}${doubt}.`;
}
