/**
 * The messages between the page and the portrait worker: `portray` -> `portrayed` or `failed`, one at a time, each
 * with its request.
 */
import type { ModelSpec } from '../../lstm/params.ts';
import type { Automaton } from './automaton.ts';
import type { PhasePlane } from './phase-plane.ts';

/** What a network looks like inside: its states in a plane, and the automaton that it acts as. */
export interface Portrait {
  readonly plane: PhasePlane;
  readonly automaton: Automaton;
}

export interface PortraitCommand {
  readonly type: 'portray';
  readonly requestId: number;
  readonly spec: ModelSpec;
  readonly params: Float32Array;
  /** A string that the network is known to answer wrongly: the automaton must show it; null: none is known. */
  readonly suspect: string | null;
}

export type PortraitEvent =
  | {
      readonly type: 'portrayed';
      readonly requestId: number;
      readonly portrait: Portrait;
      /** Time that it took. */
      readonly ms: number;
    }
  | {
      readonly type: 'failed';
      readonly requestId: number;
      /** What happened, for the visitor. */
      readonly message: string;
    };
