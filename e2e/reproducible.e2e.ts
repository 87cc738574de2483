/**
 * The same page, seed and engine give the same weights, bit for bit, whatever pauses and steps came between. In Firefox,
 * whatever reloads and losses did: kept.e2e.ts.
 */
import { afterAll, afterEach, beforeAll, describe, expect, test } from 'vitest';
import { engines, isWhole, tellsAll } from './driver/open.ts';
import { serveDist, type Site } from './driver/serve.ts';
import { openLaboratory, type Laboratory } from './laboratory.ts';
import { readRunFile } from './run-file.ts';

let site: Site;
beforeAll(async () => void (site = await serveDist()));
afterAll(() => site.close());

/** Variable lengths, sparse strings, a last small batch and repeats: whatever could go wrong between chunks. */
const link = [
  'preset=notebook-1',
  'lengths=variable',
  'sparse=0.3',
  'max=20',
  'strings=3000',
  'batch=50',
  'repeats=2',
  'epochs=2',
  'replicas=3',
  'seed=7',
].join('&');

async function trainOnce(laboratory: Laboratory, isDisturbed: boolean): Promise<string> {
  const { page } = laboratory;
  await page.click('button', isDisturbed ? 'Step' : 'Train');
  if (isDisturbed) {
    for (let step = 1; step <= 4; step++) {
      // it says paused before a step as well as after it
      await laboratory.waitForFigure('Moment', 'update', step - 1);
      await laboratory.waitForStatus('paused');
      if (step < 4) await page.click('button', 'Step');
    }
    for (let part = 0; part < 4 && (await laboratory.status()) === 'paused'; part++) {
      await page.click('button', 'Resume');
      await new Promise((resolve) => setTimeout(resolve, 50));
      await page.evaluate(pressPause);
      await laboratory.waitForStatus(['paused', 'stopped', 'solved']);
    }
    if ((await laboratory.status()) === 'paused') await page.click('button', 'Resume');
  }
  await laboratory.waitForStatus(['stopped', 'solved']);
  const { text } = await laboratory.download('Download run');
  return JSON.stringify(readRunFile(text).replicas.map(({ weights }) => weights));
}

/** Not the driver's click: the run may end, and with it the button, between the look and the press. */
function pressPause(): void {
  const buttons = [...document.querySelectorAll('button')];
  buttons.find((button) => button.textContent?.trim() === 'Pause')?.click();
}

describe.each(engines.filter(tellsAll))('%s', (browser) => {
  let laboratory: Laboratory | null = null;
  afterEach(async () => {
    await laboratory?.close();
    laboratory = null;
  });

  /** A fresh browser each time: WebKitGTK without a GPU gives WebGL to the first document only. */
  async function openFresh(engine: string): Promise<Laboratory> {
    await laboratory?.close();
    laboratory = await openLaboratory(site, browser, { webglInWorkers: true });
    await laboratory.open(`${link}&engine=${engine}`);
    return laboratory;
  }

  // a worker of WebKitGTK has no WebGL; on the processor share.e2e.ts tells it, too
  const trained = browser === 'webkit' ? ['cpu'] : isWhole ? ['webgl', 'cpu'] : ['webgl'];
  test.each(trained)('%s', async (engine) => {
    const whole = await trainOnce(await openFresh(engine), false);
    const fresh = await openFresh(engine);
    const disturbed = await trainOnce(fresh, true);
    expect((await fresh.output('Running engine')).data.engine).toBe(engine);
    const again = await trainOnce(fresh, false);
    expect(whole).toMatch(/0\.\d{5}/u);
    expect(disturbed).toBe(whole);
    expect(again).toBe(whole);
  });
});
