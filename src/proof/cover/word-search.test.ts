import { expect, test } from 'vitest';
import { traceString } from '../../lstm/forward.ts';
import { HAND_BUILT_PARAMS, HAND_BUILT_SPEC } from '../../lstm/hand-built.ts';
import type { ModelSpec } from '../../lstm/params.ts';
import { prefixParities } from '../../parity/bits.ts';
import { formatCertificate } from '../certificate/certificate.ts';
import { checkCertificate } from '../checker/checker.ts';
import type { WordSet } from '../certificate/word-certificate.ts';
import { seededRandom, trainedNetwork, wideNetworks } from '../test-networks.fixture.ts';
import { twofold } from '../twofold.fixture.ts';
import { WordSearch, type WordResult } from './word-search.ts';

const SLACK = 1e-6;

function run(search: WordSearch, most = Infinity): WordResult | null {
  const work = search.search();
  for (let slices = 0; slices < most; slices++) {
    const { done, value } = work.next();
    if (done === true) return value;
  }
  return null;
}

test.each(wideNetworks)('$name is proved, and right on long strings', ({ spec, params }) => {
  const result = run(new WordSearch(spec, params, SLACK));
  if (!result?.found) throw new Error('no proof');
  const text = formatCertificate({ spec, params, slack: SLACK, sets: result.sets });
  expect(checkCertificate(text)).toMatchObject({ ok: true });
  const random = seededRandom(3);
  for (let k = 0; k < 40; k++) {
    const density = random();
    const bits = Uint8Array.from({ length: 1000 }, () => (random() < density ? 1 : 0));
    expect(traceString(spec, params, bits).prediction).toEqual(prefixParities(bits));
  }
});

test('a set that the checker refuses is replaced by smaller ones, and the proof closes again', () => {
  const { spec, params } = wideNetworks[0];
  const search = new WordSearch(spec, params, SLACK);
  let last = run(search);
  const nameOf = ({ centre, axes }: WordSet): string => `${centre.join()} ${axes.join()}`;
  for (const k of [0, 5, 9]) {
    search.refuse(k);
    const result = run(search);
    if (!last?.found || !result?.found) throw new Error('no proof');
    expect(result.sets.map(nameOf)).not.toContain(nameOf(last.sets[k]));
    const text = formatCertificate({ spec, params, slack: SLACK, sets: result.sets });
    expect(checkCertificate(text)).toMatchObject({ ok: true });
    last = result;
  }
});

test('a set that is refused again and again is made smaller until it may be no smaller', () => {
  const { spec, params } = wideNetworks[0];
  const search = new WordSearch(spec, params, SLACK);
  const results = Array.from({ length: 10 }, () => {
    const result = run(search);
    search.refuse(-1);
    return result!.found;
  });
  expect(results[0]).toBe(true);
  const end = results.indexOf(false);
  expect(end).toBeGreaterThan(3);
  expect(results.slice(end)).toEqual(results.slice(end).map(() => false));
});

test('keeps no more than it may, of sets that have failed too, and says that memory ended it', () => {
  const { spec, params } = wideNetworks[2];
  const mostBytes = 2e5;
  const search = new WordSearch(spec, params, SLACK, { mostBytes });
  expect(run(search)).toEqual({ found: false, reason: 'memory' });
  expect(search.bytes).toBeGreaterThan(mostBytes);
  // a set's tree is walked to its end before the next look
  expect(search.bytes).toBeLessThan(1.5 * mostBytes);
});

test('works in slices, and goes on where it was left', () => {
  const { spec, params } = wideNetworks[0];
  const search = new WordSearch(spec, params, SLACK);
  expect(run(search, 3)).toBeNull();
  const images = search.images;
  expect(images).toBeGreaterThan(0);
});

test('of a network that leaks there is no proof, and the search says what ended it', () => {
  const { spec, params } = trainedNetwork('last-variable 2');
  const search = new WordSearch(spec, params, SLACK);
  expect(run(search)).toEqual({ found: false, reason: 'sign' });
  // what has failed leaves its place behind, and counts
  const [{ bytes }, few] = [search, new WordSearch(spec, params, SLACK, { mostBytes: search.bytes / 2 })];
  expect(run(few)).toEqual({ found: false, reason: 'memory' });
  expect(few.bytes).toBeLessThan(bytes);
});

test('one unit, too', () => {
  for (const name of ['last-variable 1', 'latch 1']) {
    const { spec, params } = trainedNetwork(name);
    const result = run(new WordSearch(spec, params, SLACK));
    if (!result?.found) throw new Error(`${name}: no proof`);
    expect(
      checkCertificate(formatCertificate({ spec, params, slack: SLACK, sets: result.sets })),
    ).toMatchObject({ ok: true });
  }
});

test.each([0.3, 1])('hard gates of two and four units, too: built by hand, weights times %s', (size) => {
  const spec: ModelSpec = { ...HAND_BUILT_SPEC, activation: 'hard-sigmoid' };
  let network = twofold(
    spec,
    Float32Array.from(HAND_BUILT_PARAMS, (x) => size * x),
  );
  for (const hidden of [2, 4]) {
    expect(network.spec.hidden).toBe(hidden);
    const result = run(new WordSearch(network.spec, network.params, SLACK));
    if (!result?.found) throw new Error(`${hidden} units: no proof`);
    const certificate = { ...network, slack: SLACK, sets: result.sets };
    expect(checkCertificate(formatCertificate(certificate))).toMatchObject({ ok: true });
    // a read-out that is moved too far is not to be proved
    const moved = network.params.map((x, k) => (k === network.params.length - 1 ? x + 20 * size : x));
    expect(checkCertificate(formatCertificate({ ...certificate, params: moved })).ok).toBe(false);
    network = twofold(network.spec, network.params);
  }
});
