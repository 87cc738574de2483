/**
 * Nothing is lost: a run that is reloaded at moments and whose GPU is taken away ends with the bits, and the curves, of
 * one that nobody disturbed; an address that asks for something else has it beside; what is forgotten does not come back.
 */
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { besides, casesIn, tellsAll } from './driver/open.ts';
import { pause } from './driver/page.ts';
import { serveDist, type Site } from './driver/serve.ts';
import { installInstruments, type Instruments } from './instruments.ts';
import { cameTo, isNew, keptAfter, keptLink, reload } from './keeping.ts';
import { openLaboratory, type Laboratory } from './laboratory.ts';

declare const latchInstruments: Instruments;

describe.each(besides('firefox'))('%s', (engine) => {
  // kept.long.ts has 32
  const replicas = 4;
  let site: Site;
  let laboratory: Laboratory;
  beforeAll(async () => {
    site = await serveDist();
    laboratory = await openLaboratory(site, engine, { webglInWorkers: true });
  });
  afterAll(async () => {
    await laboratory?.close();
    await site?.close();
  });

  test(`a run of ${replicas} networks, reloaded and with its GPU lost, comes to the same as one left alone`, async () => {
    const { page } = laboratory;
    // the fused engines promise it on their device; a worker of WebKitGTK has no WebGL
    const link = `${keptLink(replicas, 2)}&strings=60000&engine=${engine === 'webkit' ? 'cpu' : 'webgl'}`;
    await laboratory.open(link);
    await page.click('button', 'Train');
    await laboratory.waitForStatus('stopped');
    const wanted = await cameTo(laboratory);

    await laboratory.open(link);
    expect(await laboratory.status()).toBe('idle');
    await page.fill('Speed', '100');
    await page.click('button', 'Train');
    for (const update of casesIn(engine, [60, 200], 2, 1)) {
      await laboratory.waitForFigure('Moment', 'update', update);
      await keptAfter(page, update);
      await reload(page);
      await laboratory.waitForStatus('paused');
      expect((await laboratory.notices()).join(' ')).toMatch(/Your run is still here.*Resume/u);
      expect(await laboratory.figure('Moment', 'update')).toBeGreaterThan(update);
      const line = await page.waitFor(
        () => document.querySelector('.line-shown path')?.getAttribute('d') ?? '',
      );
      expect(line.length).toBeGreaterThan(20);
      await page.click('button', 'Resume');
      await laboratory.waitForStatus('training');
    }
    const isOnGpu = (await laboratory.output('Running engine')).data.engine === 'webgl';
    await laboratory.waitForFigure('Moment', 'update', 300);
    if (isOnGpu) {
      await laboratory.command('lose-context');
      await page.waitFor(() => latchInstruments.events.filter(({ type }) => type === 'started').length === 2);
    }
    await page.fill('Speed', 'full');
    await laboratory.waitForStatus('stopped');
    expect(await cameTo(laboratory)).toEqual(wanted);
    expect((await laboratory.notices()).join(' ').includes('goes on by itself')).toBe(isOnGpu);
    expect(await page.consoleErrors()).toEqual([]);

    // and so it stays
    await pause(1500);
    await reload(page);
    await laboratory.waitForStatus('stopped');
    expect(await cameTo(laboratory)).toEqual(wanted);
  });

  test('an address that asks for another experiment has the run beside it', async () => {
    const { page } = laboratory;
    await reload(page, '#v=1&preset=openai-variable&seed=8');
    await page.waitFor(() => document.querySelector('.ghosts') !== null);
    expect(await laboratory.status()).toBe('idle');
  });

  test('what is forgotten does not come back', async () => {
    const { page } = laboratory;
    await page.click('button', 'Forget everything kept here');
    await page.waitFor(() => (document.querySelector('main')?.textContent ?? '').includes('Forgotten'));
    await reload(page);
    await pause(1000);
    expect(await laboratory.status()).toBe('idle');
    expect(await page.evaluate(() => document.querySelector('.ghosts') === null)).toBe(true);
  });

  test.runIf(tellsAll(engine))(
    'at the bare address the acts show the run as it stood, with Resume',
    async () => {
      const { page } = laboratory;
      await page.goto(site.url);
      await page.waitFor(isNew);
      await page.evaluate(installInstruments);
      await page.click('button', 'Train');
      await keptAfter(page, 0);
      await reload(page);
      const status = await laboratory.waitForStatus(['paused', 'solved', 'stopped']);
      if (status === 'paused') await page.click('button', 'Resume');
      await laboratory.waitForStatus(['training', 'solved', 'stopped']);
      expect(await page.consoleErrors()).toEqual([]);
    },
  );
});
