/**
 * The page without its host: all that it can do works although the site is out of reach or has been renewed, none of it
 * ever used before; and however often the site is renewed, no page ever has files of two builds.
 */
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import type { Page as PlaywrightPage } from 'playwright-core';
import { openChromium } from './driver/chromium.ts';
import { buildOf, serveDeployed, type DeployedSite } from './driver/deployed-site.ts';
import { casesIn, engines, isWhole, openPage, tellsAll } from './driver/open.ts';
import type { Page } from './driver/page.ts';
import { PATIENCE_MS } from './driver/patience.ts';
import { laboratoryOn, type Laboratory } from './laboratory.ts';
import { openFold, raceLink } from './racing.ts';

// these run in the page

const isAlive = (): boolean => document.querySelector('main[data-status] .stage') !== null;
const isKept = (): boolean => navigator.serviceWorker.controller !== null;
const isOffered = (): boolean => document.querySelector('.notice[data-kind=newer] .reload') !== null;
const entryName = (): string => document.querySelector<HTMLScriptElement>('script[type=module]')?.src ?? '';
/** As it is given out, and as workers' files are: they are bound by nothing else. */
const policyOfEntry = async (): Promise<string | null> =>
  (
    await fetch(document.querySelector<HTMLScriptElement>('script[type=module]')!.src, { cache: 'no-store' })
  ).headers.get('content-security-policy');
const textOfMain = (): string => document.querySelector('main')?.innerText ?? '';

/** Training, and the acts that follow it. */
async function useActs(page: Page, laboratory: Laboratory): Promise<void> {
  await page.waitFor(() => document.querySelector('#act-6, #act-5') !== null);
  await page.click('button', 'Train');
  await laboratory.waitForStatus(['training', 'solved', 'stopped']);
}

/** Everything that the laboratory loads when it is wanted. */
async function useLaboratory(page: Page, laboratory: Laboratory): Promise<void> {
  const said = (words: RegExp): Promise<void> => expect.poll(() => page.evaluate(textOfMain)).toMatch(words);
  await page.evaluate((link: string) => void (location.hash = `#v=1&start=1&${link}`), raceLink(3));
  await page.waitFor(() => document.querySelector('.laboratory .panel.result') !== null);
  await laboratory.waitForFigure('Training accuracy', 'value', 0);
  await page.click('button', 'Pause');
  await page.click('button', 'Guess');
  await laboratory.waitForFigure('Guesses', 'solved', 0);
  // the guess that solves is decided by itself, and looked into
  await expect
    .poll(async () => (await laboratory.output('Verdict')).data['verdict'])
    .toMatch(/certified|wrong|undecided/u);
  await page.evaluate(() => document.querySelector('.inside')!.scrollIntoView());
  await page.waitFor(() => document.querySelector('output[aria-label="Automaton"]') !== null);
  await openFold(laboratory);
  await page.click('button', 'Race');
  await said(/Racing\./u);
  await page.click('button', 'Stop race');
  await page.evaluate(() => document.querySelector('.panel.four')!.scrollIntoView());
  await page.click('button', 'Run all four');
  await expect.poll(async () => (await laboratory.output('All four')).data['status']).toBe('training');
  await page.click('button', 'Stop all four');
}

let site: DeployedSite;
let page: Page;
beforeEach(async () => void (site = await serveDeployed()));
afterEach(async () => {
  await page.close();
  await site.close();
});

/** As the browser does after a navigation. */
const lookForNewer = async (): Promise<void> => void (await (await navigator.serviceWorker.ready).update());
/** As each page does that it gives out. */
const askWorker = async (): Promise<void> =>
  navigator.serviceWorker.controller!.postMessage({ offline: 'ask' });
const cachesKept = async (): Promise<number> => (await caches.keys()).length;

test.each(engines)(
  '%s: all of it works once the site has been renewed and is out of reach, none of it used before',
  async (engine) => {
    page = await openPage(engine, { keepsPages: true });
    await page.goto(site.url);
    await page.waitFor(isAlive);
    await page.waitFor(isKept);
    // nothing is kept before the page has been drawn, which asks for the acts that follow
    const order = ['later-acts', 'offline-client', 'service-worker'].map((name) =>
      site.asked.findIndex((path) => path.includes(name)),
    );
    expect(order).toEqual(order.filter((at) => at >= 0).toSorted((x, y) => x - y));
    site.deploy('b');
    await page.evaluate(lookForNewer);
    await page.waitFor(isOffered);
    site.setReachable(false);
    expect(await page.evaluate(policyOfEntry)).toMatch(/^default-src 'none'; script-src 'self' /u);
    const laboratory = laboratoryOn(page, site);
    await useActs(page, laboratory);
    // which files there are is the build's doing, that each can be had from what is kept the browser's: one tells of the others
    if (tellsAll(engine)) await useLaboratory(page, laboratory);
    expect(await page.evaluate(textOfMain)).not.toMatch(/could not|has not come/u);
    expect(await page.evaluate(entryName)).not.toContain('~b');
    await page.goto(`${site.url}?again`);
    await page.waitFor(isAlive);
    expect(await page.evaluate(entryName)).toContain('~b');
    // the browser's own word on the host that it does not reach
    const errors = (await page.consoleErrors()).filter((error) => !/failed to load|ERR_EMPTY/iu.test(error));
    expect(errors).toEqual([]);
  },
);

