/**
 * The messages between the page and the proof worker: one network at a time, `decide` -> `decided` or `failed`. A
 * newer `decide` replaces the one in progress, of which nothing more is heard. Every message carries its request.
 */
import type { ModelSpec } from '../lstm/params.ts';
import type { Verdict } from './verdict.ts';

export type ProofCommand =
  | {
      readonly type: 'decide';
      readonly requestId: number;
      readonly spec: ModelSpec;
      readonly params: Float32Array;
      /** Time after which the search ends, undecided if it is. */
      readonly limitMs: number;
      /** A certificate from before; it is checked, not believed. */
      readonly claim?: string;
    }
  | { readonly type: 'stop'; readonly requestId: number };

export type ProofEvent =
  | {
      readonly type: 'decided';
      readonly requestId: number;
      readonly verdict: Verdict;
      /** Time that the decision took. */
      readonly ms: number;
    }
  | {
      readonly type: 'failed';
      readonly requestId: number;
      /** What happened, for the visitor. */
      readonly message: string;
    };
