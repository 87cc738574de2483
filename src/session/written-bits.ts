/**
 * Strings of bits as people and programs write them: `1 0^37`, `1 0³⁷`, `(10)^9`, `'1' + '0'*37`, `0b1011`,
 * `[1.0, 0.0, 1.0]`, digits of other scripts. What is not wholly understood is not read here at all.
 */

/** Characters that are not seen: zero-width ones, marks of direction, what makes an emoji of a digit. */
const UNSEEN = /[\u00ad\u200b-\u200f\u202a-\u202e\u2060-\u2069\ufeff]|\ufe0f|\u20e3/gu;
/** Beyond Latin, without the raised and lowered digits, which mean something else. */
const FOREIGN = /[\u0100-\u206f\u2090-\u{10ffff}]+/gu;

/** The bits that a text means, cut at `limit`; null: it is no notation that is known here. */
export function readNotation(text: string, limit: number): string | null {
  const plain = text
    .replaceAll(FOREIGN, (piece) => piece.normalize('NFKC'))
    .replaceAll(/[\u0660\u0661\u06f0\u06f1]/gu, (digit) => String(digit.charCodeAt(0) & 1))
    .replaceAll(UNSEEN, '')
    .replaceAll(/[’‘“”«»‹›`´]/gu, "'");
  const unwrapped = unwrap(plain);
  const bits = listed(unwrapped)?.slice(0, limit) ?? new Notation(unwrapped, limit).read();
  return bits === '' ? null : bits;
}

/** The numbers of an array as Python and browsers' consoles print it. */
function unwrap(text: string): string {
  const trimmed = text.trim();
  const start = /^(?:\w+\.)?(?:array|tensor)\s*\(/u.exec(trimmed)?.[0];
  const inner =
    start !== undefined && trimmed.endsWith(')')
      ? trimmed.slice(start.length, -1).replace(/,\s*dtype=[\w.]+\s*$/u, '')
      : trimmed.replace(/^\w*Array\s*\(\d+\)/u, '');
  return inner.replaceAll(/[[\]]/gu, ' ');
}

const NUMBER = '(?:[01](?:\\.0*)?(?:e[+-]?0+)?|true|false)';
const LIST = new RegExp(`^[\\s,;]*${NUMBER}(?:[\\s,;]+${NUMBER})*[\\s,;]*$`, 'iu');

/** Bits as numbers with decimals, or as words; null: other than that. */
function listed(text: string): string | null {
  if (!/[.et]/iu.test(text) || !LIST.test(text)) return null;
  const numbers = text.split(/[\s,;]+/u).filter(Boolean);
  return numbers.map((number) => (/^(?:1|true)/iu.test(number) ? '1' : '0')).join('');
}

/** Deepest brackets that are read. */
const DEEPEST = 20;

const SEPARATOR = /(?:[\s,;|_·+&$]|\\[,;:! ])+/uy;
const PREFIX = /0b(?=[01])/iuy;
const RUN = /[01]+(?:₂(?![⁰¹²³⁴⁵⁶⁷⁸⁹]))?/uy;
const QUOTED = /b?(["'])(?:0b(?=[01]))?([01\s_]*)\1/iuy;
const POWER = /\s*\^\s*(?:\{\s*(\d[\d,]*)\s*\}|(\d{1,3}(?:,\d{3})+(?![\d,])|\d+))|([⁰¹²³⁴⁵⁶⁷⁸⁹]+)/uy;
const TIMES = /\s*(?:\*{1,2}|×)\s*(\d+)/uy;

/** A reader of sequences of runs, groups and powers. A power takes the last bit before it, or a group in brackets. */
class Notation {
  readonly #text: string;
  readonly #limit: number;
  #at = 0;
  #isBroken = false;

  constructor(text: string, limit: number) {
    this.#text = text;
    this.#limit = limit;
  }

  read(): string | null {
    const bits = this.#sequence(0);
    return this.#isBroken || this.#at < this.#text.length ? null : bits;
  }

  #sequence(depth: number): string {
    let bits = '';
    let isApart = true;
    while (this.#at < this.#text.length && this.#text[this.#at] !== ')' && !this.#isBroken) {
      if (this.#take(SEPARATOR)) {
        isApart = true;
        continue;
      }
      const item = this.#item(depth, isApart);
      if (bits.length < this.#limit) bits = (bits + item).slice(0, this.#limit);
      isApart = false;
    }
    return bits;
  }

  /** A run, a quoted run or a group, with what repeats it. */
  #item(depth: number, isApart: boolean): string {
    if (isApart) this.#take(PREFIX);
    const run = this.#take(RUN)?.[0].replace('₂', '');
    if (run === undefined) return this.#repeated(this.#group(depth));
    const power = this.#power();
    if (power !== null) return run.slice(0, -1) + this.#repeat(run.slice(-1), power);
    // of 10*5 nobody can tell what is repeated
    return run.length === 1 && isApart ? this.#repeated(run) : run;
  }

  #group(depth: number): string {
    const quoted = this.#take(QUOTED)?.[2];
    if (quoted !== undefined) return quoted.replaceAll(/[\s_]/gu, '');
    if (this.#text[this.#at] !== '(' || depth === DEEPEST) return this.#fail();
    this.#at += 1;
    const bits = this.#sequence(depth + 1);
    if (this.#text[this.#at] !== ')') return this.#fail();
    this.#at += 1;
    return bits;
  }

  #repeated(bits: string): string {
    const times = this.#power() ?? this.#take(TIMES)?.[1];
    return times === undefined ? bits : this.#repeat(bits, Number(times));
  }

  #power(): number | null {
    const found = this.#take(POWER);
    if (!found) return null;
    const [, braced, plain, raised] = found;
    if (raised !== undefined) return Number(raised.normalize('NFKC'));
    // 0^37,100 is 37,100 zeros, or 37 and then 100
    if (plain?.includes(',') && /,[01]{3}/u.test(plain)) this.#fail();
    return Number((braced ?? plain ?? '').replaceAll(',', ''));
  }

  #repeat(bits: string, times: number): string {
    const most = Math.ceil(this.#limit / Math.max(1, bits.length));
    return bits.repeat(Math.min(times, most)).slice(0, this.#limit);
  }

  #take(pattern: RegExp): RegExpExecArray | null {
    pattern.lastIndex = this.#at;
    const found = pattern.exec(this.#text);
    if (found) this.#at = pattern.lastIndex;
    return found;
  }

  #fail(): string {
    this.#isBroken = true;
    return '';
  }
}
