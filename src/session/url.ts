/**
 * The page's state as a link: `#v=1&key=value...`. One table drives reading and writing. Unknown keys are ignored;
 * a bad value falls back to its default and is named.
 */
import { DEFAULT_LINK, LINK_FIELDS, type LinkField, type LinkState, type Read } from './link-fields.ts';
import { plainWord, readLinkText, withoutMarks, type LinkTexts } from './link-text.ts';

/** Longest link that is read; longer ones are not looked at. */
export const MAX_LINK_LENGTH = 32_768;

/** Keys that links know. */
export const LINK_KEYS: readonly string[] = LINK_FIELDS.map(({ key }) => key);

export interface ReadLink {
  readonly state: LinkState;
  /** Sentences that name what was not understood. */
  readonly problems: readonly string[];
  /** Whether there was anything of a link; a page's own anchors are none. */
  readonly isLink: boolean;
}

/** Reads a location hash, or a query that holds a link's keys. */
export function parseLink(text: string): ReadLink {
  if (text.length > MAX_LINK_LENGTH)
    return {
      state: DEFAULT_LINK,
      problems: ['The link is too long, so nothing of it was used.'],
      isLink: true,
    };
  const texts = readLinkText(text, LINK_KEYS);
  const problems: string[] = [];
  let state = DEFAULT_LINK;
  for (const field of LINK_FIELDS) {
    const value = texts.values.get(field.key);
    if (value === undefined) continue;
    const read = readValue(field, value, { state, isInCapitals: texts.inCapitals.has(field.key) });
    if ('changes' in read) state = { ...state, ...read.changes };
    if (read.problem !== undefined) problems.push(problemSentence(field, read.problem, 'changes' in read));
  }
  const isLink = texts.values.size > 0;
  if (isLink) problems.push(...missingParts(texts));
  else if (namesKey(text)) problems.push('Nothing of the link could be read, so all of it is as usual.');
  return { state, problems, isLink };
}

const problemSentence = ({ name }: LinkField, problem: string, isPartlyRead: boolean): string =>
  `${name} ${problem}.${isPartlyRead ? '' : ' The default is used instead.'}`;

interface ValueContext {
  readonly state: LinkState;
  readonly isInCapitals: boolean;
}

/** A value as it stands; where that is none, without the marks around it, and as a word of the link. */
function readValue(field: LinkField, value: string | null, { state, isInCapitals }: ValueContext): Read {
  if (value === null) return { problem: 'is not readable text' };
  if (field.key === 'weights' && isInCapitals)
    return { problem: 'may have lost its small letters, as the key has' };
  const asItStands = field.read(value, state);
  if (!('problem' in asItStands)) return asItStands;
  const bare = withoutMarks(value);
  const isWord = field.key !== 'weights' && field.key !== 'bits';
  for (const repaired of isWord ? [bare, plainWord(bare)] : [bare]) {
    const read = field.read(repaired, state);
    if (!('problem' in read)) return read;
  }
  return asItStands;
}

function missingParts({ bare, isCut }: LinkTexts): string[] {
  const nameOf = (part: string): string =>
    LINK_FIELDS.find(({ key }) => key === part.toLowerCase())?.name ?? `"${part.slice(0, 20)}"`;
  const keys = bare.map((part) => `${nameOf(part)} has no value. The default is used instead.`);
  return isCut ? [...keys, 'The link ends in dots: what stood there is missing.'] : keys;
}

/** Whether a text that is no link was perhaps one. */
const namesKey = (text: string): boolean =>
  text !== '' && LINK_KEYS.some((key) => new RegExp(`(?:^|[^a-z])${key}\\s*(?:[:|>]|%3A)`, 'iu').test(text));

/** The hash that `parseLink` reads back as the same state. */
export function formatLink(state: LinkState): string {
  const parts = LINK_FIELDS.flatMap((field) => {
    const text = field.write(state);
    return text === null ? [] : [`${field.key}=${encodeURIComponent(text).replaceAll('%2C', ',')}`];
  });
  return `#${parts.join('&')}`;
}
