/**
 * The messages between the page and the proof worker: one network at a time, `decide` -> `decided` or `failed`. A
 * newer `decide` replaces the one in progress, of which nothing more is heard. Every message carries its request.
 */
import type { ModelSpec } from '../lstm/params.ts';
import type { ProvedSets } from './portrait/proved-sets.ts';
import type { Verdict } from './verdict.ts';

export type ProofCommand =
  | {
      readonly type: 'decide';
      readonly requestId: number;
      readonly spec: ModelSpec;
      readonly params: Float32Array;
      /** Milliseconds of computing after which the search ends, undecided if it is. */
      readonly limitMs: number;
      /** After so many it ends if nothing has been found, not even a string that may not be the shortest. */
      readonly tryMs?: number;
      /** A certificate from before; it is checked, not believed. */
      readonly claim?: string;
    }
  | { readonly type: 'stop'; readonly requestId: number };

export type ProofEvent =
  | {
      readonly type: 'decided';
      readonly requestId: number;
      readonly verdict: Verdict;
      /** What the certificate can show; null or absent: there is none, or its sets are not drawn. */
      readonly proved?: ProvedSets | null;
      /** Milliseconds that the decision took, rests between two slices included. */
      readonly ms: number;
    }
  | {
      readonly type: 'failed';
      readonly requestId: number;
      /** What happened, for the visitor. */
      readonly message: string;
    };
