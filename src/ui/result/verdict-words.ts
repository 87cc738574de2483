/** What a verdict says in plain words. */
import { counted } from '../../session/counted.ts';
import type { Verdict } from '../../proof/verdict.ts';
import type { EngineName } from '../../session/outcome.ts';
import type { ShownVerdict } from '../../session/verdicts.ts';
import { bitsText, notateBits } from '../kit/bit-notation.ts';
import { VERDICT_MARKS } from '../kit/count-parts.ts';
import { answerWord, grouped } from '../kit/format.ts';

type Certified = Extract<Verdict, { verdict: 'certified' }>;
type Wrong = Extract<Verdict, { verdict: 'wrong' }>;
type Undecided = Extract<Verdict, { verdict: 'undecided' }>;

/** A sign for a decided network; null while there is nothing to show. */
export function verdictMark({ verdict }: ShownVerdict): string | null {
  return verdict === 'pending' || verdict === 'unsolved' ? null : VERDICT_MARKS[verdict];
}

/** The verdict for a screen reader, after a comma; empty while there is none. */
export function verdictAside({ verdict, outcome }: ShownVerdict): string {
  if (outcome?.verdict === 'wrong') {
    const text = bitsText(outcome.bits);
    return `, wrong on ${text.length > 24 ? `a string of ${counted(outcome.bits.length, 'bit')}` : text}`;
  }
  if (verdict === 'certified') return ', certified for every length';
  return verdict === 'undecided' ? ', undecided' : '';
}

/** A run of zeros from which on a network is said to leak. */
const LONG_RUN = 8;
/** A run that wears no memory down, for that happens sooner. */
const CREEPING_RUN = 10_000;
/** Bits of a string that any network which has learnt something answers. */
const SHORT = 7;

/** Why random strings missed it: what kind of string breaks the network. */
export function reasonWrong(bits: string): string {
  const zeros = longestRun(bits, '0');
  const ones = longestRun(bits, '1');
  const repeated = Math.max(...notateBits(bits).map(({ text, times }) => (text.length > 1 ? times : 0)));
  if (bits.length <= SHORT) return 'It has not learnt the rule: so short a string fails already.';
  if (!bits.includes('1')) return `It drifts: ${grouped(zeros)} zeros alone change its answer.`;
  if (/^10+$/u.test(bits) && zeros >= LONG_RUN)
    return `It leaks instead of latching: after a 1 and ${grouped(zeros)} zeros it has forgotten.`;
  if (zeros >= CREEPING_RUN)
    return `Its cell creeps on with every zero: after ${grouped(zeros)} of them it takes the next bits wrongly.`;
  if (zeros >= LONG_RUN)
    return `It leaks instead of latching: ${grouped(zeros)} zeros in a row wear its memory down.`;
  if (ones >= LONG_RUN) return `It loses count: ${grouped(ones)} ones in a row push its state over the line.`;
  if (repeated >= 3)
    return `It drifts: the same few bits, ${grouped(repeated)} times over, push its state over the line.`;
  return 'Its states lie close to the line, and this string pushes one over it.';
}

function longestRun(bits: string, bit: '0' | '1'): number {
  let [longest, run] = [0, 0];
  // strings may hold a million bits
  for (let t = 0; t < bits.length; t++) {
    run = bits[t] === bit ? run + 1 : 0;
    if (run > longest) longest = run;
  }
  return longest;
}

/** How large the proof is, and what it shows. */
export function detailCertified({ boxes, words }: Certified): string {
  if (!words)
    return `Proved with ${counted(boxes, 'box', 'boxes')} of states, checked: no string leads out of them, and every answer inside is right.`;
  const size = `${counted(boxes, 'set')} of states, words up to ${counted(words.longest, 'bit')}, ${counted(words.images, 'image')}`;
  return `Proved and checked: ${size}. Every string leads from set to set by such words, and every answer on the way is right.`;
}

/** What the network makes of the string, and whether there is a shorter one. */
export function detailWrong({ bits, isShortest, rightUpTo }: Wrong): string {
  const odd = bits.replaceAll('0', '').length % 2;
  const answers = `The answer is ${answerWord(odd)}, and it says ${answerWord(1 - odd)}.`;
  const shortest = isShortest
    ? 'No shorter string fails.'
    : `The shortest found; every string up to ${counted(rightUpTo, 'bit')} is right.`;
  return `${answers} ${shortest}`;
}

const ENGINE_WORDS: Readonly<Record<EngineName, string>> = {
  webgl: 'The WebGL2 engine',
  cpu: 'The CPU engine',
  layers: 'Stock tf.layers',
};

/** Whether the engine that trained the network answers the string wrongly as well. */
export const replayWords = (engine: EngineName, isWrong: boolean): string =>
  isWrong
    ? `${ENGINE_WORDS[engine]} gets it wrong here too.`
    : `${ENGINE_WORDS[engine]} answers it rightly here, though: it lies within rounding.`;

const REASONS: Record<Undecided['reason'], string> = {
  time: 'the time for one network ran out',
  sign: 'every set of boxes grew until an answer inside became uncertain',
  memory: 'it would take more boxes than allowed',
};

export function detailUndecided({ rightUpTo, testedTo, reason, limitMs }: Undecided): string {
  const families = testedTo > 0 ? `, and regular ones such as 1 0^k up to ${counted(testedTo, 'bit')}` : '';
  const why =
    reason === 'time' && limitMs !== undefined
      ? `No proof within ${grouped(Math.round(limitMs / 1000))} s of computing.`
      : `No proof: ${REASONS[reason]}.`;
  return `Right on all strings up to ${counted(rightUpTo, 'bit')}${families}. ${why}`;
}
