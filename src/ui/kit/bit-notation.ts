/** Strings of bits as people write them: `1 0^17` is a one and 17 zeros, `1 (10)^9` a one and `10` nine times. */

/** A piece of a string, and how often it is repeated. */
export interface BitPart {
  readonly text: string;
  readonly times: number;
}

/** Most pieces that are read at a glance. */
const MOST_PARTS = 5;
/** Longest piece without a repetition that is. */
const LONGEST_PIECE = 10;
const LONGEST_PERIOD = 6;
const LONGEST_START = 4;
/** Longest string that is written out when nothing shorter says it. */
const LONGEST_PLAIN = 40;
const SHOWN_ENDS = 12;

/** The shortest way to write a string; the pieces put together are the string, unless its middle is left out. */
export function notateBits(bits: string): readonly BitPart[] {
  const runs = runLengths(bits);
  const isShort = runs.length <= MOST_PARTS && runs.every(({ text }) => text.length <= LONGEST_PIECE);
  if (isShort) return runs;
  const periodic = periodicParts(bits);
  if (periodic) return periodic;
  if (bits.length <= LONGEST_PLAIN) return [{ text: bits, times: 1 }];
  const [start, end] = [bits.slice(0, SHOWN_ENDS), bits.slice(-SHOWN_ENDS)];
  return [start, '…', end].map((text) => ({ text, times: 1 }));
}

/** The same on one line: `1 0^17`. */
export const bitsText = (bits: string): string =>
  notateBits(bits)
    .map(({ text, times }) => (times === 1 ? text : `${text.length > 1 ? `(${text})` : text}^${times}`))
    .join(' ');

/** The same with raised numbers: `1 0¹⁷`. */
export const raisedText = (bits: string): string => raise(bitsText(bits));

/** Writes `^17` as `¹⁷` in any text. */
export const raise = (text: string): string =>
  text.replaceAll(/\^\d+/gu, (power) => power.slice(1).replaceAll(/\d/gu, (digit) => RAISED[Number(digit)]!));

const RAISED = ['⁰', '¹', '²', '³', '⁴', '⁵', '⁶', '⁷', '⁸', '⁹'] as const;

/** Runs of one bit; a run of two or so is written out, as in `110`. */
function runLengths(bits: string): BitPart[] {
  const parts: BitPart[] = [];
  for (const run of bits.match(/0+|1+/gu) ?? []) {
    const last = parts.at(-1);
    if (run.length > 3) parts.push({ text: run[0]!, times: run.length });
    else if (last?.times === 1) parts[parts.length - 1] = { text: last.text + run, times: 1 };
    else parts.push({ text: run, times: 1 });
  }
  return parts;
}

/** A short start, a period again and again, and a rest shorter than the period; null: there is none. */
function periodicParts(bits: string): BitPart[] | null {
  for (let period = 1; period <= LONGEST_PERIOD; period++)
    for (let start = 0; start <= LONGEST_START; start++) {
      const times = Math.floor((bits.length - start) / period);
      if (times < 3 || !repeats(bits, start, period)) continue;
      const rest = bits.slice(start + times * period);
      const parts = [
        { text: bits.slice(0, start), times: 1 },
        { text: bits.slice(start, start + period), times },
        { text: rest, times: 1 },
      ];
      return parts.filter(({ text }) => text !== '');
    }
  return null;
}

function repeats(bits: string, start: number, period: number): boolean {
  for (let k = start + period; k < bits.length; k++) if (bits[k] !== bits[k - period]) return false;
  return true;
}
