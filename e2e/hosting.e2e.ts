/** The built page as a static host serves it: under any path, within its own policy, asking nobody else. */
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { openChromium } from './driver/chromium.ts';
import { engines, openPage } from './driver/open.ts';
import type { Page } from './driver/page.ts';
import { serveDist, type Site } from './driver/serve.ts';

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
