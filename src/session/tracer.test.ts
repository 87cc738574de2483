import fc from 'fast-check';
import { expect, test } from 'vitest';
import { traceString } from '../lstm/forward.ts';
import { parseBits } from '../parity/bits.ts';
import { untrainedParams } from './network.ts';
import { createTracer } from './tracer.ts';

test('edits of a string give the trace that a fresh pass gives', () => {
  const spec = { hidden: 2, activation: 'sigmoid', head: 'softmax' } as const;
  const networks = [1, 2].map((seed) => ({
    spec,
    params: untrainedParams({ hidden: 2, init: 'glorot-uniform' }, seed),
  }));
  const bits = fc.stringMatching(/^[01]{0,12}$/u);
  fc.assert(
    fc.property(fc.array(fc.tuple(bits, fc.nat(1)), { maxLength: 12 }), (edits) => {
      const trace = createTracer();
      for (const [text, which] of edits) {
        const network = networks[which]!;
        expect(trace(network, text)).toEqual(traceString(spec, network.params, parseBits(text)));
      }
    }),
  );
});
