/**
 * Deciding many networks of several units: how long it takes on one core and on all of them, how long the page's thread
 * is held up meanwhile, and what the browser keeps in memory. In Chromium, which tells all of it.
 */
import { afterEach, beforeAll, afterAll, describe, expect, test } from 'vitest';
import { openChromium, type ChromiumPage } from './driver/chromium.ts';
import { engines } from './driver/open.ts';
import { pause } from './driver/page.ts';
import { serveDist, type Site } from './driver/serve.ts';
import { ENDED, laboratoryOn } from './laboratory.ts';
import { quantile, tasksDuring } from './main-thread.ts';
import { processMemory } from './process-memory.ts';

const LONGEST_TASK_MS = 50;
/** Certificates and their sets, several workers, and what their searches hold; the page itself takes some 200. */
const MOST_MB = 1500;
const SAMPLE_MS = 500;
const SETTLE_MS = 4000;
const PATIENCE_MS = 900_000;

interface Outcome {
  readonly seconds: number;
  readonly names: readonly string[];
  readonly longestTaskMs: number;
  readonly mostMb: number;
  readonly restMb: number;
}

/** Runs in the page: the names of the seeds' cells, once all that pass the test are decided, one of them at least. */
function allDecided(): string[] | null {
  const cells = [...document.querySelectorAll('[role=radiogroup][aria-label="Shown seed"] [role=radio]')];
  const names = cells.map((cell) => cell.getAttribute('aria-label') ?? '');
  const decided = names.filter((name) => /certified for every length|wrong on|undecided/u.test(name));
  const open = names.filter((name) => /test passed/u.test(name) && !decided.includes(name));
  return decided.length > 0 && open.length === 0 ? names : null;
}

const focusTrain = (): void =>
  [...document.querySelectorAll('button')].find(({ textContent }) => textContent === 'Train')!.focus();

const pressCell = (name: string): void =>
  document.querySelector<HTMLElement>(`[role=radio][aria-label="${CSS.escape(name)}"]`)!.click();

describe.runIf(engines.includes('chromium'))('deciding many wide networks', () => {
  let site: Site;
  let page: ChromiumPage;
  beforeAll(async () => void (site = await serveDist()));
  afterAll(() => site.close());
  afterEach(() => page.close());

  /** Trains, and from the end of that on decides; `cores`: as many as the page believes in, null: those that there are. */
  async function decideAll(hidden: number, replicas: number, cores: number | null): Promise<Outcome> {
    page = await openChromium({ alone: true, viewport: { width: 1440, height: 900 } });
    if (cores !== null)
      await page.playwright.addInitScript((count: number) => {
        Object.defineProperty(Navigator.prototype, 'hardwareConcurrency', { get: () => count });
      }, cores);
    const laboratory = laboratoryOn(page, site);
    await laboratory.open(
      `preset=openai-variable&supervision=every&hidden=${hidden}&replicas=${replicas}&engine=cpu`,
    );
    // what the page does once it has been opened, and to look for a button, is not what is asked about
    await page.evaluate(focusTrain);
    await pause(SETTLE_MS);
    const system = await page.playwright.context().browser()!.newBrowserCDPSession();
    const sizes: number[] = [];
    let names: readonly string[] = [];
    let seconds = 0;
    const tasks = await tasksDuring(page, async () => {
      await page.press('Enter');
      expect(await laboratory.waitForStatus(ENDED, PATIENCE_MS)).not.toBe('failed');
      const from = performance.now();
      // sets of wide proofs are drawn, too
      await page.evaluate(() => document.querySelector('.inside')!.scrollIntoView({ block: 'start' }));
      for (;;) {
        sizes.push((await processMemory(system))?.browser ?? 0);
        names = (await page.evaluate(allDecided)) ?? [];
        if (names.length > 0 || performance.now() - from > PATIENCE_MS) break;
        await pause(SAMPLE_MS);
      }
      seconds = (performance.now() - from) / 1000;
      const certified = names.find((name) => name.includes('certified for every length'));
      if (certified !== undefined) await page.evaluate(pressCell, certified);
      await pause(3000);
    });
    await pause(12_000);
    const restMb = (await processMemory(system))?.browser ?? 0;
    return { seconds, names, longestTaskMs: quantile(tasks, 1), mostMb: Math.max(...sizes), restMb };
  }

  test.each([
    [2, 16],
    [4, 8],
  ])('%i units, %i seeds: no task holds the page up, and memory is bounded', async (hidden, replicas) => {
    for (const cores of [1, null]) {
      const { names, ...figures } = await decideAll(hidden, replicas, cores);
      const count = (kind: RegExp): number => names.filter((name) => kind.test(name)).length;
      console.log(
        `${hidden} units, ${replicas} seeds, ${cores === null ? 'all cores' : 'one core'}: ` +
          `${count(/certified/u)} certified, ${count(/wrong on/u)} wrong, ${count(/undecided/u)} undecided ` +
          `${figures.seconds.toFixed(1)} s after training; longest task ${figures.longestTaskMs.toFixed(1)} ms; ` +
          `at most ${figures.mostMb} MB, ${figures.restMb} MB afterwards`,
      );
      expect(names).toHaveLength(replicas);
      expect(figures.longestTaskMs).toBeLessThanOrEqual(LONGEST_TASK_MS);
      expect(figures.mostMb).toBeLessThan(MOST_MB);
      if (cores === 1) await page.close();
    }
  });
});
