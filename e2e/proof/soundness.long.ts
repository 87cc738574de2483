/**
 * No certified network gives a wrong answer, and no wrong one is certified. Networks of many seeds are trained. Each that
 * is certified answers 10,000 random strings, every periodic word and every family of long strings, in float64 - which
 * is as near as a machine comes to the real arithmetic that is claimed - and, alone, in float32, as the engines do. Each
 * that a string shows to be wrong goes straight to the search for words and to the checker, as if no string were known.
 *
 * `soundness.json` has what the last runs came to, block by block; `LATCH_NETWORKS` keeps what was trained, and
 * `npx vitest run --project long e2e/proof/soundness.long.ts -t "latch-2"` tells some blocks.
 */
import { readFileSync, writeFileSync } from 'node:fs';
import { expect, test } from 'vitest';
import { formatCertificate } from '../../src/proof/certificate/certificate.ts';
import { checkCertificate } from '../../src/proof/checker/checker.ts';
import {
  firstWrongPrefix,
  walkedNetwork,
  type WalkedNetwork,
} from '../../src/proof/counterexample/counterexample.ts';
import { FAMILIES, searchFamily } from '../../src/proof/counterexample/family-search.ts';
import { WordSearch } from '../../src/proof/cover/word-search.ts';
import { seededRandom } from '../../src/proof/test-networks.fixture.ts';
import { decide } from '../../src/proof/verdict.ts';
import { keptNetwork } from './kept-networks.ts';

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
/** Certified ones of two and four units. */
const LEAST_WIDE = 1000;
/** Periodic words up to this length are walked from their start, so often that the state settles. */
const PERIOD = 12;
const PERIODIC_BITS = 600;
const RANDOM_STRINGS = 10_000;
const LONGEST = 100_000;
/** Processor time for one decision, and for one search for a proof of what is wrong. */
const LIMIT_MS = 20_000;
const WRONG_LIMIT_MS = 1500;
const SLACK = 1e-6;

/** What a block of seeds came to. */
interface Outcome {
  readonly setting: string;
  readonly first: number;
  readonly last: number;
  readonly solved: number;
  readonly certified: number;
  /** Wrong ones that went straight to the search for words. */
  readonly wrong: number;
  /** Seeds of certified networks that erred, and of wrong ones that were proved: none, or the proof is worth nothing. */
  readonly erred: readonly number[];
  readonly proved: readonly number[];
}

const RECORD = new URL('soundness.json', import.meta.url);

const settings = Object.keys(BLOCKS) as (keyof typeof BLOCKS)[];
const blocks = settings.flatMap((setting) =>
  Array.from({ length: BLOCKS[setting] }, (_, k) => ({
    setting,
    first: SEEDS * k + 1,
    last: SEEDS * (k + 1),
  })),
);

test.each(blocks)('$setting, seeds $first to $last', (block) => {
  const outcome = outcomeOf(block);
  record(outcome);
  expect(outcome.certified).toBeGreaterThan(0);
  expect(outcome).toMatchObject({ erred: [], proved: [] });
});

test('as many networks of two and four units were certified as was promised', () => {
  const wide = recorded().filter(({ setting }) => /-[24]$/u.test(setting) && !setting.startsWith('notebook'));
  const certified = wide.reduce((sum, one) => sum + one.certified, 0);
  expect(certified).toBeGreaterThanOrEqual(LEAST_WIDE);
});

/** What all blocks came to when they were last told. */
const recorded = (): readonly Outcome[] => JSON.parse(readFileSync(RECORD, 'utf8')) as readonly Outcome[];

function outcomeOf({ setting, first, last }: Pick<Outcome, 'setting' | 'first' | 'last'>): Outcome {
  const counts = { solved: 0, certified: 0, wrong: 0 };
  const [erred, proved]: [number[], number[]] = [[], []];
  for (let seed = first; seed <= last; seed++) {
    const { spec, params, solvedAt } = keptNetwork(setting, seed);
    if (solvedAt !== null) counts.solved++;
    const subject = walkedNetwork(spec, Float32Array.from(params));
    const verdict = decideWithin(subject);
    if (verdict === 'certified') {
      counts.certified++;
      if (hasWrongAnswer(subject, seed)) erred.push(seed);
    } else if (verdict === 'wrong' && solvedAt !== null) {
      counts.wrong++;
      if (isProved(subject)) proved.push(seed);
    }
  }
  return { setting, first, last, ...counts, erred, proved };
}

function record(outcome: Outcome): void {
  const placeOf = ({ setting, first }: Outcome): number =>
    blocks.findIndex((block) => block.setting === setting && block.first === first);
  const others = recorded().filter((one) => placeOf(one) !== placeOf(outcome));
  const all = [...others, outcome].toSorted((a, b) => placeOf(a) - placeOf(b));
  writeFileSync(RECORD, `[\n${all.map((one) => `  ${JSON.stringify(one)}`).join(',\n')}\n]\n`);
}

function processorClock(): () => number {
  const from = process.cpuUsage();
  return () => {
    const { user, system } = process.cpuUsage(from);
    return (user + system) / 1000;
  };
}

function decideWithin({ spec, params }: WalkedNetwork): string {
  const elapsed = processorClock();
  return decide(spec, params, { isTimeUp: () => elapsed() > LIMIT_MS }).verdict;
}

/** Whether the search for words and the checker prove the network, whatever strings say. */
function isProved({ spec, params }: WalkedNetwork): boolean {
  const elapsed = processorClock();
  const work = new WordSearch(spec, params, SLACK).search();
  while (elapsed() < WRONG_LIMIT_MS) {
    const { done, value } = work.next();
    if (done !== true) continue;
    if (!value.found) return false;
    return checkCertificate(formatCertificate({ spec, params, slack: SLACK, sets: value.sets })).ok;
  }
  return false;
}

/** Whether no turn of the word is a smaller number, or the word itself: one word for each cycle of bits. */
function isFirstOfItsTurns(number: number, length: number): boolean {
  for (let by = 1; by < length; by++) {
    const turned = (number >> by) | ((number & (2 ** by - 1)) << (length - by));
    if (turned <= number) return false;
  }
  return true;
}

/** Whether the network errs in float64, or in float32: each is asked alone. */
const hasWrongAnswer = (subject: WalkedNetwork, seed: number): boolean =>
  [subject.walker, subject.rounded].some((walker) =>
    errs({ ...subject, walker, rounded: walker }, seededRandom(seed)),
  );

function errs(subject: WalkedNetwork, random: () => number): boolean {
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
