/**
 * No wrong network is proved, whoever has looked for wrong strings before: such networks go straight to the search for
 * words and to the checker.
 */
import { beforeAll, describe, expect, test } from 'vitest';
import { formatCertificate, parseCertificate } from './certificate/certificate.ts';
import { checkCertificate } from './checker/checker.ts';
import { WordSearch } from './cover/word-search.ts';
import { justWrong, WAYS } from './just-wrong.fixture.ts';
import { trainedNetworks, wideNetworks, type TestNetwork } from './test-networks.fixture.ts';

const SLACK = 1e-6;
/** Work of one search: of the right networks among these none that is proved needs more than 130. */
const MOST_SLICES = 150;

/** The certificate's file that the search comes to, or null. */
function searched({ spec, params }: Pick<TestNetwork, 'spec' | 'params'>): string | null {
  const work = new WordSearch(spec, params, SLACK).search();
  for (let slices = 0; slices < MOST_SLICES; slices++) {
    const { done, value } = work.next();
    if (done !== true) continue;
    return value.found ? formatCertificate({ spec, params, slack: SLACK, sets: value.sets }) : null;
  }
  return null;
}

const isProved = (network: Pick<TestNetwork, 'spec' | 'params'>): boolean => {
  const file = searched(network);
  return file !== null && checkCertificate(file).ok;
};

const wrong = trainedNetworks.filter(({ verdict }) => verdict === 'wrong');

test.each(wrong)('$name, as it was trained', (network) => {
  expect(isProved(network)).toBe(false);
});

describe.each(wideNetworks)('$name', ({ spec, params }) => {
  let file: string;
  beforeAll(() => void (file = searched({ spec, params })!));

  test('is proved as long as nothing is changed', () => {
    expect(checkCertificate(file).ok).toBe(true);
  });

  test.each(Object.keys(WAYS))(
    'that %s until it is just wrong, nor does its certificate from before hold',
    (way) => {
      const changed = justWrong(spec, params, WAYS[way])!;
      expect(changed.wrong.bits.length).toBeGreaterThan(0);
      expect(isProved({ spec, params: changed.params })).toBe(false);
      const before = parseCertificate(file);
      expect(checkCertificate(formatCertificate({ ...before, params: changed.params })).ok).toBe(false);
    },
  );
});
