import { expect, test } from 'vitest';
import { traceString } from '../../lstm/forward.ts';
import { prefixParities } from '../../parity/bits.ts';
import { formatCertificate } from '../certificate/certificate.ts';
import { checkCertificate } from '../checker/checker.ts';
import type { WordSet } from '../certificate/word-certificate.ts';
import { seededRandom, trainedNetwork, wideNetworks } from '../test-networks.fixture.ts';
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

test('works in slices, and goes on where it was left', () => {
  const { spec, params } = wideNetworks[0];
  const search = new WordSearch(spec, params, SLACK);
  expect(run(search, 3)).toBeNull();
  const images = search.images;
  expect(images).toBeGreaterThan(0);
});

test('of a network that leaks there is no proof, and the search says what ended it', () => {
  const { spec, params } = trainedNetwork('last-variable 2');
  expect(run(new WordSearch(spec, params, SLACK))).toEqual({ found: false, reason: 'sign' });
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
