/**
 * The messages between the page and the training worker, in order: `start` -> `engine`, `started`, then `progress`
 * until `ended` or `failed`; `paused` and `resumed` in the order in which they come about. Every message carries its run, so that late events of an earlier run are dropped.
 * Progress holds new points only, and the newest weights.
 */
import type { EngineName, TrainingTally } from '../engine/engine.ts';
import type { ModelSpec } from '../lstm/params.ts';
import type { RunConfig } from './config.ts';
import type { ReplicaPoint } from './history.ts';

export type { EngineName };

/** Which engine the visitor asks for; `auto` is webgl where it works, and cpu elsewhere or where that is clearly faster. */
export type EngineChoice = 'auto' | EngineName;
export const ENGINE_CHOICES = ['auto', 'webgl', 'cpu', 'layers'] as const;

/**
 * How fast a run may go: updates a second, or `shared` with the page that is drawn on the same GPU, or `full`. It is
 * no part of the experiment, because the weights come out the same.
 */
export const SPEEDS = ['1', '10', '100', 'shared', 'full'] as const;
export type Speed = (typeof SPEEDS)[number];

/** Which engine runs, and why that one. */
export interface EngineReport {
  readonly name: EngineName;
  readonly renderer: string;
  readonly kernel: string;
  /** In plain words, when it is not the one that `auto` prefers or the visitor asked for. */
  readonly reason: string | null;
  /** How many times as fast as WebGL the processor was measured to be for such a run; null: not measured. */
  readonly cpuTimesAsFast: number | null;
}

/** Where a longer step ends: with the epoch, or when the next replica is solved. */
export type Milestone = 'epoch' | 'solved';

/** Weights of all replicas after some update. */
export interface WeightSnapshot {
  readonly update: number;
  readonly params: Float32Array; // [replicas, size]
}

/** Where one replica of a run stands, beside its weights. */
export interface ReplicaStanding {
  readonly solvedAt: number | null;
  /** Bits trained on, up to its newest point. */
  readonly bits: number;
  /** What the engine has counted since its tally last started, and how much of that the newest point has told. */
  readonly tally: TrainingTally;
  readonly told: TrainingTally;
}

/**
 * All that a run goes on from as if it had never stopped, bit for bit on the same kernel and device: its strings follow
 * from the options and the update.
 */
export interface Checkpoint {
  readonly update: number;
  readonly seconds: number;
  /** That of the next update. */
  readonly learningRate: number;
  readonly params: Float32Array; // [replicas, size]
  readonly m: Float32Array; // [replicas, size]
  readonly v: Float32Array; // [replicas, size]
  readonly replicas: readonly ReplicaStanding[];
}

export type TrainerCommand =
  | {
      readonly type: 'start';
      readonly runId: number;
      readonly config: RunConfig;
      readonly engine: EngineChoice;
      /** Kernel design by name, from the link; null: chosen for the device. */
      readonly kernel: string | null;
      readonly speed: Speed;
      /** Train at once, or wait for `resume` or `step`. */
      readonly paused: boolean;
      /** Weights to start from, with Adam at rest: [replicas, size]. Absent: each seed's own. */
      readonly from?: Float32Array;
      /** Where it goes on; absent: at its beginning. */
      readonly checkpoint?: Checkpoint;
    }
  /** Try random weights: numbers `first` to `first + count - 1` of the config's seed. Ended by `reset`. */
  | {
      readonly type: 'guess';
      readonly runId: number;
      readonly config: RunConfig;
      readonly engine: EngineChoice;
      readonly range: { readonly first: number; readonly count: number };
    }
  /** Answer one string on the engine of the run. */
  | {
      readonly type: 'replay';
      readonly runId: number;
      readonly replayId: number;
      readonly spec: ModelSpec;
      readonly params: Float32Array;
      readonly bits: Uint8Array;
    }
  | { readonly type: 'pause'; readonly runId: number }
  | { readonly type: 'resume'; readonly runId: number }
  /** Train exactly one update, or as far as `to` says, then pause. */
  | { readonly type: 'step'; readonly runId: number; readonly to?: Milestone }
  | { readonly type: 'learning-rate'; readonly runId: number; readonly learningRate: number }
  | { readonly type: 'speed'; readonly runId: number; readonly speed: Speed }
  /** What 95 % of the page's last frames took at most, in milliseconds; null: nobody looks at it. */
  | { readonly type: 'frames'; readonly runId: number; readonly ms: number | null }
  /** The visitor is at work: leave the GPU to the page for a moment. */
  | { readonly type: 'rest'; readonly runId: number }
  /** Kernels and engines chosen on this device on earlier visits, by what they were chosen for. */
  | {
      readonly type: 'kernels';
      readonly runId: number;
      readonly kernels: Readonly<Record<string, string>>;
    }
  /** End the run and free what it holds; the worker and its engine stay. */
  | { readonly type: 'reset'; readonly runId: number }
  /** For tests: lose the GPU context, as a driver reset would. */
  | { readonly type: 'lose-context'; readonly runId: number }
  /** For tests: report what the engine holds. */
  | { readonly type: 'measure'; readonly runId: number };

