/** The header of what is kept of the page, part by part: nothing in it is believed before it is checked. */
import * as v from 'valibot';
import { MAX_HIDDEN } from '../lstm/params.ts';
import type { RunConfig } from '../training/config.ts';
import type { PresetName } from '../training/presets.ts';
import { ENGINE_CHOICES, PRESET_NAMES, SPEEDS } from './experiment.ts';
import { count, finiteNumber, notNegative, share } from './file-numbers.ts';
import { readConfig } from './files.ts';
import { ACTS } from './link-fields.ts';

const text = v.string();
const orNull = <Schema extends v.GenericSchema>(schema: Schema) => v.nullable(schema);
const rate = v.pipe(share, v.gtValue(0));
const tally = v.object({
  lossSum: finiteNumber,
  answers: count,
  strings: count,
  bits: count,
  wrongBits: count,
  wrongLastBits: count,
  wrongStrings: count,
});

const pageSchema = v.object({
  config: v.record(v.string(), v.union([v.string(), v.number()])),
  preset: v.custom<PresetName>((name) => PRESET_NAMES.some((known) => known === name)),
  engine: v.picklist(ENGINE_CHOICES),
  kernel: orNull(text),
  speed: v.picklist(SPEEDS),
  bits: v.pipe(v.string(), v.regex(/^[01]*$/u), v.maxLength(4096)),
  replica: count,
  isReplicaChosen: v.boolean(),
  act: orNull(v.pipe(count, v.maxValue(ACTS - 1))),
});

const runSchema = v.object({
  /** A run file without curves and weights. */
  file: text,
  origin: v.picklist(['trained', 'file']),
  engineChoice: v.picklist(ENGINE_CHOICES),
  engine: v.object({
    name: v.picklist(['webgl', 'cpu', 'layers']),
    renderer: text,
    kernel: text,
    reason: orNull(text),
    cpuTimesAsFast: orNull(notNegative),
  }),
  status: v.picklist(['paused', 'solved', 'stopped']),
  figures: v.object({ update: count, epoch: notNegative, seconds: notNegative }),
  weightsUpdate: count,
  solvedAt: v.array(orNull(count)),
  learningRates: v.array(v.object({ update: count, learningRate: rate })),
  wrongByLength: v.array(orNull(v.pipe(v.array(count), v.maxLength(128)))),
  /** Null: the run is over. */
  checkpoint: orNull(
    v.object({
      learningRate: rate,
      seconds: notNegative,
      replicas: v.array(v.object({ solvedAt: orNull(count), bits: count, tally, told: tally })),
    }),
  ),
  /** A repair was under way. */
  isRepairing: v.exactOptional(v.boolean(), false),
  /** Updates after which weights are kept. */
  snapshots: v.array(count),
});

const headerSchema = v.object({
  page: pageSchema,
  run: orNull(runSchema),
  /** Certificates of the run's replicas. */
  certificates: v.exactOptional(v.array(v.object({ slot: count, file: text })), []),
  /** Earlier versions have kept them here. */
  ghosts: v.array(v.object({ name: text, isHidden: v.boolean(), file: text })),
  opened: orNull(
    v.object({
      spec: v.object({
        hidden: v.pipe(count, v.minValue(1), v.maxValue(MAX_HIDDEN)),
        activation: v.picklist(['sigmoid', 'hard-sigmoid']),
        head: v.picklist(['softmax', 'double-softmax']),
      }),
      source: text,
    }),
  ),
});

type Header = v.InferOutput<typeof headerSchema>;
type DeepReadonly<T> = T extends object ? { readonly [Key in keyof T]: DeepReadonly<T[Key]> } : T;

/** All that is kept but the numbers of weights and curves. */
export type KeptHeader = DeepReadonly<Omit<Header, 'page'>> & {
  readonly page: DeepReadonly<Omit<Header['page'], 'config'>> & { readonly config: RunConfig };
};

/** Throws an Error that names the first part which does not belong there. */
export function readKeptHeader(json: unknown): KeptHeader {
  const result = v.safeParse(headerSchema, json);
  if (!result.success) {
    const [issue] = result.issues;
    throw new Error(`${(v.getDotPath(issue) ?? 'the header').slice(0, 80)} does not belong there`);
  }
  const { page, ...others } = result.output;
  return { ...others, page: { ...page, config: readConfig(page.config) } };
}
