import { expect, test } from 'vitest';
import { firstWrongPrefix, walkedNetwork, type WrongString } from './counterexample.ts';
import { FAMILIES, searchFamily } from './family-search.ts';
import { searchSpells, SPELLS } from './spell-search.ts';
import { trainedNetwork } from '../test-networks.fixture.ts';

function resultOf<T>(search: Generator<void, T>): T {
  for (;;) {
    const next = search.next();
    if (next.done) return next.value;
  }
}

const wrongOnSpells = (name: string): readonly (WrongString | null)[] => {
  const { spec, params } = trainedNetwork(name);
  return SPELLS.map((spells) => resultOf(searchSpells(walkedNetwork(spec, params), spells, 20_000)));
};

test('rare zeros among ones push a state over the line; what is found is wrong at its end, and short', () => {
  const { spec, params } = trainedNetwork('notebook-1 42');
  const found = wrongOnSpells('notebook-1 42').filter((one) => one !== null);
  expect(found.length).toBeGreaterThan(0);
  for (const { bits } of found) {
    expect(bits.length).toBeLessThan(400);
    expect(firstWrongPrefix(walkedNetwork(spec, params), bits)).toEqual(bits);
    // neither run can be done without
    const zero = bits.lastIndexOf(0);
    const without = bits.filter((_, t) => t !== zero);
    expect(firstWrongPrefix(walkedNetwork(spec, params), without)).toBeNull();
  }
});

test('finds nothing where a certificate says that nothing is to be found', () => {
  expect(wrongOnSpells('notebook-1 1').every((found) => found === null)).toBe(true);
});

test('a counting cell is followed beyond the longest string when that promises a wrong answer', () => {
  const { spec, params } = trainedNetwork('notebook-1 35');
  const subject = walkedNetwork(spec, params);
  const family = FAMILIES.find(({ name }) => name === '1 0^k')!;
  const longest = 100_000;
  expect(resultOf(searchFamily(subject, family, { longest, farthest: longest }))).toBeNull();
  const found = resultOf(searchFamily(subject, family, { longest, farthest: 10 * longest }));
  expect(found!.bits.length).toBeGreaterThan(4 * longest);
  expect(firstWrongPrefix(subject, found!.bits)).toEqual(found!.bits);
});
