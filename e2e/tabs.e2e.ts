/**
 * What visitors do with tabs: they leave and come back, let one sleep, have several, duplicate and close them. In Chromium,
 * which can be told to freeze a page and says why it has not kept one for the way back.
 */
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import type { Browser, Page } from 'puppeteer-core';
import { openChromiumTabs } from './driver/chromium-tabs.ts';
import { engines } from './driver/open.ts';
import { pause } from './driver/page.ts';
import { PATIENCE_MS } from './driver/patience.ts';
import { serveDist, type Site } from './driver/serve.ts';
import { keptUpdate } from './keeping.ts';

/** Trained for minutes, whoever looks or does not. */
const LINK = '#v=1&preset=openai-variable&replicas=2&engine=cpu&epochs=99&stop=budget&evaluate=20000';

// these run in the page

const statusOf = (): string => document.querySelector('main')?.dataset['status'] ?? '';
const slotOf = (): string | null =>
  sessionStorage.getItem(`latch-slot ${location.pathname}${location.search}`);
const updateOf = (): number =>
  Number(document.querySelector<HTMLElement>('output[aria-label="Moment"]')?.dataset['update'] ?? 0);
const textOfNotices = (): string =>
  [...document.querySelectorAll('.notice')].map(({ textContent }) => textContent).join(' ');
const isSame = (): boolean => 'latchIsSame' in globalThis;
const press = (name: string): void =>
  [...document.querySelectorAll('button')].find((button) => button.textContent?.trim() === name)!.click();

const poll = <Value>(page: Page, find: () => Value | Promise<Value>) =>
  expect.poll(() => page.evaluate(find).catch(() => null), { timeout: PATIENCE_MS });

/** What is kept of a tab becomes newer than this. */
const isKeptAfter = (page: Page, update: number): Promise<void> =>
  poll(page, keptUpdate).toBeGreaterThan(update);

async function goesOn(page: Page): Promise<void> {
  await poll(page, statusOf).toBe('training');
  const before = await page.evaluate(updateOf);
  await poll(page, updateOf).toBeGreaterThan(before);
}

async function train(page: Page): Promise<void> {
  await page.waitForSelector('.speed select', { timeout: PATIENCE_MS });
  await page.select('.speed select', '100');
  await page.evaluate(press, 'Train');
  await isKeptAfter(page, 0);
}

/** After a reload the run stands there, as far as it had come at least. */
async function comesBack(page: Page, update: number): Promise<void> {
  await page.reload();
  await poll(page, statusOf).toBe('paused');
  await poll(page, updateOf).toBeGreaterThanOrEqual(update);
}

describe.runIf(engines.includes('chromium'))('in chromium', () => {
  let site: Site;
  let browser: Browser;
  let tab: Page;
  beforeAll(async () => {
    site = await serveDist();
    browser = await openChromiumTabs();
  });
  beforeEach(async () => void (tab = await browser.newPage()));
  afterEach(() => tab.close());
  afterAll(async () => {
    await browser.close();
    await site.close();
  });

  test('the way back leads to the page as it was, which trains on and is kept on', async () => {
    await tab.goto(`${site.url}?back${LINK}`);
    await train(tab);
    // a service worker that takes a page over which waits for the way back ends that wait
    await poll(tab, () => navigator.serviceWorker.controller !== null).toBe(true);
    await tab.evaluate(() => void Object.assign(globalThis, { latchIsSame: true }));
    await tab.goto(`${site.url}licenses.md`);
    await tab.goBack();
    const reasons = await tab.evaluate(() => {
      const [entry] = performance.getEntriesByType('navigation');
      return JSON.stringify(
        (entry as unknown as { notRestoredReasons?: unknown }).notRestoredReasons ?? null,
      );
    });
    // neither its worker, nor its lock, nor its database keep it from being kept
    expect(reasons).toBe('null');
    await poll(tab, isSame).toBe(true);
    await goesOn(tab);
    const before = await tab.evaluate(updateOf);
    await isKeptAfter(tab, before);
    const slot = await tab.evaluate(slotOf);

    // another document of the same tab at the same place takes the slot over, and the first one leaves it to that
    await tab.goto(`${site.url}licenses.md`);
    await tab.goto(`${site.url}?back${LINK}&seed=8`);
    await train(tab);
    expect(await tab.evaluate(slotOf)).toBe(slot);
    await tab.goBack();
    await tab.goBack();
    await poll(tab, isSame).toBe(true);
    await goesOn(tab);
    await poll(tab, slotOf).not.toBe(slot);
    await isKeptAfter(tab, await tab.evaluate(updateOf));
    await comesBack(tab, before);
  });

  test('frozen or behind another tab, it accuses nobody, and goes on', async () => {
    await tab.goto(`${site.url}?frozen${LINK}`);
    await train(tab);
    const session = await tab.createCDPSession();
    await session.send('Page.setWebLifecycleState', { state: 'frozen' });
    await pause(2000);
    await session.send('Page.setWebLifecycleState', { state: 'active' });
    await goesOn(tab);
    await isKeptAfter(tab, await tab.evaluate(updateOf));

    const other = await browser.newPage();
    await other.bringToFront();
    await poll(tab, () => document.visibilityState).toBe('hidden');
    const before = await tab.evaluate(updateOf);
    await isKeptAfter(tab, before + 50);
    await other.close();
    await tab.bringToFront();
    await poll(tab, () => document.visibilityState).toBe('visible');
    await poll(tab, updateOf).toBeGreaterThan(before + 50);
    await goesOn(tab);
    expect(await tab.evaluate(textOfNotices)).toBe('');
  });

  test('two tabs train side by side, each in a slot of its own, although one is a duplicate', async () => {
    await tab.goto(`${site.url}?two${LINK}`);
    await train(tab);
    const opening = new Promise<Page | null>((resolve) => tab.once('popup', resolve));
    // as a duplicated tab, it has a copy of what this one remembers
    await tab.evaluate(() => void window.open(location.href));
    const twin = (await opening)!;
    await train(twin);
    await poll(twin, slotOf).not.toBe(await tab.evaluate(slotOf));
    await isKeptAfter(twin, 0);
    const first = await tab.evaluate(updateOf);
    await isKeptAfter(tab, first);
    const second = await twin.evaluate(updateOf);
    await isKeptAfter(twin, second);
    await comesBack(twin, second);
    expect(await twin.evaluate(textOfNotices)).toContain('Your run is still here');
    await twin.close();
    await tab.bringToFront();
    await goesOn(tab);
    await comesBack(tab, first);
  });

  test('what a closed tab has left is found at the bare address, what an open one has is not', async () => {
    const open = async (): Promise<Page> => {
      const page = await browser.newPage();
      await page.goto(`${site.url}?closed`);
      await page.waitForSelector('main[data-status] .stage', { timeout: PATIENCE_MS });
      return page;
    };
    const left = await open();
    await left.evaluate(press, 'Train');
    await isKeptAfter(left, 0);
    const slot = await left.evaluate(slotOf);
    const other = await open();
    // it looks for what closed tabs have left
    await pause(1000);
    expect(await other.evaluate(slotOf)).not.toBe(slot);
    await other.close();
    await left.close();
    const next = await open();
    await poll(next, slotOf).toBe(slot);
    await poll(next, statusOf).toMatch(/paused|solved|stopped/u);
    await next.close();
  });
});
