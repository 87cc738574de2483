import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { parseField } from './config.ts';
import { readNumber } from './number-text.ts';

const whole = (text: string): unknown => readNumber(text, { integer: true });
const real = (text: string): unknown => readNumber(text, { integer: false });

describe('a whole number', () => {
  test.each([
    ['1000000', 1_000_000],
    ['1,000,000', 1_000_000],
    ['1,000', 1000],
    ['1 000 000', 1_000_000],
    ['1\u202f000\u202f000', 1_000_000],
    ['1\u00a0000\u00a0000', 1_000_000],
    ['1\u2009000', 1000],
    ["1'000'000", 1_000_000],
    ['1’000', 1000],
    ['1_000_000', 1_000_000],
    ['1.000.000', 1_000_000],
    ['10,00,000', 1_000_000],
    ['1e5', 100_000],
    ['+77', 77],
    [' 77 ', 77],
    ['\u200b77\ufeff', 77],
    ['１００', 100],
    ['٣٢', 32],
    ['۱٬۰۰۰', 1000],
    ['100K', 100_000],
    ['12.3k', 12_300],
    ['4.56M', 4_560_000],
    ['2.3·10⁵', 230_000],
    ['2 × 10^5', 200_000],
    ['-0', 0],
    ['100.', 100],
  ])('%j is %d', (text, value) => {
    expect(whole(text)).toEqual({ value });
    expect(Object.is((whole(text) as { value: number }).value, -0)).toBe(false);
  });

  test.each(['100.000', '1.000', '64.000', '-1.000', '１．０００'])('%j may mean two numbers', (text) => {
    expect(whole(text)).toHaveProperty('either');
  });

  test.each(['', 'many', '0x10', '1,5', '1,0', '10,00', '1 00', '1,0000', '1 ,000', '5 %', '1e999', 'NaN'])(
    '%j is none',
    (text) => {
      expect(whole(text)).toBeNull();
    },
  );
});

describe('a number with decimals', () => {
  test.each([
    ['0.001', 0.001],
    ['0,001', 0.001],
    ['0,25', 0.25],
    ['.5', 0.5],
    ['1.000', 1],
    ['1,5', 1.5],
    ['−0,5', -0.5],
    ['1e-3', 0.001],
    ['1,5e-3', 0.0015],
    ['2.3·10⁻³', 0.0023],
    ['25 %', 0.25],
    ['12,5%', 0.125],
    ['0.1 %', 0.001],
    ['٠٫٢٥', 0.25],
    ['1,234.5', 1234.5],
    ['1.234,5', 1234.5],
    ['1 234,5', 1234.5],
  ])('%j is %d', (text, value) => {
    expect(real(text)).toEqual({ value });
  });

  test.each(['1,000', '2,500', '1,000 %'])('%j may mean two numbers or is refused', (text) => {
    expect(real(text) ?? {}).not.toHaveProperty('value');
  });
});

const LOCALES = ['en', 'de', 'fr', 'de-CH', 'en-IN', 'pl', 'sv', 'es', 'pt-BR', 'ar-EG', 'fa'];

test('what other countries write is read as it was meant, or said to be two numbers', () => {
  const isAmbiguous = (text: string): boolean => /^\d{1,3}\.\d{3}$/u.test(text);
  fc.assert(
    fc.property(fc.nat(2_147_483_647), fc.constantFrom(...LOCALES), (value, locale) => {
      const text = value.toLocaleString(locale);
      const wanted = isAmbiguous(text) ? { either: [value, Number(text)] } : { value };
      expect({ text, reading: whole(text) }).toEqual({ text, reading: wanted });
    }),
    { numRuns: 300 },
  );
  fc.assert(
    fc.property(fc.nat(99_999), fc.constantFrom(...LOCALES), (share, locale) => {
      const value = share / 100_000;
      const text = value.toLocaleString(locale, { maximumFractionDigits: 5 });
      expect({ text, reading: real(text) }).toEqual({ text, reading: { value } });
    }),
    { numRuns: 300 },
  );
});

test('any text is read to a number that is none of NaN, Infinity and -0, or is not read', () => {
  const anyText = fc.oneof(fc.string(), fc.stringMatching(/^[-+0-9.,' e%kKM]{0,14}$/u));
  fc.assert(
    fc.property(anyText, fc.boolean(), (text, integer) => {
      const { value } = { value: 1, ...readNumber(text, { integer }) };
      expect(Number.isFinite(value) && !Object.is(value, -0)).toBe(true);
    }),
    { numRuns: 300 },
  );
});

test('an option says which two numbers a text may mean, and never takes one of them', () => {
  expect(parseField('strings', '100.000')).toEqual({
    ok: false,
    problem: '100.000 may mean 100000 or 100: write one of these',
  });
  expect(parseField('strings', '1,000,000')).toEqual({ ok: true, value: 1_000_000 });
  expect(parseField('seed', '2 147 483 647')).toEqual({ ok: true, value: 2_147_483_647 });
  expect(parseField('lr', '0,01')).toEqual({ ok: true, value: 0.01 });
  expect(parseField('hidden', '64.000')).toMatchObject({ ok: false });
  expect(parseField('strings', '2,000,000')).toEqual({
    ok: false,
    problem: 'is a whole number from 1 to 1,000,000',
  });
});
