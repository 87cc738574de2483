/** How far networks that have not passed their test are from a coin. */
import { trainedMeasure } from './chart-data.ts';
import type { RunRecord } from './run-record.ts';

/** Answers right beyond which it is no coin that answers: 200 of 10,000 tosses are four standard deviations. */
const MOST_OF_A_COIN = 0.52;

/** Share of answers right at the newest point, held-out strings first. */
export function lastShare(run: RunRecord, replica: number): number {
  const point = run.replicas[replica]?.history.at(-1);
  if (!point) return 0.5;
  return (point.heldOut ?? point)[trainedMeasure(run.config)];
}

/** Whether that share is of held-out strings. */
export const isTested = (run: RunRecord, replica: number): boolean =>
  Boolean(run.replicas[replica]?.history.at(-1)?.heldOut);

export const isCoin = (share: number): boolean => share < MOST_OF_A_COIN;

export const areCoins = (run: RunRecord): boolean =>
  run.replicas.every((_, replica) => isCoin(lastShare(run, replica)));
