import { expect, test } from 'vitest';
import { traceString } from '../lstm/forward.ts';
import { parseBits, prefixParities } from '../parity/bits.ts';
import { checkCertificate, checkInSlices } from './checker/checker.ts';
import { seededRandom, trainedNetwork, trainedNetworks, wideNetworks } from './test-networks.fixture.ts';
import { decide, startDecision, type Verdict } from './verdict.ts';
import { createWalker } from './walker.ts';

const verdicts = trainedNetworks.map((network) => ({
  ...network,
  found: decide(network.spec, network.params),
}));

test.each(verdicts)('$name is $verdict', ({ found, verdict }) => {
  expect(found.verdict).toBe(verdict);
});

test.each(verdicts.filter(({ verdict }) => verdict === 'wrong'))(
  '$name is wrong at the very end of its string',
  ({ spec, params, found }) => {
    const bits = parseBits((found as Extract<Verdict, { verdict: 'wrong' }>).bits);
    const { prediction } = traceString(spec, params, bits);
    const parities = prefixParities(bits);
    expect(prediction.at(-1)).not.toBe(parities.at(-1));
    expect(Array.from(prediction.subarray(0, -1))).toEqual(Array.from(parities.subarray(0, -1)));
  },
);

test.each(verdicts.filter(({ verdict }) => verdict === 'certified'))(
  '$name answers 100,000 bits of all densities rightly',
  ({ spec, params }) => {
    const walker = createWalker(spec, params, 'float32');
    const state = new Float64Array(2 * spec.hidden);
    const random = seededRandom(1);
    let [parity, wrong, density] = [0, 0, 0.5];
    for (let t = 0; t < 100_000; t++) {
      if (t % 500 === 0) density = random();
      const bit = random() < density ? 1 : 0;
      parity ^= bit;
      if (walker.step(state, bit) > 0 !== (parity === 1)) wrong++;
    }
    expect(wrong).toBe(0);
  },
);

test('a wrong string is the shortest when it is said to be', () => {
  const { spec, params } = trainedNetwork('notebook-1 9');
  const verdict = decide(spec, params);
  if (verdict.verdict !== 'wrong') throw new Error('it is wrong');
  expect(verdict.isShortest).toBe(true);
  expect(shortestByBruteForce(verdict.bits.length)).toBe(verdict.bits.length);

  function shortestByBruteForce(longest: number): number {
    const walker = createWalker(spec, params);
    const wrongAt = (state: Float64Array, parity: number, length: number, upTo: number): number => {
      if (length === upTo) return Infinity;
      return Math.min(
        ...[0, 1].map((bit) => {
          const next = state.slice();
          const isOdd = walker.step(next, bit) > 0;
          if (isOdd !== ((parity ^ bit) === 1)) return length + 1;
          return wrongAt(next, parity ^ bit, length + 1, upTo);
        }),
      );
    };
    return wrongAt(new Float64Array(2), 0, 0, longest);
  }
});

test('an untrained network is wrong on a string of few bits', () => {
  const { spec, params } = trainedNetwork('last-variable 1');
  const verdict = decide(
    spec,
    params.map((x) => x / 10),
  );
  expect(verdict).toMatchObject({ verdict: 'wrong', isShortest: true });
});

test('can be stopped at any time, and says so', () => {
  const { spec, params } = trainedNetwork('last-variable 1');
  const verdict = decide(spec, params, { isTimeUp: () => true });
  expect(verdict).toMatchObject({ verdict: 'undecided', reason: 'time' });
  const decision = startDecision(spec, params);
  let slices = 0;
  while (decision.advance()) slices++;
  expect(slices).toBeGreaterThan(0);
  expect(decision.verdict.verdict).toBe('certified');
  expect(decision.advance()).toBe(false);
});

test('a certificate from before is checked first, and believed of its own weights alone', () => {
  const { spec, params } = trainedNetwork('last-variable 1');
  const found = decide(spec, params);
  if (found.verdict !== 'certified') throw new Error(found.verdict);
  const slicesOf = (claim: string, of = params): [Verdict, number] => {
    const decision = startDecision(spec, of, { claim });
    let slices = 0;
    while (decision.advance()) slices++;
    return [decision.verdict, slices];
  };
  const [again, few] = slicesOf(found.certificate);
  expect(again).toEqual(found);
  const [, many] = slicesOf('');
  expect(few).toBeLessThan(many / 2);
  // a box less, and it proves nothing; so it does of other weights
  const file = JSON.parse(found.certificate) as { boxes: unknown[] };
  const less = JSON.stringify({ ...file, boxes: file.boxes.slice(1) });
  expect(slicesOf(less)[1]).toBeGreaterThan(few);
  const untrained = params.map((x) => x / 10);
  expect(slicesOf(found.certificate, untrained)[0]).toMatchObject({ verdict: 'wrong' });
});

test('sets that the checker refuses to go on from are taken away, and what closes without them is certified', () => {
  const { spec, params } = wideNetworks[0];
  const files: string[] = [];
  const refused = [3, 0, -1];
  const verdict = decide(spec, params, {
    *check(text) {
      const set = refused[files.length];
      files.push(text);
      if (set === undefined) return yield* checkInSlices(text);
      return { ok: false, problem: 'planted', set };
    },
  });
  expect(verdict).toMatchObject({ verdict: 'certified', certificate: files.at(-1) });
  expect(files).toHaveLength(4);
  const setsOf = (text: string): readonly string[] => {
    const { sets } = JSON.parse(text) as { sets: readonly { centre: unknown; axes: unknown }[] };
    return sets.map(({ centre, axes }) => JSON.stringify([centre, axes]));
  };
  // -1 is the start's own
  for (const [k, set] of [3, 0, 0].entries())
    expect(setsOf(files[k + 1])).not.toContain(setsOf(files[k])[set]);
  expect(checkCertificate(files[3])).toMatchObject({ ok: true });
});

test('where no certificate is accepted there is an end, and no proof', () => {
  const { spec, params } = wideNetworks[0];
  const verdict = decide(spec, params, {
    longest: 1000,
    limits: { boxes: 10, images: 20 },
    *check() {
      yield;
      return { ok: false, problem: 'planted' };
    },
  });
  expect(verdict).toMatchObject({ verdict: 'undecided' });
});

test('what ends for want of memory is said to have ended so, though covers are tried afterwards', () => {
  const { spec, params } = wideNetworks[2];
  const decision = startDecision(spec, params, { longest: 1000, wordBytes: 2e5 });
  const reason = (): string => (decision.verdict as Extract<Verdict, { verdict: 'undecided' }>).reason;
  // no cover has had more than its first, short turn
  while (reason() === 'time' && decision.advance()) expect(decision.verdict.verdict).toBe('undecided');
  expect(reason()).toBe('memory');
  expect(decision.advance()).toBe(true);
});

test('of one unit words have turns between those of the covers: few sets stand for many boxes', () => {
  for (const name of ['last-variable 3', 'latch 18']) {
    const { found } = verdicts.find((one) => one.name === name)!;
    if (found.verdict !== 'certified') throw new Error(found.verdict);
    expect(found.words?.longest).toBeGreaterThan(1);
    expect(found.boxes).toBeLessThan(100);
  }
});

test('refuses weights that are not finite', () => {
  const { spec, params } = trainedNetwork('last-variable 1');
  expect(() =>
    startDecision(
      spec,
      params.map(() => Number.NaN),
    ),
  ).toThrow(RangeError);
});
