/** A trace beside the truth: where the network is wrong, and where first. */
import type { Trace } from '../../lstm/forward.ts';
import { parseBits, prefixParities } from '../../parity/bits.ts';

export interface JudgedTrace {
  readonly bits: Uint8Array;
  readonly parity: Uint8Array;
  readonly trace: Trace;
  /** First step with a wrong answer; -1: none. */
  readonly firstWrong: number;
  readonly wrongCount: number;
}

export function judgeTrace(text: string, trace: Trace): JudgedTrace {
  const bits = parseBits(text);
  const parity = prefixParities(bits);
  let firstWrong = -1;
  let wrongCount = 0;
  for (let t = 0; t < trace.length; t++) {
    if (trace.prediction[t] === parity[t]) continue;
    wrongCount++;
    if (firstWrong < 0) firstWrong = t;
  }
  return { bits, parity, trace, firstWrong, wrongCount };
}

export const isWrongAt = ({ trace, parity }: JudgedTrace, t: number): boolean =>
  trace.prediction[t] !== parity[t];
