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
  if (keep < 1) return `kept ${percentWords(keep)} of each weight, drew the rest afresh, trained on`;
  return learningRate < 0.01 ? 'trained on with a lower learning rate' : 'trained on with sparse strings';
}

/** How it ended, and whether what came of it is the same network still. */
export function endingWords(
  ending: RepairEnding,
  message: string | null,
  steps: readonly RepairStep[],
): string {
  const kept = leastKept(steps);
  switch (ending) {
    case 'certified':
      return kept < 1
        ? `A new network: ${percentWords(kept)} of each weight was kept, the rest drawn afresh.`
        : 'Repaired: its own weights, trained on.';
    case 'budget':
      return `Not repaired in ${REPAIR_EPOCHS} epochs${kept < 1 ? ', though its weights were drawn afresh' : ''}.`;
    case 'stopped':
      return 'Stopped.';
    case 'failed':
      return `The repair broke off: ${message ?? ''}`;
    default:
      return ending satisfies never;
  }
}

const leastKept = (steps: readonly RepairStep[]): number => Math.min(1, ...steps.map(({ keep }) => keep));

const percentWords = (share: number): string => `${Math.round(100 * share)} %`;
