import fc from 'fast-check';
import { expect, test } from 'vitest';
import { cleanBits, leftOutText, MAX_TYPED_BITS } from './bit-input.ts';

test('zeros and ones pass in order, others are counted, white space is free', () => {
  expect(cleanBits('1 0\n1')).toEqual({ bits: '101', others: 0, isCut: false, unread: 0 });
  expect(cleanBits('1a0😀1')).toEqual({ bits: '101', others: 2, isCut: false, unread: 0 });
  // full-width and Arabic digits are digits; a right-to-left mark and a zero-width joiner are not seen
  expect(cleanBits('１０\u200F1\u200D٠')).toEqual({ bits: '1010', others: 0, isCut: false, unread: 0 });
});

test('any text gives bits of at most the limit', () => {
  fc.assert(
    fc.property(fc.string({ unit: 'binary' }), fc.nat(50), (text, room) => {
      const { bits } = cleanBits(text, room);
      expect(bits).toMatch(/^[01]*$/u);
      expect(bits.length).toBeLessThanOrEqual(room);
      expect(cleanBits(bits, room)).toEqual({ bits, others: 0, isCut: false, unread: 0 });
    }),
  );
});

test('a huge text is cut before it is read', () => {
  const clean = cleanBits('10x'.repeat(3_500_000));
  expect(clean).toMatchObject({ isCut: true, unread: 10_500_000 - 128 * 1024 });
  expect(clean.bits).toHaveLength(MAX_TYPED_BITS);
});

test('what was left out is said in words', () => {
  expect(leftOutText({ others: 0, isCut: false, unread: 0 })).toBeNull();
  expect(leftOutText({ others: 1, isCut: false, unread: 0 })).toBe('1 other character left out.');
  expect(leftOutText({ others: 3, isCut: true, unread: 0 })).toBe(
    '3 other characters left out, cut at 4,096 bits.',
  );
  expect(leftOutText({ others: 2, isCut: false, unread: 70 })).toBe(
    '2 other characters left out, the last 70 characters not read.',
  );
});
