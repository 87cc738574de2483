/** Repairs as the run file holds them: what the run's own options do not say about how its weights came about. */
import * as v from 'valibot';
import { count, notNegative, share } from './file-numbers.ts';
import type { RepairFinding, RepairRecord } from './repair-record.ts';

const bits = v.pipe(v.string('is not text'), v.regex(/^[01]+$/u, 'is not of zeros and ones'));
/** A message of a failure, of which no more than a sentence is shown. */
const sentence = v.pipe(
  v.string('is not text'),
  v.transform((text) => text.slice(0, 300)),
);

const findingSchema = v.variant('verdict', [
  v.object({
    verdict: v.literal('certified'),
    boxes: count,
    words: v.exactOptional(v.object({ longest: count, images: count })),
  }),
  v.object({ verdict: v.literal('wrong'), string: bits, isShortest: v.boolean(), rightUpTo: count }),
  v.object({
    verdict: v.literal('undecided'),
    rightUpTo: count,
    testedTo: count,
    reason: v.picklist(['time', 'sign', 'memory']),
    limitMs: v.exactOptional(notNegative),
  }),
  v.object({ verdict: v.literal('unsolved') }),
  v.object({ verdict: v.literal('failed'), message: sentence }),
]);

/** One repair in a run file; its weights are checked by whoever reads weights. */
export const repairSchema = v.object({
  replica: count,
  seed: count,
  before: v.unknown(),
  found: v.nullable(findingSchema),
  rounds: v.pipe(
    v.array(v.object({ keep: share, learningRate: share, found: findingSchema })),
    v.maxLength(100, 'has more than 100'),
  ),
  update: count,
  ending: v.nullable(v.picklist(['certified', 'budget', 'stopped', 'failed'])),
});

export type RepairInFile = v.InferOutput<typeof repairSchema>;
export type FindingInFile = v.InferOutput<typeof findingSchema>;

/** A repair that was read, with its weights. One that was going on then has stopped. */
export function repairFromFile(file: RepairInFile, before: Float32Array): RepairRecord {
  const { replica, seed, found, rounds, update, ending } = file;
  return {
    replica,
    seed,
    before,
    found: found && findingFromFile(found),
    rounds: rounds.map(({ keep, learningRate, found: finding }) => ({
      step: { keep, learningRate },
      finding: findingFromFile(finding),
    })),
    update,
    ending: ending ?? 'stopped',
  };
}

/** A certificate is not kept with the story: the page proves the weights again. */
function findingFromFile(file: FindingInFile): RepairFinding {
  if (file.verdict === 'certified') return { ...file, certificate: '' };
  if (file.verdict !== 'wrong') return file;
  const { string, isShortest, rightUpTo } = file;
  return { verdict: 'wrong', bits: string, isShortest, rightUpTo };
}
