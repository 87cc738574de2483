/**
 * Who computes. An engine trains all replicas of a run in chunks of updates and judges them on their held-out
 * strings; whoever calls decides when. Nothing that an engine returns depends on how the updates were cut into
 * chunks.
 *
 * The fused engines (`webgl`, `cpu`) are one tfjs kernel registered for two backends; `layers` is stock tf.layers.
 */
import type { ModelSpec, Supervision } from '../lstm/params.ts';
import { updatesPerEpoch, type DatasetSpec, type PackedStrings } from '../parity/dataset.ts';
import type { HeldOutMetrics } from '../parity/metrics.ts';

export const ENGINE_NAMES = ['webgl', 'cpu', 'layers'] as const;
export type EngineName = (typeof ENGINE_NAMES)[number];

/** What is trained, apart from the random seeds. */
export interface RunPlan {
  readonly model: ModelSpec;
  readonly supervision: Supervision;
  readonly dataset: Omit<DatasetSpec, 'seed'>;
  /** Judged in place of the held-out strings: `HELD_OUT_STRINGS` of `max` bits. */
  readonly judged?: PackedStrings;
  /** Strings per update; the last batch of an epoch may be smaller. */
  readonly batch: number;
  /** Updates on each batch. */
  readonly repeats: number;
  /** One seed per replica. */
  readonly seeds: readonly number[];
  /** Updates over which a tally runs before it starts again from zero, counted from the start of each epoch. */
  readonly tallyEvery: number;
}

/** Weights and Adam's moments of all replicas. */
export interface OptimizerState {
  readonly params: Float32Array; // [replicas, size]
  readonly m: Float32Array; // [replicas, size]
  readonly v: Float32Array; // [replicas, size]
}

/** What a run starts from; with `tallies` it goes on where another stood, in the midst of what that one was counting. */
export interface RunStart extends OptimizerState {
  readonly tallies?: readonly TrainingTally[];
}

/** A chunk of updates: numbers `first + 1 .. first + count` of the run. */
export interface Chunk {
  readonly first: number;
  readonly count: number;
  readonly learningRate: number;
}

/**
 * Sums over one replica's training batches since its tally last started (`startsTally`): integers but for the loss.
 */
export interface TrainingTally {
  readonly lossSum: number;
  /** Answers that count for the loss: every real bit, or one per string. */
  readonly answers: number;
  readonly strings: number;
  readonly bits: number;
  readonly wrongBits: number;
  readonly wrongLastBits: number;
  readonly wrongStrings: number;
}

/**
 * A run in progress on some engine. Calls must not overlap. What they resolve with counts: a device that may die lets a
 * turn of the event loop pass first, so other messages come in meanwhile.
 */
export interface EngineRun {
  readonly plan: RunPlan;
  /** The kernel design that trains it, for the page and the run file. */
  readonly kernel: string;
  /** Trains a chunk and resolves with each replica's tally when the device has finished it. */
  train(chunk: Chunk): Promise<readonly TrainingTally[]>;
  /** Judges every replica on its held-out strings. */
  evaluate(): Promise<readonly HeldOutMetrics[]>;
  /** Copies the weights off the device: [replicas, size], the caller's own. */
  readParams(): Promise<Float32Array>;
  /** Copies the weights and moments off the device: all that a run can be started from anew. */
  read(): Promise<OptimizerState>;
  /** Freezes the replicas that are false: their weights stay as they are from here on. */
  setActive(active: readonly boolean[]): void;
  /** Frees everything that the run holds. */
  dispose(): void;
}

/** What an engine holds, for leak checks. */
export interface EngineMemory {
  readonly tensors: number;
  /** Textures, buffers, framebuffers and programs of our own, created minus deleted. */
  readonly glObjects: number;
}

export interface Engine {
  readonly name: EngineName;
  /** What does the arithmetic, for the page and the run file: a GL renderer string, or the processor. */
  readonly renderer: string;
  /**
   * Starts a run from the given weights and moments (`freshState` draws a new run's from its seeds). One that starts
   * from what another was read as goes on as that one would have, bit for bit on the same kernel and device. Rejects
   * with an EngineError when the device cannot hold or compile it.
   */
  start(plan: RunPlan, state: RunStart): Promise<EngineRun>;
  memory(): EngineMemory;
  /** Resolves when the device is gone for good; absent where that cannot happen. */
  readonly lost?: Promise<EngineError>;
  /** For tests: loses the GPU context, as a driver reset would. */
  loseContext?(): void;
  dispose(): void;
}

/** An engine's failure in words for the visitor. */
export class EngineError extends Error {
  override readonly name = 'EngineError';
}

/** The device has gone: a new engine may have it again. */
export class DeviceLostError extends EngineError {}

const epochOf = ({ dataset, batch, repeats }: Pick<RunPlan, 'dataset' | 'batch' | 'repeats'>): number =>
  updatesPerEpoch({ strings: dataset.strings, batch, repeats });

/** Where update index `update` (from 0) finds its strings: positions `start .. end - 1` of epoch `epoch` (from 0). */
export function batchOfUpdate(
  plan: Pick<RunPlan, 'dataset' | 'batch' | 'repeats'>,
  update: number,
): { readonly epoch: number; readonly start: number; readonly end: number } {
  const perEpoch = epochOf(plan);
  const epoch = Math.floor(update / perEpoch);
  const start = Math.floor((update - epoch * perEpoch) / plan.repeats) * plan.batch;
  return { epoch, start, end: Math.min(start + plan.batch, plan.dataset.strings) };
}

/** Whether the tally starts afresh with update index `update`: at each epoch's start and every `tallyEvery` after. */
export const startsTally = (
  plan: Pick<RunPlan, 'dataset' | 'batch' | 'repeats' | 'tallyEvery'>,
  update: number,
): boolean => (update % epochOf(plan)) % plan.tallyEvery === 0;
