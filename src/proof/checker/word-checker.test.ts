import { describe, expect, test } from 'vitest';
import { formatCertificate, parseCertificate } from '../certificate/certificate.ts';
import { checkCertificate } from './checker.ts';
import { wideNetworks } from '../test-networks.fixture.ts';
import { decide } from '../verdict.ts';
import type { WordCertificate, WordSet } from '../certificate/word-certificate.ts';

const certified = wideNetworks
  .filter(({ spec }) => spec.hidden === 2)
  .map(({ name, spec, params }) => {
    const verdict = decide(spec, params);
    if (verdict.verdict !== 'certified') throw new Error(`${name} is ${verdict.verdict}`);
    const text = verdict.certificate;
    const certificate = parseCertificate(text);
    if ('boxes' in certificate) throw new Error(`${name}: no words`);
    return { name, certificate, text };
  });

const isAccepted = (certificate: WordCertificate): boolean =>
  checkCertificate(formatCertificate(certificate)).ok;

type Change = (set: WordSet, index: number, sets: readonly WordSet[]) => WordSet;

const scaled = (values: Float64Array, by: number): Float64Array => values.map((x) => x * by);

/** The set of the same parity that is farthest from the one where a word ends. */
function farthestFrom(target: WordSet, sets: readonly WordSet[]): number {
  const distance = (set: WordSet): number =>
    set.parity === target.parity ? Math.hypot(...set.centre.map((x, k) => x - target.centre[k])) : -1;
  return sets.reduce((best, set, k) => (distance(set) > distance(sets[best]) ? k : best), 0);
}

/** What is planted wrong in one set. */
const FAULTS: readonly (readonly [string, Change])[] = [
  ['a word dropped', (set) => ({ ...set, words: set.words.slice(1), to: set.to.slice(1) })],
  ['no words', (set) => ({ ...set, words: [], to: [] })],
  ['a word twice', (set) => ({ ...set, words: [...set.words, set.words[0]], to: [...set.to, set.to[0]] })],
  [
    'a word that begins with another',
    (set) => ({ ...set, words: [...set.words, `${set.words[0]}0`], to: [...set.to, set.to[0]] }),
  ],
  ['an empty word', (set) => ({ ...set, words: ['', ...set.words], to: [set.to[0], ...set.to] })],
  ['fewer targets than words', (set) => ({ ...set, to: set.to.slice(1) })],
  ['a target that is no set', (set, _, sets) => ({ ...set, to: [sets.length, ...set.to.slice(1)] })],
  ['half a target', (set) => ({ ...set, to: [set.to[0] + 0.5, ...set.to.slice(1)] })],
  [
    'a target of the other parity',
    (set, _, sets) => {
      const other = sets.findIndex(({ parity }) => parity !== sets[set.to[0]].parity);
      return { ...set, to: [other, ...set.to.slice(1)] };
    },
  ],
  [
    'a target far away',
    (set, _, sets) => ({ ...set, to: [farthestFrom(sets[set.to[0]], sets), ...set.to.slice(1)] }),
  ],
  ['the other parity', (set) => ({ ...set, parity: (1 - set.parity) as 0 | 1 })],
  ['axes ten times as long', (set) => ({ ...set, axes: scaled(set.axes, 10) })],
  ['axes of no length', (set) => ({ ...set, axes: scaled(set.axes, 0) })],
  [
    'one axis of no length',
    (set) => ({ ...set, axes: set.axes.map((x, k) => (k < set.centre.length ? 0 : x)) }),
  ],
  ['two axes alike', (set) => ({ ...set, axes: set.axes.map((x, k) => (k < 4 ? set.axes[k + 4] : x)) })],
  ['its centre moved', (set) => ({ ...set, centre: set.centre.map((x) => x + 0.7) })],
  ['its centre mirrored', (set) => ({ ...set, centre: scaled(set.centre, -1).map((x) => x - 1) })],
];

describe.each(certified)('$name', ({ certificate, text }) => {
  const { sets, params } = certificate;
  // some dozen sets all over the list: each is planted wrong by itself
  const indices = sets.map((_, k) => k).filter((k) => k % Math.ceil(sets.length / 12) === 0);

  test('reads back as it was written, and is accepted', () => {
    const read = parseCertificate(text);
    expect({ ...read, params: Array.from(read.params) }).toEqual({
      ...certificate,
      params: Array.from(params),
    });
    expect(text).toBe(formatCertificate(certificate));
    expect(checkCertificate(text)).toMatchObject({ ok: true });
  });

  test.each(FAULTS)('is refused with any one set with %s', (_, change) => {
    const accepted = indices.filter((k) =>
      isAccepted({ ...certificate, sets: sets.map((set, at) => (at === k ? change(set, k, sets) : set)) }),
    );
    expect(accepted).toEqual([]);
  });

  test('is refused without the set that holds the start, without sets', () => {
    const later = sets.map((set) => ({ ...set, parity: (1 - set.parity) as 0 | 1 }));
    expect(checkCertificate(formatCertificate({ ...certificate, sets: later }))).toMatchObject({
      problem: 'no set of parity 0 holds the zero state',
    });
    expect(isAccepted({ ...certificate, sets: [] })).toBe(false);
  });

  test('is refused with another slack: too small, or so large that nothing holds', () => {
    for (const slack of [0, 9e-7, -1e-6, 0.05]) expect(isAccepted({ ...certificate, slack })).toBe(false);
  });

  test('is refused with any weight changed by one and its size, the read-out turned round or moved', () => {
    const changed = Array.from(params.keys()).map((k) =>
      params.map((x, at) => (at === k ? -x - 4 * Math.sign(x) : x)),
    );
    const accepted = changed.filter((weights) => isAccepted({ ...certificate, params: weights }));
    expect(accepted.length).toBeLessThan(params.length / 10);
    const readout = params.length - 6;
    const turned = params.map((x, k) => (k < readout ? x : -x));
    const moved = params.map((x, k) => (k === params.length - 1 ? x + 60 : x));
    expect([turned, moved].filter((weights) => isAccepted({ ...certificate, params: weights }))).toEqual([]);
  });
});