describe.runIf(engines.includes('chromium'))('chromium', () => {
  /** The builds whose files the page in a tab and its workers have had. */
  const builds = new Map<PlaywrightPage, Set<string>>();
  const watch = (tab: PlaywrightPage): PlaywrightPage => {
    const seen = new Set<string>();
    builds.set(tab, seen);
    tab.setDefaultTimeout(PATIENCE_MS);
    tab.on('response', (response) => {
      if (response.request().isNavigationRequest()) seen.clear();
      if (response.url().includes('/assets/')) seen.add(buildOf(response.url()));
    });
    return tab;
  };
  const offer = '.notice[data-kind=newer] .reload';
  const train = async (tab: PlaywrightPage): Promise<void> => {
    // one behind another draws nothing
    await tab.bringToFront();
    await tab.click('.training-strip .go');
    await tab.waitForSelector('main:is([data-status=training], [data-status=solved])');
    // nothing is asked of it any more, and it would train beside the others
    await tab.evaluate(() => {
      if (document.querySelector('main')!.dataset['status'] === 'training')
        document.querySelector<HTMLElement>('.training-strip .go')!.click();
    });
  };

  /** Each is kept whole and has a tab of its own, which trains: the gate has one. */
  const renewals = ['b', 'c'].slice(0, isWhole ? 2 : 1);

  test('of renewals no page has files of two builds, and each goes on with its own', async () => {
    const chromium = await openChromium({ keepsPages: true });
    page = chromium;
    const first = watch(chromium.playwright);
    await chromium.goto(site.url);
    await chromium.waitFor(isKept);
    const tabs = [first];
    for (const name of renewals) {
      site.deploy(name);
      const tab = watch(await first.context().newPage());
      tabs.push(tab);
      // from what is kept: the site is asked for a newer build behind that
      await tab.goto(site.url);
      await tab.evaluate(lookForNewer);
      await tab.waitForSelector(offer);
      await tab.click(offer);
      await tab.waitForSelector('main[data-status] .stage');
    }
    for (const tab of tabs) await train(tab);
    await first.bringToFront();
    await first.click('text=Laboratory');
    await first.click('.race summary');
    await first.waitForSelector('.race-body');
    expect(tabs.map((tab) => [...builds.get(tab)!])).toEqual([[''], ...renewals.map((name) => [name])]);
    // two builds may be kept beside the newest, the one before it and the one in use: one of a single renewal
    expect(await chromium.evaluate(cachesKept)).toBe(1 + renewals.length);
  });

  test('who has everything forgotten has neither builds nor what keeps them, and the page works on', async () => {
    page = await openPage('chromium', { keepsPages: true });
    await page.goto(site.url);
    await page.waitFor(isKept);
    await page.click('button', 'Forget everything kept here');
    await expect.poll(() => page.evaluate(cachesKept)).toBe(0);
    await page.waitFor(async () => (await navigator.serviceWorker.getRegistration()) === undefined);
    await page.evaluate(() => void (location.hash = '#v=1&preset=openai-variable'));
    await page.waitFor(() => document.querySelector('.laboratory .panel.result') !== null);
    expect(await page.consoleErrors()).toEqual([]);
  });

  const endings: readonly (readonly [string, () => void, () => Promise<void>])[] = [
    ['a build that keeps nothing', () => site.deployWithout(), lookForNewer],
    ['a site without its service worker', () => site.remove('service-worker.js'), askWorker],
  ];
  test.each(casesIn('chromium', endings, 1, 0))('%s ends what is kept', async (_, change, look) => {
    page = await openPage('chromium', { keepsPages: true });
    await page.goto(site.url);
    await page.waitFor(isKept);
    change();
    await page.evaluate(look);
    await expect.poll(() => page.evaluate(cachesKept)).toBe(0);
    await page.waitFor(async () => (await navigator.serviceWorker.getRegistration()) === undefined);
  });
});
