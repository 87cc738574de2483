/**
 * Chromium as it is shipped, on a machine whose WebGL may be slow: the page measures which engine is the faster, says so, and
 * trains on the other when asked to. Which one it is, is the machine's affair.
 */
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { engines, openPage } from './driver/open.ts';
import type { Page } from './driver/page.ts';
import { serveDist, type Site } from './driver/serve.ts';
import type { Instruments } from './instruments.ts';
import { openActs, trainUntilFooled } from './opening.ts';

declare const latchInstruments: Instruments;

type Report = Extract<Instruments['events'][number], { type: 'engine' }>['report'];

/** Runs in the page: the engines so far. */
const readReports = (): Report[] =>
  latchInstruments.events.flatMap((event) => (event.type === 'engine' ? [event.report] : []));
const lineOf = (): string => document.querySelector('.engine-line')?.textContent ?? '';

describe.runIf(engines.includes('chromium'))('Chromium as it is shipped', () => {
  let site: Site;
  let page: Page;
  let measured: Report;
  beforeAll(async () => {
    site = await serveDist();
    page = await openPage('chromium', { asShipped: true });
    await openActs(page, site);
  });
  afterAll(async () => {
    await page.close();
    await site.close();
  });

  /** Presses a button of the line by keyboard, and gives the engine that trains then. */
  async function press(name: string): Promise<Report> {
    const before = (await page.evaluate(readReports)).length;
    await page.evaluate((label: string) => {
      const buttons = [...document.querySelectorAll<HTMLElement>('.engine-line button')];
      buttons.find(({ textContent }) => textContent === label)?.focus();
    }, name);
    await page.press('Enter');
    await expect.poll(async () => (await page.evaluate(readReports)).length).toBe(before + 1);
    return (await page.evaluate(readReports)).at(-1)!;
  }

  test('one press ends with a network of 100 % and the string that fools it', async () => {
    expect(await trainUntilFooled(page, 180_000)).toMatch(/^100\.00 % on 10,000 strings\. ✗ Wrong on /u);
    [measured] = (await page.evaluate(readReports)) as [Report];
  });

  test('the line under the figures says what was measured', async () => {
    const line = await page.evaluate(lineOf);
    const { name, cpuTimesAsFast: times } = measured;
    console.log(line);
    // null: this Chromium has no WebGL at all
    const isCpu = times === null || times > 3;
    expect(name).toBe(isCpu ? 'cpu' : 'webgl');
    expect(line).toMatch(isCpu ? /^Trained on the processor\..*WebGL/u : /^Trained on WebGL2 ·.*processor/u);
  });

  test('the other engine trains at a press, and what was measured is remembered', async () => {
    if (measured.cpuTimesAsFast === null) return;
    const isCpu = measured.name === 'cpu';
    const other = await press(isCpu ? 'Train on WebGL' : 'Train on the processor');
    expect(other).toMatchObject({ name: isCpu ? 'webgl' : 'cpu', reason: null, cpuTimesAsFast: null });
    await expect.poll(() => page.evaluate(() => location.hash)).toContain(`engine=${other.name}`);
    expect(await press('Let the page choose')).toEqual(measured);
    await openActs(page, site, '?again');
    await page.click('button', 'Train');
    await expect.poll(() => page.evaluate(readReports)).toEqual([measured]);
    expect(await page.consoleErrors()).toEqual([]);
  });
});
