/** Starting, training and resetting again and again leaves nothing behind: tensors, GL objects, workers. */
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import type { TrainerEvent } from '../src/training/protocol.ts';
import { engines, isWhole, tellsAll } from './driver/open.ts';
import { PATIENCE_MS } from './driver/patience.ts';
import { serveDist, type Site } from './driver/serve.ts';
import type { Instruments } from './instruments.ts';
import { openLaboratory, type Laboratory } from './laboratory.ts';

declare const latchInstruments: Instruments;

type Memory = Extract<TrainerEvent, { type: 'memory' }>;
interface Held {
  readonly tensors: number;
  readonly glObjects: number;
  readonly workers: number;
}

let site: Site;
beforeAll(async () => void (site = await serveDist()));
afterAll(() => site.close());

/** What is held right now, in the middle of a run. */
async function measure(laboratory: Laboratory): Promise<Held> {
  const { page } = laboratory;
  const before = await page.evaluate(() => latchInstruments.events.length);
  await laboratory.command('measure');
  const { tensors, glObjects } = (await page.waitFor(
    (from: number) => latchInstruments.events.slice(from).find(({ type }) => type === 'memory') ?? null,
    PATIENCE_MS,
    before,
  )) as Memory;
  return { tensors, glObjects, workers: await page.evaluate(() => latchInstruments.workers.length) };
}

/** Runs in the page: presses Train, waits until it has trained, presses Reset. */
async function cycleInPage(patienceMs: number): Promise<void> {
  const press = (name: string): void => {
    const buttons = [...document.querySelectorAll('button')];
    buttons.find((button) => button.textContent?.trim() === name)!.click();
  };
  const until = async (isTrue: () => boolean): Promise<void> => {
    for (const start = performance.now(); !isTrue(); await new Promise((resolve) => setTimeout(resolve, 5)))
      if (performance.now() - start > patienceMs) throw new Error('nothing happens');
  };
  const main = document.querySelector('main')!;
  const before = latchInstruments.events.length;
  press('Train');
  await until(() => latchInstruments.events.slice(before).some(({ type }) => type === 'progress'));
  press('Reset');
  await until(() => main.dataset['status'] === 'idle');
}

// WebKitGTK as it is shipped has no WebGL in workers
const held = engines.filter((engine) => tellsAll(engine) || (isWhole && engine !== 'webkit'));

describe.each(held)('%s', (browser) => {
  const cycles = isWhole ? 20 : 6;
  // without a GPU there is nothing that a browser's own way with it could leave behind
  test.each(browser === 'chromium' && isWhole ? ['webgl', 'cpu'] : ['webgl'])(
    `${cycles} cycles on %s`,
    async (engine) => {
      const laboratory = await openLaboratory(site, browser, { webglInWorkers: true });
      // a long epoch, so that no evaluation comes between: what it makes, it keeps for the run
      await laboratory.open(`preset=notebook-1&replicas=2&strings=1000000&engine=${engine}`);
      const { page } = laboratory;
      const train = async (): Promise<Held> => {
        await page.click('button', 'Train');
        await laboratory.waitForFigure('Training accuracy', 'value', 0);
        return measure(laboratory);
      };
      const first = await train();
      await page.click('button', 'Reset');
      // one call a round: WebKitGTK's driver has lost the result of a call that took long
      for (let round = 0; round < cycles; round++) await page.evaluate(cycleInPage, PATIENCE_MS);
      const starts = await page.evaluate(
        () => latchInstruments.commands.filter((type) => type === 'start').length,
      );
      const last = await train();
      expect((await laboratory.output('Running engine')).data.engine).toBe(engine);
      await laboratory.close();
      console.log(`${browser}, ${engine}: ${JSON.stringify(last)}`);
      expect(starts).toBe(1 + cycles);
      expect(first.tensors).toBeGreaterThan(0);
      expect(last).toEqual(first);
      expect(last.workers).toBe(1);
    },
  );
});
