/** Traces of the typed string, kept between key strokes: only what a change can affect is computed again. */
import { traceString, zeroState, type CellState, type Trace } from '../lstm/forward.ts';
import type { ModelSpec, ParamVector } from '../lstm/params.ts';
import { parseBits } from '../parity/bits.ts';

interface TracedNetwork {
  readonly spec: ModelSpec;
  readonly params: ParamVector;
}

/** A function like `traceString` that reuses the steps before the first changed bit. */
export function createTracer(): (network: TracedNetwork, bits: string) => Trace {
  let last: { readonly network: TracedNetwork; readonly bits: string; readonly trace: Trace } | null = null;
  return (network, bits) => {
    const kept = last && last.network === network ? commonPrefix(last.bits, bits) : 0;
    if (last && last.network === network && kept === bits.length && kept === last.bits.length)
      return last.trace;
    const before = last && kept > 0 ? firstSteps(last.trace, kept) : null;
    const tail = traceString(
      network.spec,
      network.params,
      parseBits(bits.slice(kept)),
      before ? endState(before) : zeroState(network.spec.hidden),
    );
    last = { network, bits, trace: before ? joinTraces(before, tail) : tail };
    return last.trace;
  };
}

function commonPrefix(a: string, b: string): number {
  const end = Math.min(a.length, b.length);
  let length = 0;
  while (length < end && a[length] === b[length]) length++;
  return length;
}

function joinTraces(before: Trace, tail: Trace): Trace {
  return {
    length: before.length + tail.length,
    hidden: before.hidden,
    inputGate: join(before.inputGate, tail.inputGate),
    forgetGate: join(before.forgetGate, tail.forgetGate),
    candidate: join(before.candidate, tail.candidate),
    outputGate: join(before.outputGate, tail.outputGate),
    c: join(before.c, tail.c),
    h: join(before.h, tail.h),
    margin: join(before.margin, tail.margin),
    probability: join(before.probability, tail.probability),
    prediction: Uint8Array.from([...before.prediction, ...tail.prediction]),
  };
}

function join(a: Float64Array, b: Float64Array): Float64Array {
  const joined = new Float64Array(a.length + b.length);
  joined.set(a);
  joined.set(b, a.length);
  return joined;
}

function firstSteps(trace: Trace, steps: number): Trace {
  const units = steps * trace.hidden;
  return {
    length: steps,
    hidden: trace.hidden,
    inputGate: trace.inputGate.subarray(0, units),
    forgetGate: trace.forgetGate.subarray(0, units),
    candidate: trace.candidate.subarray(0, units),
    outputGate: trace.outputGate.subarray(0, units),
    c: trace.c.subarray(0, units),
    h: trace.h.subarray(0, units),
    margin: trace.margin.subarray(0, steps),
    probability: trace.probability.subarray(0, steps),
    prediction: trace.prediction.subarray(0, steps),
  };
}

const endState = (trace: Trace): CellState => ({
  c: trace.c.subarray((trace.length - 1) * trace.hidden),
  h: trace.h.subarray((trace.length - 1) * trace.hidden),
});
