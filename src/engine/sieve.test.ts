import fc from 'fast-check';
import { expect, test } from 'vitest';
import { traceString } from '../lstm/forward.ts';
import { paramCount, type ModelSpec } from '../lstm/params.ts';
import { prefixParities } from '../parity/bits.ts';
import { createSieve } from './sieve.ts';

const specs: ModelSpec[] = (['sigmoid', 'hard-sigmoid'] as const).flatMap((activation) =>
  [1, 3].map((hidden): ModelSpec => ({ hidden, activation, head: 'softmax' })),
);
const bit = fc.constantFrom(0, 1);

test.each(specs)('the sieve answers as the plain model does: %o', (spec) => {
  const size = paramCount(spec.hidden);
  const weights = fc.array(fc.double({ min: -20, max: 20, noNaN: true }), {
    minLength: size,
    maxLength: size,
  });
  const strings = fc.array(fc.array(bit, { minLength: 1, maxLength: 4 }), { minLength: 1, maxLength: 3 });
  let passed = 0;
  fc.assert(
    fc.property(weights, strings, (values, texts) => {
      const params = Float32Array.from(values);
      const packed = texts.map((text) => Uint8Array.from(text));
      const isRight = packed.every((bits) => {
        const labels = prefixParities(bits);
        return traceString(spec, params, bits).prediction.every((answer, t) => answer === labels[t]);
      });
      passed += isRight ? 1 : 0;
      expect(createSieve(spec, packed)(params)).toBe(isRight);
    }),
    { numRuns: 400 },
  );
  expect(passed).toBeGreaterThan(0);
});
