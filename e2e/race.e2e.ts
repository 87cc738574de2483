/** The race against stock tf.layers: both train the same network, one of them much faster, and it ends when it is told to. */
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { engines } from './driver/open.ts';
import { serveDist, type Site } from './driver/serve.ts';
import { openLaboratory, type Laboratory } from './laboratory.ts';
import type { Instruments } from './instruments.ts';

declare const latchInstruments: Instruments;

let site: Site;
beforeAll(async () => void (site = await serveDist()));
afterAll(() => site.close());

/** Updates of both so far. */
const updates = ({ page }: Laboratory): Promise<number[]> =>
  page.evaluate(() =>
    ['Latch', 'Stock tf.layers'].map((name) =>
      Number(
        document.querySelector(`[role=progressbar][aria-label="${name}"]`)?.getAttribute('aria-valuenow'),
      ),
    ),
  );

async function openFold({ page }: Laboratory): Promise<void> {
  await page.evaluate(() => document.querySelector<HTMLElement>('.race summary')!.focus());
  // the key opens no fold through WebKitGTK's driver
  if (page.engine === 'webkit')
    await page.evaluate(() => document.querySelector<HTMLElement>('.race summary')!.click());
  else await page.press('Enter');
}

const raceWorkers = ({ page }: Laboratory): Promise<number> =>
  page.evaluate(() => latchInstruments.racers.size);

const LEAST_SPEED_UP = 8;

/** Short strings: every bit is some ten shaders for tf.layers to compile. */
const LINK = 'preset=notebook-1&replicas=2&max=6&strings=20000&batch=64&epochs=100';

describe.each(engines)('%s', (browser) => {
  test('races, agrees, stops at once, and the run goes on', async () => {
    const laboratory = await openLaboratory(site, browser);
    const { page } = laboratory;
    await laboratory.open(LINK);
    await page.click('button', 'Train');
    await laboratory.waitForFigure('Training accuracy', 'value', 0);
    await openFold(laboratory);
    await page.click('button', 'Race');
    await laboratory.waitForStatus('paused');
    // loss and weights are compared after every turn of the slower one
    const difference = await laboratory.waitForFigure('Agreement', 'difference', 0, 60_000);
    // so short strings are where the rival is at its best, and the first turns find our chunks small
    const ratio = await laboratory.waitForFigure('Speed-up', 'ratio', LEAST_SPEED_UP, 20_000);
    const before = await updates(laboratory);
    await page.waitFor(
      (least: number) =>
        Number(document.querySelector('[aria-label="Stock tf.layers"]')?.getAttribute('aria-valuenow')) >
        least,
      20_000,
      before[1],
    );
    const engine = await laboratory.output('Running engine');
    expect(await laboratory.status()).toBe('paused');
    expect(await raceWorkers(laboratory)).toBe(2);
    await page.click('button', 'Stop race');
    expect(await raceWorkers(laboratory)).toBe(0);
    const after = await updates(laboratory);
    await laboratory.waitForStatus('training');
    expect(await updates(laboratory)).toEqual(after);
    const errors = await page.consoleErrors();
    await laboratory.close();
    console.log(
      `${browser}, ${engine.data.engine}: ${ratio.toFixed(0)} times as fast, ${after.join(' against ')} updates, weights within ${difference.toExponential(1)}`,
    );
    // one update moves a weight by about the learning rate, 0.001
    expect(difference).toBeLessThan(1e-3);
    expect(after[0]).toBeGreaterThan(after[1]);
    expect(errors).toEqual([]);
  });
});
