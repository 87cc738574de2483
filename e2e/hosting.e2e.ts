/** The built page as a static host serves it: under any path, within its own policy, asking nobody else. */
import { readdirSync, readFileSync } from 'node:fs';
import { build, type Plugin } from 'vite';
import { afterAll, beforeAll, describe, expect, test, vi } from 'vitest';
import { openChromium } from './driver/chromium.ts';
import { engines, openPage } from './driver/open.ts';
import type { Page } from './driver/page.ts';
import { serveDirectory, serveDist, type Site } from './driver/serve.ts';
import { pngSize } from './pictures/png.ts';
import { siteAddress } from './scripts/site-address.ts';

let site: Site;
beforeAll(async () => void (site = await serveDist('/some/where')));
afterAll(() => site.close());

describe.each(engines)('%s', (engine) => {
  let page: Page;
  beforeAll(async () => {
    page = await openPage(engine);
    await page.goto(site.url);
  });
  afterAll(() => page.close());

  test('opens under a sub-path without an error', async () => {
    await page.waitFor(() => document.querySelector('h1') !== null);
    expect(await page.evaluate(() => location.pathname)).toBe('/some/where/');
    expect(await page.consoleErrors()).toEqual([]);
  });

  test('runs no script but its own files', async () => {
    const ranInline = await page.evaluate(() => {
      const script = document.createElement('script');
      script.textContent = 'globalThis.latchInline = true';
      document.head.append(script);
      return 'latchInline' in globalThis;
    });
    expect(ranInline).toBe(false);
    await expect.poll(async () => (await page.consoleErrors()).length).toBeGreaterThan(0);
  });
});

test('names the licence of every package that the page and its workers hold a part of', async () => {
  const text = await (await fetch(new URL('licenses.md', site.url))).text();
  // the page's, a chunk's that comes later, and the workers'
  for (const name of [
    'react',
    'recharts',
    '@tensorflow/tfjs-layers',
    '@tensorflow/tfjs-backend-webgl',
    'long',
  ])
    expect(text).toMatch(new RegExp(`^## ${name} \\d+\\.\\d+\\.\\d+ \\(`, 'mu'));
  expect(text).toContain('Copyright 2018 Google LLC. All Rights Reserved.');
  expect(text).toContain('TERMS AND CONDITIONS FOR USE, REPRODUCTION, AND DISTRIBUTION');
});

test('workers share what they have in common, and no part of them imports a worker', () => {
  const files = readdirSync('dist/assets').filter((name) => /^worker-.*\.js$/u.test(name));
  const names = files.map((name) => name.replace(/-[\w-]{8}\.js$/u, ''));
  expect(new Set(names).size).toBe(files.length);
  const text = files.map((name) => readFileSync(`dist/assets/${name}`, 'utf8'));
  // WebKit would run it a second time
  expect(text.flatMap((part) => part.match(/from"[^"]*\.worker-[^"]*"/gu) ?? [])).toEqual([]);
  expect(text.filter((part) => /from"/u.test(part)).length).toBeGreaterThan(0);
});

/** What the page says of itself does not depend on its program, which takes a while to bundle. */
const withoutProgram: Plugin = {
  name: 'without-program',
  transformIndexHtml: {
    order: 'pre',
    handler: (html) => html.replace(/<script type="module".*?<\/script>/u, ''),
  },
};

test('a build that knows where it will stand gives previews of links a picture', async () => {
  const folder = '.cache/addressed';
  const deployed = await serveDirectory(folder, '/some/where');
  vi.stubEnv('LATCH_SITE_URL', deployed.url);
  await build({
    configFile: false,
    logLevel: 'error',
    base: './',
    plugins: [withoutProgram, siteAddress()],
    build: { outDir: folder, emptyOutDir: true },
  });
  vi.unstubAllEnvs();
  const page = await (await fetch(deployed.url)).text();
  const named = (name: string): string =>
    new RegExp(`<meta (?:property|name)="${name}" content="([^"]*)"`, 'u').exec(page)?.[1] ?? '';
  expect(named('og:url')).toBe(deployed.url);
  expect(named('twitter:card')).toBe('summary_large_image');
  expect(named('twitter:image')).toBe(named('og:image'));
  const picture = await fetch(named('og:image'));
  expect(picture.headers.get('content-type')).toBe('image/png');
  expect(pngSize(Buffer.from(await picture.arrayBuffer()))).toEqual([1200, 630]);
  expect([named('og:image:width'), named('og:image:height')]).toEqual(['1200', '630']);
  // whoever asks for a page that is not there, however deep, finds the way back
  const missed = await fetch(`${deployed.url}not/here`, { headers: { accept: 'text/html' } });
  expect(missed.status).toBe(404);
  expect(await missed.text()).toContain('<a href="/some/where/">Open Latch</a>');
  await deployed.close();
});

test.runIf(engines.includes('chromium'))(
  'where the host finds nothing, a page of the same look leads back',
  async () => {
    const page = await openChromium();
    await page.goto(`${site.url}nothing`);
    expect(await page.evaluate('document.title')).toContain('Not found');
    await page.click('link', 'Open Latch');
    await page.waitFor(() => document.querySelector('main[data-status]') !== null);
    expect(await page.evaluate(() => location.pathname)).toBe('/some/where/');
    await page.close();
  },
);

test.runIf(engines.includes('chromium'))('asks its own host only, and misses nothing there', async () => {
  const page = await openChromium();
  const foreign: string[] = [];
  const missing: string[] = [];
  page.playwright.on('request', (request) => {
    const isOwn = request.url().startsWith(site.url) || /^(data|blob):/.test(request.url());
    if (!isOwn) foreign.push(request.url());
  });
  page.playwright.on('response', (response) => {
    if (response.status() >= 400) missing.push(response.url());
  });
  await page.goto(site.url);
  await page.playwright.waitForLoadState('networkidle');
  await page.close();
  expect({ foreign, missing }).toEqual({ foreign: [], missing: [] });
});

test.runIf(engines.includes('chromium'))(
  'a part that does not come is said, and the rest works',
  async () => {
    const page = await openChromium();
    await page.playwright.route(/(curve-chart|four-panel|story-panel|race-panel)-[\w-]+\.js$/u, (route) =>
      route.abort(),
    );
    await page.goto(`${site.url}#v=1&start=1`);
    const said = (): Promise<string> =>
      page.evaluate(() => document.querySelector('main')?.textContent ?? '');
    for (const part of ['The chart', 'The 2 × 2 of settings', 'The story'])
      await expect.poll(said).toContain(`${part} could not be loaded`);
    await page.evaluate(() => document.querySelector<HTMLElement>('.race summary')!.click());
    await expect.poll(said).toContain('The race could not be loaded');
    await expect
      .poll(() => page.evaluate("document.querySelector('main')?.getAttribute('data-status')"))
      .toMatch(/training|solved/u);
    await page.click('button', 'Prove');
    // the browser reports each request that failed, and nothing else
    const others = (await page.consoleErrors()).filter((error) => !error.includes('Failed to load resource'));
    await page.close();
    expect(others).toEqual([]);
  },
);
