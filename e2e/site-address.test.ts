/** What a deployed page says of itself to other programs: previews of links, home screens, hosts that miss a file. */
import { readFileSync } from 'node:fs';
import { describe, expect, test } from 'vitest';
import { traceString } from '../src/lstm/forward.ts';
import { parseBits } from '../src/parity/bits.ts';
import { replicaParams, specOf } from '../src/session/network.ts';
import { FIRST_SHOWN, recordedRun } from '../src/session/recorded.ts';
import { descriptionOf, pngSize } from './pictures/png.ts';
import { readSiteAddress } from './scripts/site-address.ts';

const read = (path: string): Buffer => readFileSync(new URL(`../${path}`, import.meta.url));

describe('the address that a build is told', () => {
  test.each([
    ['https://example.org/latch', 'https://example.org/latch/'],
    ['https://example.org/latch/', 'https://example.org/latch/'],
    ['http://localhost:8080', 'http://localhost:8080/'],
    ['https://exämple.org/ä/', 'https://xn--exmple-cua.org/%C3%A4/'],
  ])('%s', (text, address) => {
    expect(readSiteAddress(text)?.href).toBe(address);
  });

  test.each([undefined, '', ' '])('none: %j', (text) => expect(readSiteAddress(text)).toBeNull());

  test.each([
    'example.org/latch',
    '/latch/',
    'ftp://example.org/',
    'https://',
    'https://example.org/?a=1',
    'https://example.org/#v=1',
    'https://user:word@example.org/',
    'https://example.org/a b/',
  ])('%s is no address of a site, and the error says what one looks like', (text) => {
    expect(() => readSiteAddress(text)).toThrow(
      `LATCH_SITE_URL is "${text}". It must be the address at which the page will stand, such as https://example.org/latch/`,
    );
  });
});

test('the picture shows the recorded network, and the first run of zeros that it gets wrong', () => {
  const run = recordedRun();
  const params = replicaParams(run.weights!, run.config.hidden, FIRST_SHOWN);
  const { prediction } = traceString(specOf(run.config), params, parseBits(`1${'0'.repeat(63)}`));
  const zeros = prediction.indexOf(0);
  expect(zeros).toBeGreaterThan(12);
  const words = `100.00 % on 10,000 strings. Wrong on a one and ${zeros} zeros.`;
  expect(descriptionOf(read('public/share.png')), 'npm run pictures -- share').toBe(words);
});

test('icons have the sizes that the manifest and the page name', () => {
  const { icons } = JSON.parse(read('public/manifest.webmanifest').toString()) as {
    icons: { src: string; sizes: string; type: string }[];
  };
  const drawn = icons.filter(({ type }) => type === 'image/png');
  expect(drawn.map(({ sizes }) => sizes)).toEqual(['192x192', '512x512', '512x512']);
  for (const { src, sizes } of drawn)
    expect(`${src} ${pngSize(read(`public/${src}`)).join('x')}`).toBe(`${src} ${sizes}`);
  expect(pngSize(read('public/apple-touch-icon.png'))).toEqual([180, 180]);
});

test.each([
  ['404.html', ['bg', 'ink', 'soft', 'odd', 'run']],
  ['public/teachers.html', ['bg', 'ink', 'soft', 'line', 'run']],
])('%s, which stands alone, has the colours of the page', (file, names) => {
  const tokens = read('src/ui/kit/tokens.css').toString();
  const [light = '', dark = ''] = read(file).toString().split('prefers-color-scheme: dark');
  for (const name of names) {
    const [, inLight, inDark] = new RegExp(
      String.raw`--${name}: var\(--light, (#\w+)\) var\(--dark, (#\w+)\)`,
    ).exec(tokens)!;
    expect(light).toContain(`--${name}: ${inLight};`);
    expect(dark).toContain(`--${name}: ${inDark};`);
  }
});
