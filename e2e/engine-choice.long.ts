/** How long the bare page takes from Train to the string that fools a network of 100 %, in a Chromium without a GPU. */
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { engines, openPage } from './driver/open.ts';
import type { OpenOptions } from './driver/page.ts';
import { serveDist, type Site } from './driver/serve.ts';
import { openActs, trainUntilFooled } from './opening.ts';

const LIMIT_SECONDS = 30;

const BROWSERS: readonly (readonly [string, OpenOptions])[] = [
  ['as it is shipped', { asShipped: true }],
  ['with SwiftShader', { asShipped: true, args: ['--use-angle=swiftshader', '--enable-unsafe-swiftshader'] }],
  ['without WebGL', { withoutWebgl: true }],
  ['with llvmpipe', {}],
];

describe.runIf(engines.includes('chromium'))('Chromium', () => {
  let site: Site;
  beforeAll(async () => void (site = await serveDist()));
  afterAll(() => site.close());

  test.each(BROWSERS)('%s', async (name, options) => {
    const page = await openPage('chromium', { ...options, viewport: { width: 1280, height: 720 } });
    await openActs(page, site);
    const from = performance.now();
    const said = await trainUntilFooled(page, 300_000);
    const seconds = (performance.now() - from) / 1000;
    const line = await page.evaluate(() => document.querySelector('.engine-line')?.textContent ?? '');
    await page.close();
    console.log(`${name}: ${seconds.toFixed(1)} s. ${said} ${line}`);
    expect(said).toMatch(/^100\.00 % on 10,000 strings\. ✗ Wrong on /u);
    expect(seconds).toBeLessThan(LIMIT_SECONDS);
  });
});
