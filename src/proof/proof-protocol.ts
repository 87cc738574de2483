/**
 * The messages between the page and the proof worker: one network at a time, `decide` -> `decided` or `failed`. A
 * newer `decide` replaces the one in progress, of which nothing more is heard. Every message carries its request.
 */
import type { ModelSpec } from '../lstm/params.ts';
import type { UndecidedReason, WordCounts } from './verdict.ts';

export type ProofCommand =
  | {
      readonly type: 'decide';
      readonly requestId: number;
      readonly spec: ModelSpec;
      readonly params: Float32Array;
      /** Time after which the search ends, undecided if it is. */
      readonly limitMs: number;
    }
  | { readonly type: 'stop'; readonly requestId: number };

export type ProofEvent =
  | {
      readonly type: 'decided';
      readonly requestId: number;
      readonly finding: Finding;
      /** Time that the decision took. */
      readonly ms: number;
    }
  | {
      readonly type: 'failed';
      readonly requestId: number;
      /** What happened, for the visitor. */
      readonly message: string;
    };

/** A verdict as the page holds it: a certificate as its file's text, a string as zeros and ones. */
export type Finding =
  | {
      readonly verdict: 'certified';
      /** Boxes, or sets that return after words. */
      readonly boxes: number;
      /** How large a proof by words is; absent: it is one by boxes. */
      readonly words?: WordCounts;
      /** The certificate file, which the checker has accepted. */
      readonly certificate: string;
    }
  | {
      readonly verdict: 'wrong';
      readonly bits: string;
      /** Every shorter string is answered rightly; otherwise it is the shortest that was found. */
      readonly isShortest: boolean;
      /** Every string up to this length is answered rightly. */
      readonly rightUpTo: number;
    }
  | {
      readonly verdict: 'undecided';
      /** Every string up to this length is answered rightly. */
      readonly rightUpTo: number;
      /** Length to which the families of long strings were tested. */
      readonly testedTo: number;
      readonly reason: UndecidedReason;
      readonly limitMs: number;
    };
