/**
 * How long whole runs take in the page, from the press to the end, as fast as possible, with everything drawn: on
 * software GL with two cores, on a machine that is otherwise idle.
 */
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { engines, openPage } from './driver/open.ts';
import { serveDist, type Site } from './driver/serve.ts';
import { ENDED, laboratoryOn } from './laboratory.ts';
import type { RunFile } from './run-file.ts';

/** Seconds that each may take. */
const TARGETS = [
  ['notebook-1', 1, 6],
  ['notebook-2', 1, 15],
  ['openai-variable', 32, 60],
] as const;

let site: Site;
beforeAll(async () => void (site = await serveDist()));
afterAll(() => site.close());

describe.runIf(engines.includes('chromium'))('as fast as possible', () => {
  test.each(TARGETS)('%s, replicas: %i', async (preset, replicas, seconds) => {
    // as wide as on a desk: a wider page is more to draw
    const page = await openPage('chromium', { viewport: { width: 1440, height: 900 } });
    const laboratory = laboratoryOn(page, site);
    await laboratory.open(`preset=${preset}&replicas=${replicas}`);
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
