/** Which covers are searched for, and how far at first. */
import type { ParamVector } from '../lstm/params.ts';
import { AffineNetwork } from './affine.ts';
import { AFFINE_ATTEMPTS, COUNTING_ATTEMPTS, searchAffineCover, WIDER_ATTEMPTS } from './affine-cover.ts';
import {
  FURTHER_ATTEMPTS,
  PLAIN_ATTEMPTS,
  searchCover,
  type CoverAttempt,
  type CoverLimits,
  type CoverResult,
} from './cover.ts';
import type { IntervalNetwork } from './intervals.ts';

/** One way to search for a cover. */
export type CoverSearch = (limits: CoverLimits) => Generator<void, CoverResult>;

/** Most covers that close do so within these; what is left is tried again. */
export const FIRST_LIMITS: readonly CoverLimits[] = [
  { boxes: 1000, images: 2000 },
  { boxes: 3000, images: 5000 },
];

/** What is tried for a network. Plain boxes are quick, and make certificates of version 1. */
export function coverSearches(
  intervals: IntervalNetwork,
  params: ParamVector,
): { readonly plain: CoverSearch[]; readonly affine: CoverSearch[] } {
  const network = new AffineNetwork(intervals, params);
  const plain =
    (attempt: CoverAttempt): CoverSearch =>
    (limits) =>
      searchCover(intervals, attempt, limits);
  const affine =
    (attempt: CoverAttempt): CoverSearch =>
    (limits) =>
      searchAffineCover({ intervals, network }, attempt, limits);
  const { activation, hidden } = intervals.spec;
  return {
    plain: [...PLAIN_ATTEMPTS, ...FURTHER_ATTEMPTS].map(plain),
    affine: [
      // cells of hard gates may count for ever
      ...(activation === 'hard-sigmoid' ? COUNTING_ATTEMPTS : []),
      ...AFFINE_ATTEMPTS,
      ...(hidden > 1 ? WIDER_ATTEMPTS : []),
    ].map(affine),
  };
}
