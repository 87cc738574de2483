/** The race against stock tf.layers: both train the same network, one of them much faster, and it ends when it is told to. */
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { engines, tellsAll } from './driver/open.ts';
import { PATIENCE_MS } from './driver/patience.ts';
import { serveDist, type Site } from './driver/serve.ts';
import { openLaboratory, type Laboratory } from './laboratory.ts';
import type { Instruments } from './instruments.ts';
import { openFold, raceLink } from './racing.ts';

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

const raceWorkers = ({ page }: Laboratory): Promise<number> =>
  page.evaluate(() => latchInstruments.contestants.size);

describe.each(engines.filter(tellsAll))('%s', (browser) => {
  test('races, agrees, stops at once, and the run goes on', async () => {
    const laboratory = await openLaboratory(site, browser);
    const { page } = laboratory;
    await laboratory.open(raceLink(3));
    await page.click('button', 'Train');
    await laboratory.waitForFigure('Training accuracy', 'value', 0);
    await openFold(laboratory);
    await page.click('button', 'Race');
    await laboratory.waitForStatus('paused');
    // loss and weights are compared after every turn of the slower one
    const difference = await laboratory.waitForFigure('Agreement', 'difference', 0);
    // how much faster is measured on an idle machine: speed.long.ts
    const ratio = await laboratory.waitForFigure('Speed-up', 'ratio', 1);
    const before = await updates(laboratory);
    await page.waitFor(
      (least: number) =>
        Number(document.querySelector('[aria-label="Stock tf.layers"]')?.getAttribute('aria-valuenow')) >
        least,
      PATIENCE_MS,
      before[1],
    );
    await page.click('button', 'Save picture of Race');
    const picture = await laboratory.download('SVG of Race');
    expect(picture.text).toContain(' times as fast</text>');
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
