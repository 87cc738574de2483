/**
 * A page whose program does not come, or does not start here: it looks alive, and must say that it is not, with a way
 * to try again that keeps the link.
 */
import { pathToFileURL } from 'node:url';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { besides, openPage } from './driver/open.ts';
import type { Page } from './driver/page.ts';
import { serveFaulty, type Fault, type FaultySite } from './driver/faulty-site.ts';
import { dist } from './scripts/prepare.mjs';

const ENTRY = /^index-[\w-]+\.js$/u;

let site: FaultySite;
beforeAll(async () => void (site = await serveFaulty()));
afterAll(() => site.close());

/** What stands over the page, if it can be seen, or in its place. */
const said = (page: Page): Promise<string> =>
  page.evaluate(() => {
    const sentence = document.querySelector('.watchman');
    if (!sentence) return document.querySelector('#app [inert]') ? '' : (document.body.textContent ?? '');
    return getComputedStyle(sentence).visibility === 'visible' ? (sentence.textContent ?? '') : '';
  });
const isAlive = (): boolean => document.querySelector('main[data-status]') !== null;

type Trouble = readonly [what: string, name: RegExp, fault: Fault, words: RegExp];

const EVERYWHERE: readonly Trouble[] = [
  ['is not there', ENTRY, 'missing', /could not be loaded.*renewed/u],
  ['is cut off', ENTRY, 'truncated', /could not start in this browser \(.+\)/u],
];
const IN_CHROMIUM: readonly Trouble[] = [
  ['has another type', ENTRY, 'text', /could not be loaded.*renewed/u],
  ['is empty', ENTRY, 'empty', /not ready yet: its program has not come/u],
  // what may be missing, and the page lives all the same: missing-features.e2e.ts
  ['lacks what it needs', ENTRY, { prelude: 'delete Array.prototype.map' }, /could not start.*\.map/u],
];

describe.each(besides('webkit'))('%s', (engine) => {
  let page: Page;
  beforeAll(async () => void (page = await openPage(engine)));
  afterAll(() => page.close());

  let loads = 0;
  const open = async (): Promise<void> => {
    loads += 1;
    await page.goto(`${site.url}?load=${loads}#v=1&hidden=3`);
  };

  test.each(engine === 'chromium' ? [...EVERYWHERE, ...IN_CHROMIUM] : EVERYWHERE)(
    'a program that %s is told',
    async (_, name, fault, words) => {
      site.trouble([name, fault]);
      await open();
      await expect.poll(() => said(page)).toMatch(words);
      expect(await page.evaluate(isAlive)).toBe(false);
    },
  );

  test('the way to try again keeps the link, and the page comes', async () => {
    site.trouble([ENTRY, 'missing']);
    await open();
    await expect.poll(() => said(page)).toMatch(/could not be loaded/u);
    site.trouble();
    await page.click('link', 'Reload the page');
    await page.waitFor(isAlive);
    expect(await page.evaluate(() => location.hash)).toContain('hidden=3');
    expect(await page.evaluate(() => document.querySelector('.watchman') === null)).toBe(true);
  });

  test('opened from a file it lives, or says what it needs', async () => {
    await page.goto(pathToFileURL(join(dist, 'index.html')).href);
    await expect
      .poll(async () => (await page.evaluate(isAlive)) || /opened from a file/u.test(await said(page)))
      .toBe(true);
  });
});
