/** Numbers as the page writes them. */
import { grouped } from '../../session/counted.ts';

export { grouped };
export { percent } from '../../session/percent.ts';

/** In place of a number that there is none of yet: it keeps its line. */
export const NOTHING_YET = '\u00a0';

/** A large count in three digits or so: 950, 12.3K, 4.56M. By hand: not every browser's `Intl` knows short numbers. */
export function compact(value: number): string {
  let rounded = Number(value.toPrecision(3));
  let unit = 0;
  for (; rounded >= 1000 && unit < UNITS.length - 1; unit++) rounded /= 1000;
  return `${Number(rounded.toPrecision(3))}${UNITS[unit]!}`;
}

const UNITS = ['', 'K', 'M', 'B', 'T'];

/** A probability in two or three digits: .44, 1.0, 0.0. */
export function shortProbability(p: number): string {
  if (p > 0.995) return '1.0';
  return p < 0.005 ? '0.0' : p.toFixed(2).slice(1);
}

/** Seconds as a visitor reads them: 0.84 s, 12 s, 3 min 20 s, 41 min, 2.5 h. */
export function duration(seconds: number): string {
  if (seconds < 9.95) return `${seconds.toFixed(seconds < 0.995 ? 2 : 1)} s`;
  const whole = Math.round(seconds);
  if (whole < 90) return `${whole} s`;
  if (whole < 600) return `${Math.floor(whole / 60)} min ${whole % 60} s`;
  const minutes = Math.round(seconds / 60);
  return minutes < 90 ? `${minutes} min` : `${(seconds / 3600).toFixed(1)} h`;
}

/** A signed number with a real minus sign. */
export const signed = (value: number, digits: number): string => {
  const text = value.toFixed(digits).replace('-', '−');
  return /^−0(\.0+)?$/u.test(text) ? text.slice(1) : text;
};

export const answerWord = (bit: number): 'odd' | 'even' => (bit === 1 ? 'odd' : 'even');

/** A number of any size with its power of ten: 2.3·10⁻³. */
export function scientific(value: number, digits = 2): string {
  if (value === 0) return '0';
  const [mantissa = '', exponent = '0'] = value.toExponential(digits - 1).split('e');
  const power = Array.from(String(Number(exponent)), (sign) => SUPERSCRIPTS[sign] ?? '').join('');
  return `${mantissa}·10${power}`;
}

const SUPERSCRIPTS: Readonly<Record<string, string>> = Object.fromEntries(
  Array.from('-0123456789', (sign, k) => [sign, Array.from('⁻⁰¹²³⁴⁵⁶⁷⁸⁹')[k]!]),
);

/** A count known to two digits: 170, 12,000, 3.4·10²⁰. */
export function roughCount(value: number): string {
  return value < 1e7 ? grouped(Number(value.toPrecision(2))) : scientific(value);
}
