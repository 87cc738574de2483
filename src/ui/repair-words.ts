/** A repair in plain words: what each epoch did, and what came of it. */
import type { RepairStep } from '../session/repair-plan.ts';
import { REPAIR_EPOCHS } from '../session/repair-plan.ts';
import type { RepairEnding, RepairFinding } from '../session/repair-record.ts';
import { bitsText } from './bit-notation.ts';
import { grouped } from './format.ts';

/** Longest string that a line of the log spells out. */
const SPELLED = 24;

/** "wrong on 1 0^23", "certified, 187 boxes". */
export function findingWords(finding: RepairFinding): string {
  switch (finding.verdict) {
    case 'certified':
      return `certified, ${grouped(finding.boxes)} ${finding.boxes === 1 ? 'box' : 'boxes'}`;
    case 'wrong': {
      const text = bitsText(finding.bits);
      return `wrong on ${text.length > SPELLED ? `a string of ${grouped(finding.bits.length)} bits` : text}`;
    }
    case 'unsolved':
      return 'wrong on held-out strings';
    case 'undecided':
      return 'no wrong string and no proof found';
    case 'failed':
      return `the search broke down: ${finding.message}`;
    default:
      return finding satisfies never;
  }
}

/** What was known before the first epoch. */
export const foundWords = (finding: RepairFinding): string =>
  finding.verdict === 'unsolved'
    ? findingWords(finding)
    : `right on random strings; ${findingWords(finding)}`;

/** "trained on, half of the strings sparse". */
export function stepWords({ keep, learningRate }: RepairStep): string {
  if (keep < 1) return `kept ${Math.round(100 * keep)} % of each weight, drew the rest afresh, trained on`;
  return learningRate < 0.01 ? 'trained on with a lower learning rate' : 'trained on with sparse strings';
}

const ENDINGS: Readonly<Record<Exclude<RepairEnding, 'failed'>, string>> = {
  certified: 'Repaired.',
  budget: `Not repaired in ${REPAIR_EPOCHS} epochs.`,
  stopped: 'Stopped.',
};

export const endingWords = (ending: RepairEnding, message: string | null): string =>
  ending === 'failed' ? `The repair broke off: ${message ?? ''}` : ENDINGS[ending];
