/**
 * The messages of the race: the page asks one contestant at a time, each in a worker of its own because tfjs' current
 * backend is global to a worker. Every command is answered by one reply before the next is sent.
 */
import type { RunConfig } from './config.ts';
import type { EngineReport } from './protocol.ts';

/** Our engine as `auto` chooses it, and stock tf.layers. */
export const CONTESTANTS = ['latch', 'layers'] as const;
export type Contestant = (typeof CONTESTANTS)[number];

/** What is asked, and what is answered. */
export interface RaceCalls {
  /** Makes the engine, compiles what it needs and trains a little on a run that is thrown away. */
  prepare: {
    readonly ask: {
      readonly contestant: Contestant;
      readonly config: RunConfig;
      /** Kernels and engines chosen on this device so far. */
      readonly kernels: Readonly<Record<string, string>>;
    };
    readonly answer: {
      readonly engine: EngineReport;
      readonly warmUpMs: number;
      /** Updates in the whole run. */
      readonly total: number;
    };
  };
  /** Trains the next updates; answers when the device has finished them. */
  train: {
    readonly ask: { readonly count: number };
    readonly answer: { readonly ms: number };
  };
  /** Weights and loss after an update, off the clock: the loss is the mean since the run's tally last started. */
  check: {
    readonly ask: { readonly update: number };
    readonly answer: { readonly params: Float32Array; readonly loss: number };
  };
}

export type RaceCall = keyof RaceCalls;

export type RaceCommand = {
  [Call in RaceCall]: { readonly call: Call; readonly ask: RaceCalls[Call]['ask'] };
}[RaceCall];

export type RaceReply =
  | { readonly ok: true; readonly answer: RaceCalls[RaceCall]['answer'] }
  | { readonly ok: false; readonly message: string };
