import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { PRESETS } from '../training/presets.ts';
import { sharedQuery } from './link-text.ts';
import { readAddress } from './link-sync.ts';
import { DEFAULT_LINK, type LinkState } from './link-fields.ts';
import { formatLink, LINK_KEYS, parseLink } from './url.ts';

const shared: LinkState = {
  ...DEFAULT_LINK,
  preset: 'openai-variable',
  config: { ...PRESETS['openai-variable'].config, hidden: 3 },
};
const sent = '#v=1&preset=openai-variable&hidden=3';

describe('a link that was escaped on its way', () => {
  test.each([
    '#v=1&amp;preset=openai-variable&amp;hidden=3',
    '#v=1&amp;amp;preset=openai-variable&amp;amp;hidden=3',
    '#v=1&#38;preset=openai-variable&#x26;hidden&#61;3',
    '#v=1&AMP;preset=openai-variable&ampHidden=3',
    '#v%3D1%26preset%3Dopenai-variable%26hidden%3D3',
    '#v%253D1%2526preset%253Dopenai-variable%2526hidden%253D3',
    '#%23v=1&preset=openai%2Dvariable&hidden=3',
    '#V=1&PRESET=OPENAI-VARIABLE&HIDDEN=3',
    '#v=1&Preset=OpenAI-Variable&Hidden=3',
    '#?v=1&preset=openai-variable&hidden=3',
    '#/?v=1&preset=openai-variable&hidden=3',
    '#!v=1&preset=openai-variable&hidden=3',
    '#&v=1&&preset=openai-variable&hidden=3&',
    '#v=1;preset=openai-variable;hidden=3',
    '#v＝1＆preset＝openai-variable＆hidden＝３',
    '#v=1&preset=openai–variable&hidden=3',
    '#v=1&preset=openai%E2%80%91variable&hidden=3',
    '#v=1&preset=openai%20variable&hidden=3',
    '#v=1&preset="openai-variable"&hidden=<3>',
    `${sent}.`,
    `${sent},`,
    `${sent})`,
    `${sent}).`,
    `${sent}]`,
    `${sent}>`,
    `${sent}"`,
    `${sent}%22%3E`,
    `${sent}&quot;&gt;`,
    `${sent}”`,
    `${sent}»!`,
    `${sent}**`,
    `${sent}%20`,
    `${sent}%0A`,
    `${sent}?fbclid=IwAR0abc`,
    `${sent}&utm_source=news&fbclid=IwAR0abc`,
    `${sent}#v=1&preset=latch`,
    `<${sent.slice(1)}>`,
    '#v=1&pre\u200bset=openai-\u00advariable&hid%E2%80%8Bden=3',
    '#v=3D1&preset=3Dopenai-vari=\r\nable&hidden=3D3',
    '#v=1&preset=openai-vari%0D%0Aable&hidden=3',
  ])('%j is the experiment that was sent', (text) => {
    expect(parseLink(text)).toEqual({ state: shared, problems: [], isLink: true });
  });

  test('whatever several escapes do to it', () => {
    const links = [
      shared,
      { ...shared, bits: '1101', start: true },
      { ...shared, config: { ...shared.config, lr: 0.02, sparse: 0.25, seed: 2_147_483_647 } },
      { ...shared, weights: Float32Array.from({ length: 80 }, (_, k) => Math.fround(Math.sin(k))) },
      { ...DEFAULT_LINK, engine: 'cpu', kernel: 'cpu-fma' },
    ] as const;
    const escapes: readonly ((text: string) => string)[] = [
      (text) => text.replaceAll('&', '&amp;'),
      (text) => text.replaceAll('&', '%26'),
      (text) => text.replaceAll('=', '%3D'),
      (text) => encodeURIComponent(text),
      (text) => text.replace('#', '#?'),
      (text) => text.replaceAll('&', '&\u200b'),
      (text) => `${text})`,
      (text) => `${text},`,
      (text) => `${text}&utm_medium=mail`,
      (text) => text.replaceAll('&', ';'),
      (text) => text.replaceAll('hidden', 'HIDDEN').replace('v%3D', 'V%3D').replace('v=', 'V='),
    ];
    const chosen = fc.array(fc.constantFrom(...escapes), { maxLength: 3 });
    fc.assert(
      fc.property(fc.constantFrom<LinkState>(...links), chosen, (state, chain) => {
        const text = chain.reduce((link, escape) => escape(link), formatLink(state));
        expect({ text, ...parseLink(text) }).toEqual({ text, state, problems: [], isLink: true });
      }),
      { numRuns: 200 },
    );
  });
});

describe('what cannot be undone is named', () => {
  test.each([
    ['#v=1&preset=openai-vari', 'Preset'],
    ['#v=1&preset=openai-variable&hid', 'hid'],
    ['#v=1&preset=openai-variable&hidden', 'Hidden units'],
    ['#v=1&preset=openai-variable&hidden=', 'Hidden units'],
    ['#v=1&preset=openai-variable&hidden=3 and more', 'Hidden units'],
    ['#v=1&preset=openai-variable&hidden=3…', 'dots'],
    ['#v=1&preset=openai-variable&hidden=3...', 'dots'],
    ['#v:1,preset:openai-variable', 'Nothing of the link'],
    ['#preset>openai-variable', 'Nothing of the link'],
    ['#v=1&strings=100.000', '100.000'],
  ])('%j', (text, named) => {
    expect(parseLink(text).problems.join(' ')).toContain(named);
  });
});

describe('an address', () => {
  test.each([
    { hash: '', search: '?v=1&preset=openai-variable&hidden=3' },
    { hash: '#', search: '?fbclid=x&v=1&preset=openai-variable&hidden=3' },
    { hash: '', search: '?v%3D1%26preset%3Dopenai-variable%26hidden%3D3' },
    { hash: '#top', search: '?preset=openai-variable&amp;hidden=3' },
    { hash: sent, search: '?v=1&preset=latch' },
    { hash: sent, search: '?load=3' },
  ])('with the link in its query or its hash: %j', (address) => {
    expect(readAddress(address)).toEqual({ state: shared, problems: [], isLink: true });
  });

  test.each(['?v=123', '?v=1', '?start=1', '?max=5&seed=7', ''])('without a link: %s', (search) => {
    expect(readAddress({ hash: '', search })).toMatchObject({
      state: DEFAULT_LINK,
      problems: [],
      isLink: false,
    });
  });

  test.each([
    ['?utm_source=x&utm_medium=y', ''],
    ['?fbclid=abc', ''],
    ['?theme=3&gclid=x&UTM_Campaign=z&id=7', '?theme=3&id=7'],
    ['?v=1&preset=latch&load=2', '?load=2'],
    ['?', ''],
    ['', ''],
  ])('is shared without what others have hung on to it: %s', (query, kept) => {
    expect(sharedQuery(query, LINK_KEYS)).toBe(kept);
  });
});

test('a key without its value is named once, however often it comes', () => {
  expect(parseLink('#v=1&max&max&hidden').problems).toEqual([
    'Maximum length has no value. The default is used instead.',
    'Hidden units has no value. The default is used instead.',
  ]);
});
