/**
 * A link as it arrives: mail, chat and forms escape, wrap, quote and shorten what they are given. What can be undone
 * is; where something is missing, that is told.
 */

export interface LinkTexts {
  /** Value of each known key, decoded; null where the percent signs do not decode. A repeated key's first counts. */
  readonly values: ReadonlyMap<string, string | null>;
  /** Known keys that came in capitals: what their values were is not certain either. */
  readonly inCapitals: ReadonlySet<string>;
  /** Parts that look like a key without its value, each once. */
  readonly bare: readonly string[];
  /** Whether dots stand at the end for what was left out. */
  readonly isCut: boolean;
}

const UNSEEN = /[\u00ad\u200b-\u200f\u202a-\u202e\u2060-\u2069\ufeff]/gu;
const DOTS = /(?:\.{3,}|…)[\s)\]>"'”’»]*$/u;
const AROUND_KEY = /^[^a-z]+|[^a-z]+$/gu;

/** Takes a hash or query apart, with or without its sign. */
export function readLinkText(text: string, keys: readonly string[]): LinkTexts {
  const plain = withoutEscapes(text);
  const values = new Map<string, string | null>();
  const inCapitals = new Set<string>();
  const bare: string[] = [];
  for (const part of plain.split(/[&;#?]/u)) {
    const at = part.indexOf('=');
    const written = (decoded(at < 0 ? part : part.slice(0, at)) ?? '').trim();
    const key = knownKey(written, keys);
    if (at < 0) {
      if ((key !== null || isStartOf(written, keys)) && !bare.includes(written)) bare.push(written);
    } else if (key !== null && !values.has(key)) {
      values.set(key, decoded(part.slice(at + 1)));
      if (written !== written.toLowerCase()) inCapitals.add(key);
    }
  }
  return { values, inCapitals, bare, isCut: DOTS.test(decoded(text) ?? text) };
}

/** Separators as they were before they were escaped, once or more often, as an entity or by a mail's encoding. */
function withoutEscapes(text: string): string {
  const plain = text
    .replaceAll(UNSEEN, '')
    .replaceAll(/%E2%80%8[B-F]|%EF%BB%BF|%C2%AD|%E2%81%A0/giu, '')
    .replaceAll(/[＝＆＃？；]/gu, (sign) => sign.normalize('NFKC'))
    .replaceAll(/%(?:25)*3D|&#0*61;|&#x0*3d;|&equals;/giu, '=')
    .replaceAll(/%(?:25)*26/gu, '&')
    .replaceAll(/%(?:25)*3B/giu, ';')
    .replaceAll(/%(?:25)*23/gu, '#')
    .replaceAll(/%(?:25)*3F/giu, '?')
    .replaceAll(/&quot;|&gt;|&lt;|&apos;/giu, ' ');
  // "quoted-printable" mail writes = as =3D, and breaks lines behind a =
  const isQuotedPrintable = /(?:^|[&;#?])v=3D1/iu.test(plain);
  const equal = isQuotedPrintable
    ? plain.replaceAll(/=(?:\r?\n|(?:%0D)?%0A)/giu, '').replaceAll(/=3D/giu, '=')
    : plain;
  return equal.replaceAll(/[\r\n\t]|%0[9AD]/giu, '');
}

/** The key that is meant; null: none that is known. */
function knownKey(written: string, keys: readonly string[]): string | null {
  const lower = written.toLowerCase().replaceAll(AROUND_KEY, '');
  const key = lower.startsWith('amp') && !keys.includes(lower) ? lower.slice('amp'.length) : lower;
  return keys.includes(key) ? key : null;
}

/** Whether a link may have been cut within a key. */
const isStartOf = (written: string, keys: readonly string[]): boolean =>
  written.length >= 2 && keys.some((key) => key.startsWith(written));

/** Most times that a link is thought to have been escaped. */
const MOST_ESCAPES = 3;

function decoded(text: string): string | null {
  let plain = text;
  try {
    for (let k = 0; k < MOST_ESCAPES && plain.includes('%'); k++) plain = decodeURIComponent(plain);
  } catch {
    // a percent sign that was never an escape: "25 %" of a text that is readable otherwise
    if (plain === text) return null;
  }
  return plain.replaceAll(UNSEEN, '');
}

/** A value without the marks that a sentence or a quotation puts around it. */
export const withoutMarks = (text: string): string =>
  text.replaceAll(/^[\s"'“”‘’«»<([{*_`´|~]+|[\s"'“”‘’«»>)\]}*_`´|~.,:;!?…\\]+$/gu, '');

/** A word as the link writes it: small letters, hyphens. */
export const plainWord = (text: string): string =>
  text
    .normalize('NFKC')
    .toLowerCase()
    .replaceAll(/[\s_+‐‑‒–—―−]+/gu, '-');

/** Search parameters that tell where a visitor comes from: not a part of what is shared. */
const TRACKING =
  /^(?:utm_\w+|mtm_\w+|pk_\w+|hsa_\w+|vero_\w+|oly_\w+|_hs\w+|_ga|_gl|fbclid|gclid|gclsrc|dclid|gbraid|wbraid|msclkid|twclid|ttclid|li_fat_id|yclid|ysclid|igshid|igsh|mc_cid|mc_eid|mkt_tok|srsltid|epik|ref|ref_src|ref_url|s_cid|si|spm|cmpid|campaign_id)$/iu;

/** A query as it is shared: without tracking, and without keys of a link, which the hash says. */
export function sharedQuery(query: string, keys: readonly string[]): string {
  const kept = query
    .replace(/^\?/u, '')
    .split('&')
    .filter((part) => {
      const key = part.split('=')[0] ?? '';
      return part !== '' && !TRACKING.test(decoded(key) ?? key) && knownKey(key, keys) === null;
    });
  return kept.length === 0 ? '' : `?${kept.join('&')}`;
}
