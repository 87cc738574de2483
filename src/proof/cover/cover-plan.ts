/** Which covers are searched for, in which order, and how far before the next one has its turn. */
import type { ParamVector } from '../../lstm/params.ts';
import { AffineNetwork } from './affine.ts';
import {
  AFFINE_ATTEMPTS,
  COUNTING_ATTEMPTS,
  HELD_ATTEMPTS,
  searchAffineCover,
  THIN_ATTEMPTS,
  WIDER_ATTEMPTS,
} from './affine-cover.ts';
import {
  FURTHER_ATTEMPTS,
  PLAIN_ATTEMPTS,
  searchCover,
  untilLimits,
  type CoverAttempt,
  type CoverLimits,
  type CoverResult,
  type CoverSearch,
} from './cover.ts';
import { FRAME_ATTEMPTS, searchFrameCover } from './frame-cover.ts';
import type { IntervalNetwork } from './intervals.ts';
import { Sensitivity } from './sensitivity.ts';

/** One search, which goes on where it stopped. */
export interface PlannedCover {
  readonly kind: 'plain' | 'affine' | 'frame' | 'thin';
  /** Searches within these limits, from wherever it has come. */
  advance(limits: Readonly<CoverLimits>): Generator<void, CoverResult>;
}

/** How far searches go in one turn, which kinds have one, and which comes first. */
interface Turn {
  readonly limits: CoverLimits;
  readonly order: readonly PlannedCover['kind'][];
}

/** Most covers that close do so in the first turn. Frames cost most, and close where the others do not. */
const TURNS: readonly Turn[] = [
  { limits: { boxes: 1000, images: 2000 }, order: ['plain', 'affine', 'thin'] },
  { limits: { boxes: 3000, images: 5000 }, order: ['plain', 'affine', 'frame', 'thin'] },
];
const LAST_ORDER: Turn['order'] = ['affine', 'thin', 'frame', 'plain'];

/** All turns: the last goes to the limits that are given, and no other beyond them. */
export const turnsUpTo = (last: Readonly<CoverLimits>): readonly Turn[] => [
  ...TURNS.map(({ limits, order }) => ({
    limits: {
      boxes: Math.min(limits.boxes, last.boxes),
      images: Math.min(limits.images, last.images),
    },
    order,
  })),
  { limits: last, order: LAST_ORDER },
];

/** What is tried for a network. Plain boxes come first: they are quick, and make certificates of version 1. */
export function plannedCovers(intervals: IntervalNetwork, params: ParamVector): PlannedCover[] {
  const network = new AffineNetwork(intervals, params);
  const { activation, hidden } = intervals.spec;
  const sensitivity = new Sensitivity(intervals.spec, params);
  const affine = (kind: PlannedCover['kind'], attempts: readonly CoverAttempt[]): PlannedCover[] =>
    attempts.map((attempt) =>
      planned(kind, (limits) => searchAffineCover({ intervals, network }, attempt, limits)),
    );
  // of hard gates and of more units, none closed that the others left open
  const frames = activation === 'sigmoid' && hidden === 1 ? FRAME_ATTEMPTS : [];
  return [
    ...[...PLAIN_ATTEMPTS, ...FURTHER_ATTEMPTS].map((attempt) =>
      planned('plain', (limits) => searchCover(intervals, attempt, limits)),
    ),
    // cells of hard gates may count for ever
    ...affine('affine', activation === 'hard-sigmoid' ? COUNTING_ATTEMPTS : []),
    ...affine('affine', AFFINE_ATTEMPTS),
    ...affine('thin', activation === 'hard-sigmoid' ? HELD_ATTEMPTS : []),
    ...affine('thin', THIN_ATTEMPTS),
    ...affine('thin', hidden > 1 ? WIDER_ATTEMPTS : []),
    ...frames.map((attempt) =>
      planned('frame', (limits) => searchFrameCover({ intervals, network, sensitivity }, attempt, limits)),
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
