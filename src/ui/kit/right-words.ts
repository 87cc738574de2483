/** What is said of one answer: a tick only where the network has shown that it knows. */
import type { Standing } from '../../session/standing.ts';

const RIGHT: Readonly<Record<Standing, string>> = {
  untrained: 'right, by luck',
  unsolved: 'right this time',
  unknown: 'right',
  passed: '✓ right',
};

export const rightWords = (isRight: boolean, standing: Standing): string =>
  isRight ? RIGHT[standing] : '✗ wrong';
