/**
 * Version 3 of the certificate file: sets of states that return after words of bits.
 *
 *     {"format": "latch-certificate", "version": 3, "weights": {...}, "slack": s,
 *      "sets": [{"parity": 0 | 1, "centre": [n], "axes": [n][n], "words": ["0", "100", ...], "to": [k, ...]}]}
 *
 * With n = 2 hidden, x = (c of every unit, h of every unit) and axes a_1 .. a_n, a set holds the states
 *
 *     x = centre + u_1 a_1 + .. + u_n a_n,    |u| <= 1 (Euclidean),    |h| <= (1 + s)^2
 *
 * The file claims, in real arithmetic with every gate and tanh widened by `slack` (a hard sigmoid whose whole argument
 * lies at least `slack` beyond its knee is exactly 0 or 1):
 *
 * 1. some set of parity 0 holds the zero state;
 * 2. the words of each set are a complete prefix code: every infinite string of bits begins with exactly one;
 * 3. for each set and each of its words, the read-out of all images is strictly on the right side after every prefix
 *    of the word, and the images after the word lie in the set `to`, whose parity is the set's and the word's together.
 *
 * So strings of every length are answered rightly: the start lies in a set; a string either is a proper prefix of one
 * of that set's words, and all its answers are right, or it begins with one, is right so far, and goes on from a set of
 * the right parity with what is left, which is shorter.
 */
import type { ModelSpec, ParamVector } from '../../lstm/params.ts';
import { CertificateError, list, numbers, parityOf, record, sized } from './file-fields.ts';
import { wordTree } from './word-tree.ts';

/** An ellipsoid of states that strings of one parity reach, and where its words lead. */
export interface WordSet {
  readonly parity: 0 | 1;
  readonly centre: Float64Array; // [n]
  /** Row by row: `axes[j * n + k]` is coordinate k of axis j. */
  readonly axes: Float64Array; // [n, n]
  /** Zeros and ones. */
  readonly words: readonly string[];
  /** For each word, the set in which it ends. */
  readonly to: readonly number[];
}

export interface WordCertificate {
  readonly spec: ModelSpec;
  readonly params: ParamVector;
  readonly slack: number;
  readonly sets: readonly WordSet[];
}

/** Most sets, and most bits of all words together: beyond, checking would take minutes. */
const MOST_SETS = 20_000;
const MOST_BITS = 8_000_000;
/** The longest word. */
const MOST_WORD_BITS = 1000;

/** The sets as they stand in the file. */
export const wordSetsFile = (sets: readonly WordSet[]): readonly Record<string, unknown>[] =>
  sets.map(({ parity, centre, axes, words, to }) => {
    const n = centre.length;
    const rows = Array.from({ length: n }, (_, j) => Array.from(axes.subarray(j * n, (j + 1) * n)));
    return { parity, centre: Array.from(centre), axes: rows, words, to };
  });

/** Reads the file's sets. Throws a CertificateError that names the place and what is wrong with it. */
export function readWordSets(value: unknown, hidden: number): readonly WordSet[] {
  const values = list(value, 'sets');
  if (values.length > MOST_SETS) throw new CertificateError(`sets: more than ${MOST_SETS}`);
  const sets: WordSet[] = [];
  let bits = 0;
  for (const [k, one] of values.entries()) {
    const set = readWordSet(one, hidden, `sets[${k}]`);
    for (const word of set.words) bits += word.length;
    if (bits > MOST_BITS) throw new CertificateError(`words: more than ${MOST_BITS} bits in all`);
    sets.push(set);
  }
  for (const [k, set] of sets.entries()) checkTargets(sets, set, `sets[${k}]`);
  return sets;
}

function readWordSet(value: unknown, hidden: number, at: string): WordSet {
  const fields = record(value, at);
  const n = 2 * hidden;
  const parity = parityOf(fields['parity'], `${at}.parity`);
  const centre = Float64Array.from(numbers(fields['centre'], n, `${at}.centre`));
  const axes = new Float64Array(n * n);
  for (const [j, axis] of sized(fields['axes'], n, `${at}.axes`).entries())
    axes.set(numbers(axis, n, `${at}.axes[${j}]`), j * n);
  const words = list(fields['words'], `${at}.words`).map((word, k) => bitsOf(word, `${at}.words[${k}]`));
  wordTree(words, `${at}.words`);
  const to = numbers(fields['to'], words.length, `${at}.to`);
  return { parity, centre, axes, words, to };
}

function bitsOf(word: unknown, at: string): string {
  if (typeof word !== 'string') throw new CertificateError(`${at} is not a text`);
  if (word.length > MOST_WORD_BITS)
    throw new CertificateError(`${at} has ${word.length} bits, more than ${MOST_WORD_BITS}`);
  if (!/^[01]*$/u.test(word)) throw new CertificateError(`${at} holds more than zeros and ones`);
  return word;
}

function checkTargets(sets: readonly WordSet[], { parity, words, to }: WordSet, at: string): void {
  for (const [k, target] of to.entries()) {
    const known = sets[target];
    if (known === undefined) throw new CertificateError(`${at}.to[${k}] is no set`);
    let wanted: number = parity;
    for (const bit of words[k]) if (bit === '1') wanted ^= 1;
    if (known.parity !== wanted)
      throw new CertificateError(`${at}.to[${k}]: after ${words[k]} the parity is not that of set ${target}`);
  }
}
