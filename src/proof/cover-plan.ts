/** Which covers are searched for, in which order, and how far before the next one has its turn. */
import type { ParamVector } from '../lstm/params.ts';
import { AffineNetwork } from './affine.ts';
import { AFFINE_ATTEMPTS, COUNTING_ATTEMPTS, searchAffineCover, WIDER_ATTEMPTS } from './affine-cover.ts';
import {
  FURTHER_ATTEMPTS,
  PLAIN_ATTEMPTS,
  searchCover,
  untilLimits,
  type CoverLimits,
  type CoverResult,
  type CoverSearch,
} from './cover.ts';
import type { IntervalNetwork } from './intervals.ts';

/** One search, which goes on where it stopped. */
export interface PlannedCover {
  readonly kind: 'plain' | 'affine';
  /** Searches within these limits, from wherever it has come. */
  advance(limits: Readonly<CoverLimits>): Generator<void, CoverResult>;
}

/** Most covers that close do so within the first; what is left goes on. */
const TURNS: readonly CoverLimits[] = [
  { boxes: 1000, images: 2000 },
  { boxes: 3000, images: 5000 },
];

/** The limits of each turn, up to those of an attempt. */
export const turnsUpTo = (limits: Readonly<CoverLimits>): readonly CoverLimits[] => [
  ...TURNS.map(({ boxes, images }) => ({
    boxes: Math.min(boxes, limits.boxes),
    images: Math.min(images, limits.images),
  })),
  { ...limits },
];

/** What is tried for a network. Plain boxes come first: they are quick, and make certificates of version 1. */
export function plannedCovers(intervals: IntervalNetwork, params: ParamVector): PlannedCover[] {
  const network = new AffineNetwork(intervals, params);
  const { activation, hidden } = intervals.spec;
  const affine = [
    // cells of hard gates may count for ever
    ...(activation === 'hard-sigmoid' ? COUNTING_ATTEMPTS : []),
    ...AFFINE_ATTEMPTS,
    ...(hidden > 1 ? WIDER_ATTEMPTS : []),
  ];
  return [
    ...[...PLAIN_ATTEMPTS, ...FURTHER_ATTEMPTS].map((attempt) =>
      planned('plain', (limits) => searchCover(intervals, attempt, limits)),
    ),
    ...affine.map((attempt) =>
      planned('affine', (limits) => searchAffineCover({ intervals, network }, attempt, limits)),
    ),
  ];
}

function planned(
  kind: PlannedCover['kind'],
  start: (limits: Readonly<CoverLimits>) => CoverSearch,
): PlannedCover {
  const current: CoverLimits = { boxes: 0, images: 0 };
  let search: CoverSearch | null = null;
  return {
    kind,
    advance(limits) {
      Object.assign(current, limits);
      search ??= start(current);
      return untilLimits(search);
    },
  };
}
