/**
 * What can be told on a machine that is otherwise idle only, with software GL on two cores: how long whole runs take in
 * the page, from the press to the end, with everything drawn; by how much the race is won; and that the asked rate is kept.
 */
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { engines, openPage } from './driver/open.ts';
import { pause } from './driver/page.ts';
import { serveDist, type Site } from './driver/serve.ts';
import { ENDED, laboratoryOn, openLaboratory } from './laboratory.ts';
import { openFold, raceLink } from './racing.ts';
import { pasteInPage } from './pasting.ts';
import type { RunFile } from './run-file.ts';

/** Seconds that each may take. */
const TARGETS = [
  ['notebook-1', 1, 6],
  ['notebook-2', 1, 15],
  ['openai-variable', 32, 60],
] as const;

/** So short strings are where the rival is at its best, and the first turns find our chunks small. */
const LEAST_SPEED_UP = 8;

let site: Site;
beforeAll(async () => void (site = await serveDist()));
afterAll(() => site.close());

describe.runIf(engines.includes('chromium'))('as fast as possible', () => {
  test.each(TARGETS)('%s, replicas: %i', async (preset, replicas, seconds) => {
    // as wide as on a desk: a wider page is more to draw
    const page = await openPage('chromium', { viewport: { width: 1440, height: 900 } });
    const laboratory = laboratoryOn(page, site);
    await laboratory.open(`preset=${preset}&replicas=${replicas}&engine=webgl`);
    await page.fill('Speed', 'as fast as possible');
    const from = performance.now();
    await page.click('button', 'Train');
    const ending = await laboratory.waitForStatus(ENDED, 300_000);
    const wall = (performance.now() - from) / 1000;
    const run = JSON.parse((await laboratory.download('Download run')).text) as RunFile;
    const updates = Math.max(...run.replicas.map(({ history }) => history.at(-1)!.update));
    const training = Math.max(...run.replicas.map(({ history }) => history.at(-1)!.seconds));
    await page.close();
    console.log(
      `${preset}, replicas: ${replicas}: ${ending} after ${updates} updates in ${wall.toFixed(2)} s, ` +
        `${training.toFixed(2)} s of them training (${run.engine.name}, ${run.engine.renderer})`,
    );
    expect(ending).not.toBe('failed');
    expect(wall).toBeLessThan(seconds);
  });
});

describe.each(engines)('in %s', (engine) => {
  test('the race is won by far', async () => {
    const laboratory = await openLaboratory(site, engine);
    await laboratory.open(raceLink(6));
    await openFold(laboratory);
    await laboratory.page.click('button', 'Race');
    await laboratory.waitForFigure('Agreement', 'difference', 0);
    const ratio = await laboratory.waitForFigure('Speed-up', 'ratio', LEAST_SPEED_UP, 20_000);
    await laboratory.close();
    console.log(`${engine}: ${ratio.toFixed(0)} times as fast`);
    expect(ratio).toBeGreaterThan(LEAST_SPEED_UP);
  });

  test('10 updates a second are never more than that', async () => {
    const laboratory = await openLaboratory(site, engine, { webglInWorkers: true });
    await laboratory.open('preset=notebook-1&replicas=1');
    await laboratory.page.fill('Speed', '10 updates/s');
    await laboratory.page.click('button', 'Train');
    await laboratory.waitForFigure('Updates per second', 'value', 0);
    for (let look = 0; look < 5; look++) {
      await pause(500);
      const rate = await laboratory.figure('Updates per second', 'value');
      expect(rate).toBeGreaterThan(0);
      expect(rate).toBeLessThan(12);
    }
    await laboratory.close();
  });

  test.each([
    ['mixed characters', '0110x', 2_000_000],
    ['bits', '10', 5_000_000],
  ])('10 MB of %s are pasted without a freeze', async (_, pieces, times) => {
    const laboratory = await openLaboratory(site, engine);
    await laboratory.open();
    const ms = await laboratory.page.evaluate(pasteInPage, pieces, times);
    await laboratory.close();
    console.log(`${engine}: pasted in ${Math.round(ms)} ms`);
    expect(ms).toBeLessThan(1500);
  });
});
