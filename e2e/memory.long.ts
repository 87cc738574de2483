/**
 * Ten minutes of training leave the memory as it was: tensors and GL objects exactly, the page's heap and the
 * browser's processes but for a curve that grows to its limit. `LATCH_SOAK_MINUTES` for another while.
 */
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import type { TrainerEvent } from '../src/training/protocol.ts';
import { openChromium, type ChromiumPage } from './driver/chromium.ts';
import { engines } from './driver/open.ts';
import { pause } from './driver/page.ts';
import { serveDist, type Site } from './driver/serve.ts';
import type { Instruments } from './instruments.ts';
import { laboratoryOn, type Laboratory } from './laboratory.ts';
import { median } from './bench/results.ts';
import { processMemory } from './process-memory.ts';

declare const latchInstruments: Instruments;

const MINUTES = Number(process.env.LATCH_SOAK_MINUTES ?? 10);
const SAMPLE_MS = 30_000;
/** Compiling, first evaluations and the browser's own caches come in the first minute. */
const SETTLED_MS = 60_000;
/** Points of all replicas together at their limit, a hundred thousand, and what React and the charts keep of them. */
const HEAP_GROWTH_MB = 40;
const PROCESS_GROWTH = 0.15;
/** Samples at the start and at the end that are compared. */
const SAMPLES = 5;

interface Sample {
  readonly seconds: number;
  readonly heapMb: number;
  readonly tensors: number;
  readonly glObjects: number;
  readonly browserMb: number;
  readonly gpuProcessMb: number;
}

async function held(laboratory: Laboratory): Promise<Pick<Sample, 'tensors' | 'glObjects'>> {
  const { page } = laboratory;
  // what the instruments noted so far is not the page's
  await page.evaluate(() => void latchInstruments.events.splice(0));
  await laboratory.command('measure');
  const { tensors, glObjects } = (await page.waitFor(
    () => latchInstruments.events.find(({ type }) => type === 'memory') ?? null,
    10_000,
  )) as Extract<TrainerEvent, { type: 'memory' }>;
  return { tensors, glObjects };
}

describe.runIf(engines.includes('chromium'))(`32 replicas for ${MINUTES} minutes`, () => {
  let site: Site;
  let page: ChromiumPage;
  beforeAll(async () => {
    site = await serveDist();
    page = await openChromium({ alone: true });
  });
  afterAll(async () => {
    await page.close();
    await site.close();
  });

  test('keep what they hold', async () => {
    const laboratory = laboratoryOn(page, site);
    await laboratory.open('preset=notebook-1&replicas=32&epochs=1000&engine=webgl');
    await page.fill('Speed', 'as fast as possible');
    const context = page.playwright.context();
    const cdp = await context.newCDPSession(page.playwright);
    const system = await context.browser()!.newBrowserCDPSession();
    await page.click('button', 'Train');
    const from = performance.now();
    const samples: Sample[] = [];
    await pause(SETTLED_MS);
    for (;;) {
      await cdp.send('HeapProfiler.collectGarbage');
      const { usedSize } = await cdp.send('Runtime.getHeapUsage');
      const memory = await processMemory(system);
      const seconds = Math.round((performance.now() - from) / 1000);
      samples.push({
        seconds,
        heapMb: Math.round(usedSize / 2 ** 17) / 8,
        ...(await held(laboratory)),
        browserMb: memory?.browser ?? 0,
        gpuProcessMb: memory?.gpuProcess ?? 0,
      });
      console.log(JSON.stringify(samples.at(-1)));
      if (seconds >= 60 * MINUTES) break;
      await pause(SAMPLE_MS);
    }
    const status = await laboratory.status();
    const rate = await laboratory.figure('Updates per second', 'value');
    console.log(`${status}, ${rate.toFixed(0)} updates a second`);
    expect(status).toBe('training');
    const { tensors, glObjects } = samples[0];
    for (const sample of samples) expect(sample).toMatchObject({ tensors, glObjects });
    // the browser frees pictures when it likes to, so single samples lie up to half apart
    const typical = (of: readonly Sample[], key: keyof Sample): number => median(of.map((one) => one[key]));
    const growth = (key: keyof Sample): number =>
      typical(samples.slice(-SAMPLES), key) - typical(samples.slice(0, SAMPLES), key);
    const allowed = (key: keyof Sample): number =>
      PROCESS_GROWTH * typical(samples.slice(0, SAMPLES), key) + HEAP_GROWTH_MB;
    expect(growth('heapMb')).toBeLessThan(HEAP_GROWTH_MB);
    expect(growth('browserMb')).toBeLessThan(allowed('browserMb'));
    expect(growth('gpuProcessMb')).toBeLessThan(allowed('gpuProcessMb'));
  });
});
