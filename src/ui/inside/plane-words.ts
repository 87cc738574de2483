/** What the state plane shows, in plain words. */
import { counted } from '../../session/counted.ts';
import { shareWithRun } from '../../parity/runs.ts';
import type { PhasePlane } from '../../proof/portrait/phase-plane.ts';
import { raise, raisedText } from '../kit/bit-notation.ts';
import { grouped, percent, signed } from '../kit/format.ts';
import type { Standing } from '../../session/standing.ts';
import { besideVerdict } from './beside-verdict.ts';

export interface PlaneStory {
  readonly headline: string;
  readonly tone: '' | 'good' | 'bad';
  readonly detail: string;
}

export interface PlaneCircumstances {
  /** A string that the network is known to answer wrongly. */
  readonly suspect: string | null;
  /** Whether it has answered its test. */
  readonly standing: Standing;
  /** Length of the strings that the run is judged by. */
  readonly maxBits: number;
  /** Boxes, or sets, of a certificate that the checker has accepted; 0: none. */
  readonly boxes: number;
  /** Whether they are sets that return after words. */
  readonly byWords?: boolean;
}

/** Share of the reached states that lie on the right side of the line. */
export function rightShare({ reached }: PhasePlane): number {
  const right = reached.answers.reduce((sum, answer, k) => sum + (answer === reached.parities[k] ? 1 : 0), 0);
  return reached.answers.length === 0 ? 1 : right / reached.answers.length;
}

/** Why this network holds or loses a parity. */
export function planeStory(plane: PhasePlane, circumstances: PlaneCircumstances): PlaneStory {
  const share = rightShare(plane);
  const { zeros } = plane;
  const { suspect, boxes, byWords, standing } = circumstances;
  if (share < 1) return mixedStory(plane, share);
  if (zeros.forgetsAfter !== null) return leakStory(zeros.forgetsAfter, circumstances);
  if (suspect !== null)
    return {
      headline: 'Zeros hold, another string does not',
      tone: 'bad',
      detail: `Short strings stay on their sides, and zeros after a one hold. But ${raisedText(suspect)} is walked over the line.`,
    };
  const { headline, detail } = holdingStory(plane);
  if (standing === 'unsolved')
    return {
      headline: 'Zeros hold, the test is not passed',
      tone: '',
      detail: `${detail} But not all held-out strings are answered right.`,
    };
  const proof =
    boxes === 0
      ? ' This is what was seen, not a proof.'
      : byWords
        ? ` The ${counted(boxes, 'set')} ${boxes === 1 ? 'proves' : 'prove'} it: every string leads from set to set, with right answers on the way.`
        : ` The ${counted(boxes, 'box', 'boxes')} ${boxes === 1 ? 'proves' : 'prove'} it: no string leads out of them, and each lies on its side.`;
  return { headline, tone: standing === 'passed' ? 'good' : '', detail: detail + proof };
}

function mixedStory({ reached }: PhasePlane, share: number): PlaneStory {
  const isOneAnswer = reached.answers.every((answer) => answer === reached.answers[0]);
  return {
    headline: isOneAnswer ? 'One answer for everything' : 'Not parted yet',
    tone: '',
    detail: `${percent(share)} of the states that short strings reach lie on their answer's side of the line. Parity is learnt when blue and orange lie apart, and stay apart.`,
  };
}

function leakStory(zeros: number, { maxBits, suspect, standing }: PlaneCircumstances): PlaneStory {
  const share = shareWithRun(maxBits, zeros);
  const rare = standing === 'passed' ? ` ${rarity(share, maxBits, zeros)}` : '';
  return {
    headline: `It leaks: 1 ${raise(`0^${zeros}`)} walks over the line`,
    tone: 'bad',
    detail: `After a one, each zero moves the state along the arrows of 0, and nothing on its side catches it: ${counted(zeros, 'zero')} later it says even.${rare}${besideVerdict(`1${'0'.repeat(zeros)}`, suspect)}`,
  };
}

/** How seldom a test on random strings meets the run of zeros that breaks the network. */
function rarity(share: number, maxBits: number, zeros: number): string {
  const run = `${counted(zeros, 'zero')} in a row`;
  if (share === 0)
    return `No string of ${counted(maxBits, 'bit')} is long enough to show it: 100 % was not enough.`;
  if (share > 0.1) return `${percent(share)} of random strings of ${counted(maxBits, 'bit')} hold ${run}.`;
  return `Of random strings of ${counted(maxBits, 'bit')}, 1 in ${grouped(Math.round(1 / share))} holds ${run}: 100 % on a test was not enough.`;
}

function holdingStory({ zeros, line }: PhasePlane): { readonly headline: string; readonly detail: string } {
  const distance = line ? Math.abs(zeros.last.y - line.y) : 0;
  if (zeros.isSettled)
    return {
      headline: 'It latches: zeros hold what a one has set',
      detail: `After a one, zeros draw the state to a point that they do not move, ${distance.toFixed(3)} on the odd side of the line. However many follow, it stays.`,
    };
  return {
    headline: `It holds over ${counted(zeros.tried, 'zero')}`,
    detail: `After a one, the cell still moves after ${counted(zeros.tried, 'zero')}, but away from the line: ${distance.toFixed(3)} on the odd side.`,
  };
}

/** A state's distance from the line, and on which side it lies. */
export function distanceText(line: PhasePlane['line'], y: number): string {
  if (!line) return 'the read-out ignores it';
  const distance = y - line.y;
  const side = distance > 0 === line.isOddAbove && distance !== 0 ? 'odd' : 'even';
  return `${signed(distance, 3)}, ${side} side`;
}
