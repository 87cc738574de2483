/** Repairs as the run file holds them: what the run's own options do not say about how its weights came about. */
import * as v from 'valibot';
import { weightsFile } from '../lstm/weights-file.ts';
import type { RunConfig } from '../training/config.ts';
import { specOf } from './network.ts';
import { repairConfig } from './repair-plan.ts';
import type { RepairFinding, RepairRecord } from './repair-record.ts';

const count = v.pipe(v.number('is not a number'), v.finite('is not finite'), v.minValue(0, 'is below 0'));
const share = v.pipe(count, v.maxValue(1, 'is above 1'));
const bits = v.pipe(v.string('is not a text'), v.regex(/^[01]+$/u, 'is not of zeros and ones'));

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
    limitMs: count,
  }),
  v.object({ verdict: v.literal('unsolved') }),
  v.object({ verdict: v.literal('failed'), message: v.string() }),
]);

/** One repair in a run file; its weights are checked by whoever reads weights. */
export const repairSchema = v.object({
  replica: v.pipe(count, v.integer('is not a whole number')),
  seed: v.pipe(count, v.integer('is not a whole number')),
  before: v.unknown(),
  found: v.nullable(findingSchema),
  rounds: v.array(v.object({ keep: share, learningRate: share, found: findingSchema })),
  update: count,
  ending: v.nullable(v.picklist(['certified', 'budget', 'stopped', 'failed'])),
});

type RepairInFile = v.InferOutput<typeof repairSchema>;
type FindingInFile = v.InferOutput<typeof findingSchema>;

/** A repair as the run file's object. `training` repeats what `repairConfig` sets, for readers without this page. */
export function repairForFile(record: RepairRecord, config: RunConfig): Record<string, unknown> {
  const { replica, seed, before, found, rounds, update, ending } = record;
  const { lengths, max, strings, sparse, batch, repeats } = repairConfig(config, seed, {
    keep: 1,
    learningRate: config.lr,
  });
  return {
    replica,
    seed,
    before: weightsFile(specOf(config), before),
    found: found && findingForFile(found),
    training: { lengths, max, strings, sparse, batch, repeats },
    rounds: rounds.map(({ step, finding }) => ({ ...step, found: findingForFile(finding) })),
    update,
    ending,
  };
}

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

function findingForFile(finding: RepairFinding): FindingInFile {
  switch (finding.verdict) {
    case 'certified':
      return {
        verdict: 'certified',
        boxes: finding.boxes,
        ...(finding.words ? { words: finding.words } : {}),
      };
    case 'wrong': {
      const { bits: string, isShortest, rightUpTo } = finding;
      return { verdict: 'wrong', string, isShortest, rightUpTo };
    }
    case 'undecided':
    case 'unsolved':
    case 'failed':
      return finding;
    default:
      return finding satisfies never;
  }
}

/** A certificate is not kept with the story: the page proves the weights again. */
function findingFromFile(file: FindingInFile): RepairFinding {
  if (file.verdict === 'certified') return { ...file, certificate: '' };
  if (file.verdict !== 'wrong') return file;
  const { string, isShortest, rightUpTo } = file;
  return { verdict: 'wrong', bits: string, isShortest, rightUpTo };
}
