/** A repair in plain words: what each epoch did, and what came of it. */
import { counted } from '../../session/counted.ts';
import type { RepairStep } from '../../session/repair-plan.ts';
import { REPAIR_EPOCHS } from '../../session/repair-plan.ts';
import type { RepairEnding, RepairFinding } from '../../session/repair-record.ts';

/** What came of an epoch, such as "certified, 187 boxes"; a wrong string is drawn. */
export function findingWords(finding: Exclude<RepairFinding, { verdict: 'wrong' }>): string {
  switch (finding.verdict) {
    case 'certified':
      return `certified, ${finding.words ? counted(finding.boxes, 'set') : counted(finding.boxes, 'box', 'boxes')}`;
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

/** "trained on with sparse strings". */
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
