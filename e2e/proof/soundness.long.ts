/**
 * No certified network gives a wrong answer: networks of many seeds are trained, and each that is certified answers
 * 10,000 random strings and every family of long strings, in float64 and float32.
 */
import { expect, test } from 'vitest';
import { firstWrongPrefix, subjectOf } from '../../src/proof/counterexample.ts';
import { FAMILIES, searchFamily } from '../../src/proof/family-search.ts';
import { seededRandom } from '../../src/proof/test-networks.ts';
import { decide } from '../../src/proof/verdict.ts';
import { trainNetwork } from './trained.ts';

const settings = ['last-variable', 'every-variable', 'latch', 'notebook-2'] as const;
const seedsOf = { 'last-variable': 500, 'every-variable': 500, latch: 500, 'notebook-2': 300 };
const RANDOM_STRINGS = 10_000;
const LONGEST = 100_000;

test.each(settings)('%s', (setting) => {
  let certified = 0;
  const wrong: number[] = [];
  for (let seed = 1; seed <= seedsOf[setting]; seed++) {
    const { spec, params } = trainNetwork(setting, seed);
    const weights = Float32Array.from(params);
    if (decide(spec, weights).verdict !== 'certified') continue;
    certified++;
    if (hasWrongAnswer(spec, weights, seed)) wrong.push(seed);
  }
  console.log(`${setting}: ${certified} certified of ${seedsOf[setting]} trained`);
  expect(certified).toBeGreaterThan(0);
  expect(wrong).toEqual([]);
});

function hasWrongAnswer(...[spec, params, seed]: [...Parameters<typeof subjectOf>, number]): boolean {
  const subject = subjectOf(spec, params);
  const random = seededRandom(seed);
  for (let n = 0; n < RANDOM_STRINGS; n++) {
    const density = n % 2 === 0 ? 0.5 : random();
    const bits = Array.from({ length: 50 }, () => (random() < density ? 1 : 0));
    if (firstWrongPrefix(subject, bits)) return true;
  }
  return FAMILIES.some((family) => {
    const search = searchFamily(subject, family, { longest: LONGEST, farthest: LONGEST });
    for (let step = search.next(); ; step = search.next()) if (step.done) return step.value !== null;
  });
}
