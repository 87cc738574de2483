import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { bitsText, raisedText } from '../ui/kit/bit-notation.ts';
import { leftOutText, readBits } from './bit-input.ts';
import { readNotation } from './written-bits.ts';

const zeros = (count: number): string => '0'.repeat(count);

describe('a notation of bits is read as the string that is meant', () => {
  test.each([
    ['1 0^37', `1${zeros(37)}`],
    ['1 0³⁷', `1${zeros(37)}`],
    ['10^37', `1${zeros(37)}`],
    ['10^{37}', `1${zeros(37)}`],
    ['$1\\,0^{37}$', `1${zeros(37)}`],
    ['1 0^1,234', `1${zeros(1234)}`],
    ['1 (10)^9 1', `1${'10'.repeat(9)}1`],
    ['(1 0²)³', '100100100'],
    ['1·0⁴·1', '100001'],
    ["'1' + '0'*37", `1${zeros(37)}`],
    ['"10" * 3', '101010'],
    ['(10)×3', '101010'],
    ['1*3 0', '1110'],
    ['[1.0, 0.0, 1.0]', '101'],
    ['[1., 0., 1.]', '101'],
    ['[[1.]\n [0.]\n [1.]]', '101'],
    ['array([1, 0, 1], dtype=int32)', '101'],
    ['tensor([1., 0., 1.])', '101'],
    ['Uint8Array(3) [1, 0, 1]', '101'],
    ['1.000000e+00 0.000000e+00', '10'],
    ['[True, False, True]', '101'],
    ['["1","0","1"]', '101'],
    ['(1, 0, 1)', '101'],
    ['1 0,1', '101'],
    ['1;0;1', '101'],
    ['1|0|1', '101'],
    ['0b1011', '1011'],
    ['0B1011_0001', '10110001'],
    ["b'1011'", '1011'],
    ['“1011”', '1011'],
    ['1011₂', '1011'],
    ['１０１', '101'],
    ['𝟏𝟎𝟏', '101'],
    ['١٠١', '101'],
    ['1️⃣0️⃣', '10'],
    ['1\u200b0\u00ad1', '101'],
  ])('%j', (text, bits) => {
    expect(readBits(text)).toEqual({ bits, others: 0, isCut: false, unread: 0 });
  });

  test.each([
    '1 0^n',
    '101…010',
    '101...010',
    '1024',
    '[1, 0, 2]',
    '1.5, 0.5',
    '-1 1 -1',
    '10*5',
    '0x1f',
    '1 0^37,100',
    '(10',
    '10)^3 2',
    '1e5',
    '10b1',
    'x1 = 101',
  ])('%j is not wholly understood, and that is said', (text) => {
    const read = readBits(text);
    expect(read).toMatchObject({ isDoubtful: true });
    expect(leftOutText(read)).toContain('what is left may be another string');
  });

  test('as the page itself writes it', () => {
    const anyRuns = fc
      .array(fc.tuple(fc.constantFrom('0', '1', '10', '110'), fc.integer({ min: 1, max: 60 })), {
        minLength: 1,
        maxLength: 6,
      })
      .map((runs) => runs.map(([text, times]) => text.repeat(times)).join(''));
    fc.assert(
      fc.property(fc.oneof(anyRuns, fc.stringMatching(/^[01]{1,60}$/u)), (bits) => {
        for (const text of [bitsText(bits), raisedText(bits)])
          expect(readBits(text)).toMatchObject(
            text.includes('…') ? { isDoubtful: true } : { bits, others: 0 },
          );
      }),
      { numRuns: 200 },
    );
  });

  test('and cut where there is no more room, however much it says', () => {
    expect(readBits('1 0^99999999999', 8)).toEqual({ bits: '10000000', others: 0, isCut: true, unread: 0 });
    expect(readBits('((((1 0^999)^999)^999)^999)^999', 4096)).toMatchObject({ isCut: true, others: 0 });
    expect(readNotation(`${'('.repeat(5000)}1${')'.repeat(5000)}`, 10)).toBeNull();
  });

  test('any text gives bits within the room, and says so when something was left out', () => {
    const anyText = fc.oneof(
      fc.string({ unit: 'binary' }),
      fc.stringMatching(/^[01 ,;()[\]^*'".\-+_eb²³₂…2]{0,24}$/u),
    );
    fc.assert(
      fc.property(anyText, fc.nat(50), (text, room) => {
        const read = readBits(text, room);
        expect(read.bits).toMatch(/^[01]*$/u);
        expect(read.bits.length).toBeLessThanOrEqual(room);
        expect(read.others > 0 && read.bits !== '').toBe(read.isDoubtful === true);
      }),
      { numRuns: 400 },
    );
  });
});
