/** A link's `kernel` names what trains, of either engine; the run file says what did, and the page why it was another. */
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { casesIn, engines } from './driver/open.ts';
import { serveDist, type Site } from './driver/serve.ts';
import { openLaboratory, type Laboratory } from './laboratory.ts';
import type { RunFile } from './run-file.ts';

describe.runIf(engines.includes('chromium'))('the kernel of a link', () => {
  let site: Site;
  let laboratory: Laboratory;
  beforeAll(async () => {
    site = await serveDist();
    laboratory = await openLaboratory(site, 'chromium');
  });
  afterAll(async () => {
    await laboratory.close();
    await site.close();
  });

  async function trainABit(link: string): Promise<{ engine: string; kernel: string; banner: string }> {
    const { page } = laboratory;
    await laboratory.open(`preset=openai-variable&replicas=1&${link}`);
    await page.click('button', 'Train');
    await laboratory.waitForFigure('Training accuracy', 'value', 0);
    const { text } = await laboratory.download('Download run');
    const banner = await page.evaluate<string>("document.querySelector('header').textContent");
    await page.click('button', 'Reset');
    const { engine, kernel } = JSON.parse(text) as RunFile;
    return { engine: engine.name, kernel, banner };
  }

  const named = [
    ['hidden=1&kernel=cpu-batched', 'cpu', 'cpu-batched'],
    ['hidden=6&kernel=step-8', 'webgl', 'step-8'],
    ['hidden=1&kernel=cpu-simd', 'cpu', 'cpu-simd'],
    ['hidden=3&engine=cpu&kernel=cpu-simd', 'cpu', 'cpu-simd'],
    ['hidden=6&kernel=quad', 'webgl', 'quad-8'],
  ] as const;
  test.each(casesIn('chromium', named, 1, 0))('%s', async (link, engine, kernel) => {
    expect(await trainABit(link)).toMatchObject({ engine, kernel });
  });

  test('unasked, the CPU engine takes vectors', async () => {
    const { kernel } = await trainABit('hidden=1&engine=cpu');
    expect(kernel).toMatch(/^cpu-(?:fma|simd)$/u);
  });

  // the design "pair" went; links that name it stay
  const notHere = ['hidden=1&kernel=pair-8', 'hidden=1&kernel=serial-8', 'hidden=1&kernel=cpu-simd'];
  test.each(casesIn('chromium', notHere, 1, 0))('%s cannot be had on WebGL, which is said', async (link) => {
    const { engine, kernel, banner } = await trainABit(`engine=webgl&${link}`);
    expect({ engine, kernel }).toEqual({ engine: 'webgl', kernel: 'string-8' });
    expect(banner).toMatch(/cannot train this here; string-8 runs/u);
  });
});