describe('bad files', () => {
  const good = JSON.parse(certified[0].text) as Record<string, unknown>;
  const [first, ...others] = good['sets'] as Record<string, unknown>[];
  const [word, ...words] = first['words'] as string[];
  const changed = (change: object): unknown => ({ ...good, sets: [{ ...first, ...change }, ...others] });
  test.each<[string, unknown, string]>([
    ['no sets', { ...good, sets: null }, 'sets is not a list'],
    ['too many sets', { ...good, sets: Array.from({ length: 20_001 }, () => 0) }, 'sets: more than 20000'],
    ['a set that is none', { ...good, sets: [1] }, 'sets[0] is not an object'],
    ['a centre that is too long', changed({ centre: [0, 0, 0, 0, 0] }), 'sets[0].centre holds 5 and not 4'],
    ['no number', changed({ centre: [0, Number.NaN, 0, 0] }), 'sets[0].centre[1] is not a finite number'],
    ['too few axes', changed({ axes: [[1, 0, 0, 0]] }), 'sets[0].axes holds 1 and not 4'],
    ['no words', changed({ words: undefined }), 'sets[0].words is not a list'],
    ['a word of numbers', changed({ words: [1] }), 'sets[0].words[0] is not a text'],
    ['a word with a two', changed({ words: ['012'] }), 'sets[0].words[0] holds more than zeros and ones'],
    [
      'a word without end',
      changed({ words: ['0'.repeat(1001)] }),
      'sets[0].words[0] has 1001 bits, more than 1000',
    ],
    ['a word missing', changed({ words }), 'sets[0].words: no word begins a string of'],
    [
      'words that are no prefix code',
      changed({ words: [word, ...words, `${word}1`] }),
      `begins with the word ${word}`,
    ],
    [
      'a word that begins another',
      changed({ words: [...words, word.slice(0, -1), word] }),
      'begins another word',
    ],
    ['no targets', changed({ to: [] }), 'sets[0].to holds 0'],
  ])('%s', (_, file, message) => {
    expect(checkCertificate(JSON.stringify(file))).toEqual({
      ok: false,
      problem: expect.stringContaining(message) as string,
    });
  });

  test('numbers beyond all bounds, 100 MB, 3 million words of a bit: refused within a second', () => {
    const text = certified[0].text.replace(/"centre":\[[^,]*,/u, '"centre":[1e999,');
    const many = JSON.stringify(changed({ words: Array.from({ length: 3_000_000 }, () => '0') }));
    const files: [string, string][] = [
      [text, 'sets[0].centre[0] is not a finite number'],
      [' '.repeat(1e8), 'the file has more than 32 million characters'],
      [many, 'sets[0].words[1] begins'],
    ];
    for (const [file, message] of files) {
      const from = process.cpuUsage();
      expect(checkCertificate(file)).toEqual({
        ok: false,
        problem: expect.stringContaining(message) as string,
      });
      expect(process.cpuUsage(from).user).toBeLessThan(1e6);
    }
  });

  test('words too long for so many units', () => {
    const hidden = 64;
    const n = 2 * hidden;
    const rows = (count: number, length: number): number[][] =>
      Array.from({ length: count }, () => Array.from({ length }, () => 0));
    const weights = {
      ...(good['weights'] as object),
      hidden,
      inputKernel: rows(2, 4 * hidden),
      recurrentKernel: rows(hidden, 4 * hidden),
      bias: rows(1, 4 * hidden)[0],
      outputKernel: rows(hidden, 2),
    };
    const ones = Array.from({ length: 400 }, (_, k) => `${'1'.repeat(k)}0`);
    const set = {
      parity: 0,
      centre: rows(1, n)[0],
      axes: rows(n, n),
      words: [...ones, '1'.repeat(400)],
      to: [...ones, ''].map((_, k) => k % 2),
    };
    const file = { ...good, weights, sets: [set, { ...set, parity: 1, to: set.to.map((to) => 1 - to) }] };
    expect(checkCertificate(JSON.stringify(file))).toMatchObject({
      ok: false,
      problem: 'words of 400 bits are too long for 64 units',
    });
  });
});
