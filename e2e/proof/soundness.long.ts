/**
 * No certified network gives a wrong answer: networks of many seeds are trained, and each that is certified answers
 * 10,000 random strings, every periodic word and every family of long strings, in float64 and float32.
 */
import { expect, test } from 'vitest';
import { firstWrongPrefix, walkedNetwork } from '../../src/proof/counterexample/counterexample.ts';
import { FAMILIES, searchFamily } from '../../src/proof/counterexample/family-search.ts';
import { seededRandom } from '../../src/proof/test-networks.fixture.ts';
import { decide } from '../../src/proof/verdict.ts';
import { trainNetwork } from './trained.ts';

/** Blocks of seeds, a test each: 1,000 networks of one unit, and so many of two and four that 1,000 are certified. */
const SEEDS = 50;
const BLOCKS = {
  'last-variable': 6,
  'every-variable': 6,
  latch: 5,
  'notebook-2': 3,
  'every-variable-2': 18,
  'last-variable-2': 10,
  'latch-2': 10,
  'every-variable-4': 10,
  'last-variable-4': 6,
} as const;
/** Periodic words up to this length are walked from their start, so often that the state settles. */
const PERIOD = 12;
const PERIODIC_BITS = 600;
const RANDOM_STRINGS = 10_000;
const LONGEST = 100_000;
/** Time for one network. */
const LIMIT_MS = 20_000;

const settings = Object.keys(BLOCKS) as (keyof typeof BLOCKS)[];
const blocks = settings.flatMap((setting) =>
  Array.from({ length: BLOCKS[setting] }, (_, k) => ({
    setting,
    first: SEEDS * k + 1,
    last: SEEDS * (k + 1),
  })),
);

test.each(blocks)('$setting, seeds $first to $last', ({ setting, first, last }) => {
  let certified = 0;
  const wrong: number[] = [];
  for (let seed = first; seed <= last; seed++) {
    const { spec, params } = trainNetwork(setting, seed);
    const weights = Float32Array.from(params);
    if (decideWithin(spec, weights, LIMIT_MS) !== 'certified') continue;
    certified++;
    if (hasWrongAnswer(spec, weights, seed)) wrong.push(seed);
  }
  console.log(`${setting}: ${certified} certified of ${SEEDS} trained`);
  expect(certified).toBeGreaterThan(0);
  expect(wrong).toEqual([]);
});

/** Whether no turn of the word is a smaller number, or the word itself: one word for each cycle of bits. */
function isFirstOfItsTurns(number: number, length: number): boolean {
  for (let by = 1; by < length; by++) {
    const turned = (number >> by) | ((number & (2 ** by - 1)) << (length - by));
    if (turned <= number) return false;
  }
  return true;
}

function decideWithin(...[spec, params, limitMs]: [...Parameters<typeof walkedNetwork>, number]): string {
  const from = performance.now();
  return decide(spec, params, { isTimeUp: () => performance.now() - from > limitMs }).verdict;
}

function hasWrongAnswer(...[spec, params, seed]: [...Parameters<typeof walkedNetwork>, number]): boolean {
  const subject = walkedNetwork(spec, params);
  const random = seededRandom(seed);
  for (let n = 0; n < RANDOM_STRINGS; n++) {
    const density = n % 2 === 0 ? 0.5 : random();
    const bits = Array.from({ length: 50 }, () => (random() < density ? 1 : 0));
    if (firstWrongPrefix(subject, bits)) return true;
  }
  for (let length = 1; length <= PERIOD; length++)
    for (let number = 0; number < 2 ** length; number++) {
      if (!isFirstOfItsTurns(number, length)) continue;
      const bits = Array.from({ length: PERIODIC_BITS }, (_, t) => (number >> (t % length)) & 1);
      if (firstWrongPrefix(subject, bits)) return true;
    }
  return FAMILIES.some((family) => {
    const search = searchFamily(subject, family, { longest: LONGEST, farthest: LONGEST });
    for (let step = search.next(); ; step = search.next()) if (step.done) return step.value !== null;
  });
}
