/**
 * Numbers as people write them: plain decimals, with a decimal comma, with digits in groups, in other scripts, and as
 * this page writes them itself (`1,000,000`, `12.3K`, `2.3·10⁻³`, `25 %`). What may mean two numbers is neither.
 */

/** How the number is to be read. */
export interface NumberKind {
  readonly integer: boolean;
}

/** A number, or two that the text may mean; null: it is none. */
export type NumberReading =
  { readonly value: number } | { readonly either: readonly [number, number] } | null;

/** Longest text that may be a number; nobody writes more digits by hand. */
const LONGEST = 60;

/** A decimal as programs write it, without white space. */
export const isPlainDecimal = (text: string): boolean => /^[+-]?(\d+\.?\d*|\.\d+)(e[+-]?\d+)?$/iu.test(text);

/** Reads one number. */
export function readNumber(text: string, { integer }: NumberKind): NumberReading {
  if (text.length > LONGEST) return null;
  const plain = plainSigns(text);
  const scaled = /^(.*?)\s*([%kKM])$/u.exec(plain);
  if (!scaled) return readDigits(plain, integer);
  const [, digits = '', unit = ''] = scaled;
  // only a share is given in percent, and only a count in thousands
  if ((unit === '%') === integer) return null;
  const reading = readDigits(digits, false);
  return reading && 'value' in reading ? finite(shifted(reading.value, SHIFTS[unit] ?? 0)) : null;
}

const SHIFTS: Readonly<Record<string, number>> = { '%': -2, k: 3, K: 3, M: 6 };

/** Moves the decimal point, which multiplying would do with an error. */
const shifted = (value: number, digits: number): number => {
  const [mantissa = '', exponent = '0'] = String(value).split('e');
  return Number(`${mantissa}e${Number(exponent) + digits}`);
};

/** ASCII digits, signs and spaces; a power of ten as an exponent. */
function plainSigns(text: string): string {
  return text
    .replaceAll(/\s*[·×x*]\s*10(?:(?:\^|\*\*)(?=[-−+]?\d+$)|(?=[⁺⁻]?[⁰¹²³⁴⁵⁶⁷⁸⁹]+$))/gu, 'e')
    .replaceAll(/[’‘ʼ`´]/gu, "'")
    .normalize('NFKC')
    .replaceAll(/[\u0660-\u0669\u06f0-\u06f9]/gu, (digit) => String(digit.charCodeAt(0) & 15))
    .replaceAll('\u066b', '.')
    .replaceAll('\u066c', ',')
    .replaceAll(/[\u200b-\u200f\u2060\ufeff\u00ad]/gu, '')
    .replaceAll(/[−‐‑–]/gu, '-')
    .replaceAll(/\s/gu, ' ')
    .trim();
}

/** Digits in groups of three, or as in India, then perhaps a fraction; `mark` stands between the groups. */
const grouped = (mark: string, point: string): RegExp =>
  new RegExp(
    `^([+-]?)(\\d{1,3}(?:${mark}\\d{3})+|\\d{1,2}(?:${mark}\\d{2})+${mark}\\d{3})(?:${point}(\\d+))?$`,
    'u',
  );

/** Marks between groups, with the decimal points that go with them. */
const GROUPINGS = [grouped("[ '_]", '[.,]'), grouped(',', '\\.'), grouped('\\.', ',')] as const;

function readDigits(text: string, integer: boolean): NumberReading {
  const asGroups = GROUPINGS.map((pattern) => pattern.exec(text)).find((match) => match !== null);
  const groups = asGroups ? ungrouped(asGroups) : Number.NaN;
  const decimal = isPlainDecimal(text) ? text : text.replace(',', '.');
  // a whole number has no decimal comma, and a leading zero begins no group
  const asDecimal = isPlainDecimal(decimal) && (decimal === text || !integer) ? Number(decimal) : Number.NaN;
  const isDotted = decimal === text;
  if (Number.isNaN(groups) || /^[+-]?0/u.test(text)) return finite(asDecimal);
  if (Number.isNaN(asDecimal)) return finite(groups);
  // 1.234 is a decimal where decimals are asked for: the page writes them so
  if (isDotted && !integer) return finite(asDecimal);
  return { either: [groups, asDecimal] };
}

const ungrouped = ([, sign = '', whole = '', fraction = '0']: RegExpExecArray): number =>
  Number(`${sign}${whole.replaceAll(/\D/gu, '')}.${fraction}`);

/** Never -0: it would not be read back as it was written. */
const finite = (value: number): NumberReading => (Number.isFinite(value) ? { value: value + 0 } : null);