/** How training ended: every replica solved, or the budget used. */
export type RunEnding = 'solved' | 'budget';

export type TrainerEvent =
  /** The engine is being made ready: so many of its kernels have compiled. */
  | { readonly type: 'compiling'; readonly runId: number; readonly done: number; readonly of: number }
  | {
      readonly type: 'engine';
      readonly runId: number;
      readonly report: EngineReport;
      /** Kernels and engines chosen on this device so far. */
      readonly kernels: Readonly<Record<string, string>>;
    }
  | { readonly type: 'started'; readonly runId: number; readonly weights: WeightSnapshot }
  | { readonly type: 'paused'; readonly runId: number }
  | { readonly type: 'resumed'; readonly runId: number }
  /** A new learning rate counts from the update after `update`. */
  | {
      readonly type: 'learning-rate';
      readonly runId: number;
      readonly update: number;
      readonly learningRate: number;
    }
  | {
      readonly type: 'progress';
      readonly runId: number;
      readonly update: number;
      readonly epoch: number;
      /** Seconds of training so far. */
      readonly seconds: number;
      /** Of the last moments, by the clock on the wall; strings over all replicas. */
      readonly updatesPerSecond: number;
      readonly stringsPerSecond: number;
      readonly points: readonly ReplicaPoint[];
      /** Replicas solved so far: the update at which each was, or null. */
      readonly solvedAt: readonly (number | null)[];
      readonly weights: WeightSnapshot;
      /** With the same weights; null: it would have cost too much of the training time. */
      readonly checkpoint: Checkpoint | null;
    }
  | { readonly type: 'ended'; readonly runId: number; readonly ending: RunEnding }
  /** The engine's answer after a string's last bit; null: it could not be asked. */
  | {
      readonly type: 'replayed';
      readonly runId: number;
      readonly replayId: number;
      readonly answer: 0 | 1 | null;
    }
  /** How guessing goes on. */
  | {
      readonly type: 'guessed';
      readonly runId: number;
      readonly tries: number;
      /** Spent on them, judging included. */
      readonly seconds: number;
      /** Guesses that answer every held-out string right after every bit. */
      readonly solved: number;
      /** One that was newly found, or null. */
      readonly found: { readonly number: number; readonly params: Float32Array } | null;
    }
  | {
      readonly type: 'memory';
      readonly runId: number;
      readonly tensors: number;
      readonly glObjects: number;
    }
  /** From the page's end: the worker has not been heard of for long while the run is busy, in words; null: it has again. */
  | {
      readonly type: 'silence';
      readonly runId: number;
      readonly message: string | null;
      /** Longer than what the worker has announced can take, or it has announced nothing. */
      readonly isHopeless: boolean;
    }
  /**
   * From the page's end: the run's worker or its GPU has gone, and it goes on in another worker from the last
   * checkpoint that came, or from its beginning. What was told of it since then is told again.
   */
  | {
      readonly type: 'lost';
      readonly runId: number;
      /** What has gone, in words. */
      readonly message: string;
      /** Where it goes on. */
      readonly update: number;
      /** The processor takes over, because it was lost too often. */
      readonly isMoved: boolean;
    }
  | {
      readonly type: 'failed';
      readonly runId: number;
      /** What happened, for the visitor. */
      readonly message: string;
      /** The device has gone: another one may have what this one had not. */
      readonly isLoss?: boolean;
    };
