import fc from 'fast-check';
import { expect, test } from 'vitest';
import { bitsText, notateBits } from './bit-notation.ts';

test.each([
  [`1${'0'.repeat(17)}`, '1 0^17'],
  ['1'.repeat(30), '1^30'],
  [`11${'0'.repeat(40)}1`, '11 0^40 1'],
  ['0110', '0110'],
  ['10'.repeat(12), '(10)^12'],
  [`1${'10'.repeat(12)}1`, '1 (10)^12 1'],
  ['', ''],
])('%s is %s', (bits, text) => {
  expect(bitsText(bits)).toBe(text);
});

test('what is written is the string, or says that its middle is left out', () => {
  const strings = fc.array(fc.constantFrom('0', '1'), { maxLength: 90 }).map((bits) => bits.join(''));
  fc.assert(
    fc.property(strings, (bits) => {
      const parts = notateBits(bits);
      const written = parts.map(({ text, times }) => text.repeat(times)).join('');
      const isCut = written.includes('…') && bits.length > 40;
      expect(isCut || written === bits).toBe(true);
    }),
  );
});
