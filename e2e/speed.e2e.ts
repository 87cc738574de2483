/** The visitor's speed: single updates to watch, the right rate in numbers, and the same network at every speed. */
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { engines, tellsAll } from './driver/open.ts';
import { PATIENCE_MS } from './driver/patience.ts';
import { serveDist, type Site } from './driver/serve.ts';
import { ENDED, openLaboratory, type Laboratory } from './laboratory.ts';
import type { Instruments } from './instruments.ts';
import type { RunFile } from './run-file.ts';

declare const latchInstruments: Instruments;

let site: Site;
beforeAll(async () => void (site = await serveDist()));
afterAll(() => site.close());

/** 47 updates, then it ends. */
const SHORT = 'preset=notebook-1&replicas=1&max=8&strings=6000&epochs=1&engine=webgl';

/** Both rates as they stand together: a number read in the next round trip may be of a later report. */
function readRates(): { updates: number; strings: number } {
  const value = (name: string): number =>
    Number(document.querySelector<HTMLElement>(`output[aria-label="${name}"]`)!.dataset['value']);
  return { updates: value('Updates per second'), strings: value('Strings per second') };
}

interface Reports {
  readonly reports: number;
  readonly update: number;
  readonly looks: number;
}

/** Runs in the page, once there are so many reports: how far the trainer is, and how often it was asked to wait for a frame. */
function readReports(least: number): Reports | null {
  const progress = latchInstruments.events.filter((event) => event.type === 'progress');
  if (progress.length < least) return null;
  return {
    reports: progress.length,
    update: progress.at(-1)?.update ?? 0,
    looks: latchInstruments.commands.filter((type) => type === 'frames').length,
  };
}

async function weightsAfter(
  laboratory: Laboratory,
  change: (train: () => Promise<void>) => Promise<void>,
): Promise<object> {
  const { page } = laboratory;
  await change(async () => {
    await page.click('button', 'Train');
  });
  await laboratory.waitForStatus(ENDED);
  const run = JSON.parse((await laboratory.download('Download run')).text) as RunFile;
  await page.click('button', 'Reset');
  return run.replicas[0].weights;
}

describe.each(engines)('%s', (browser) => {
  test.runIf(tellsAll(browser))(
    'one update a second to as fast as possible, with the same weights',
    async () => {
      const laboratory = await openLaboratory(site, browser, { webglInWorkers: true });
      const { page } = laboratory;
      await laboratory.open(SHORT);

      const full = await weightsAfter(laboratory, async (train) => {
        await page.fill('Speed', 'as fast as possible');
        await train();
      });
      const mixed = await weightsAfter(laboratory, async (train) => {
        await page.fill('Speed', '10 updates/s');
        await train();
        await laboratory.waitForFigure('Updates per second', 'value', 0);
        // how near this comes to what is asked is tested on a clock of its own (pace.test.ts), and in speed.long.ts
        const { updates, strings } = await page.evaluate(readRates);
        expect(updates).toBeGreaterThan(0);
        expect(strings).toBeCloseTo(128 * updates);
        await page.fill('Speed', '1 update/s');
        await page.click('button', 'Pause');
        await laboratory.waitForStatus('paused');
        await page.click('button', 'Step');
        await page.fill('Speed', 'shared with page');
        await laboratory.waitForStatus('paused');
        await page.click('button', 'Resume');
      });
      const errors = await page.consoleErrors();
      await laboratory.close();
      expect(mixed).toEqual(full);
      expect(errors).toEqual([]);
    },
  );

  test.runIf(tellsAll(browser) || browser === 'webkit')(
    'a page that is seen looks at its frames, and a hidden one trains on without',
    async () => {
      const laboratory = await openLaboratory(site, browser, { webglInWorkers: true });
      const { page } = laboratory;
      await laboratory.open('preset=notebook-1&replicas=1&epochs=1000&engine=webgl');
      await page.click('button', 'Train');
      await page.waitFor(() => latchInstruments.commands.includes('frames'));
      await page.evaluate(() => {
        // no engine here can put a page out of sight
        Object.defineProperty(document, 'visibilityState', { value: 'hidden' });
        document.dispatchEvent(new Event('visibilitychange'));
      });
      // a look that was under way is the last: by the next report it is over
      const reported = (least: number) => page.waitFor(readReports, PATIENCE_MS, least) as Promise<Reports>;
      const hidden = await reported(0);
      const before = await reported(hidden.reports + 1);
      const after = await reported(before.reports + 5);
      expect(after.looks).toBe(before.looks);
      expect(after.update).toBeGreaterThan(before.update);
      expect(await laboratory.status()).toBe('training');
      await laboratory.close();
    },
  );
});
