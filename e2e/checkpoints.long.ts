/**
 * What it costs that nothing is lost: the page as it is and one that takes no checkpoints and keeps nothing train in turns,
 * and how much longer an update takes on the processor is the cost. In Chromium, whose processes tell their time.
 */
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import type { CDPSession } from 'playwright-core';
import { openChromium, type ChromiumPage } from './driver/chromium.ts';
import { engines } from './driver/open.ts';
import { pause } from './driver/page.ts';
import { serveDirectory, serveDist, type Site } from './driver/serve.ts';
import { laboratoryOn, type Laboratory } from './laboratory.ts';
import { quantile, tasksDuring } from './main-thread.ts';
import { buildWithoutKeeping } from './without-keeping.ts';

const ROUNDS = 4;
const MOST_SHARE = 0.01;
const LONGEST_TASK_MS = 50;

interface Told {
  readonly update: number;
  readonly at: number;
}

// these run in the page

/** Notes when each update was told. */
function noteUpdates(): void {
  const told: Told[] = [];
  const { trainer } = (globalThis as unknown as { latchInstruments: { trainer: Worker } }).latchInstruments;
  trainer.addEventListener('message', ({ data }: MessageEvent<{ type?: string; update: number }>) => {
    if (data.type === 'progress') told.push({ update: data.update, at: performance.now() });
  });
  Object.assign(globalThis, { latchTold: told });
}

const takeTold = (): Told[] => (globalThis as unknown as { latchTold: Told[] }).latchTold.splice(0);

describe.runIf(engines.includes('chromium'))('checkpoints and what is kept', () => {
  const sites: Site[] = [];
  const pages: ChromiumPage[] = [];
  let laboratories: Laboratory[] = [];
  let systems: CDPSession[] = [];
  beforeAll(async () => {
    sites.push(await serveDist(), await serveDirectory(await buildWithoutKeeping()));
    for (const _ of sites)
      pages.push(await openChromium({ alone: true, viewport: { width: 1440, height: 900 } }));
    laboratories = pages.map((page, k) => laboratoryOn(page, sites[k]!));
    systems = await Promise.all(
      pages.map((page) => page.playwright.context().browser()!.newBrowserCDPSession()),
    );
  }, 300_000);
  afterAll(async () => {
    for (const one of [...pages, ...sites]) await one.close();
  });

  /** Seconds of the processor that all processes of a browser have taken. */
  async function secondsOf(system: CDPSession): Promise<number> {
    const { processInfo } = await system.send('SystemInfo.getProcessInfo');
    return processInfo.reduce((sum, { cpuTime }) => sum + cpuTime, 0);
  }

  /** Lets one of the two train for some time; gives the milliseconds of an update, by the clock and on the processor. */
  async function turn(which: number, seconds: number): Promise<{ wall: number; processor: number }> {
    const [page, laboratory, system] = [pages[which]!, laboratories[which]!, systems[which]!];
    await page.click('button', 'Resume');
    await laboratory.waitForStatus('training');
    await page.waitFor(() => (globalThis as unknown as { latchTold: Told[] }).latchTold.length > 0);
    const before = await secondsOf(system);
    await page.evaluate(takeTold);
    await pause(1000 * seconds);
    const after = await secondsOf(system);
    const told = await page.evaluate(takeTold);
    await page.click('button', 'Pause');
    await laboratory.waitForStatus('paused');
    await page.evaluate(takeTold);
    const [first, last] = [told[0]!, told.at(-1)!];
    const wall = (last.at - first.at) / (last.update - first.update);
    return { wall, processor: (after - before) * (wall / seconds) };
  }

  const median = (values: readonly number[]): number => quantile(values, 0.5);

  test.each([
    ['1 unit, 8 networks', 'hidden=1&replicas=8', 4],
    ['32 units, 32 networks', 'hidden=32&replicas=32', 6],
    ['64 units, 16 networks', 'hidden=64&replicas=16', 12],
  ] as const)('of %s cost at most 1 %% of the training, and no long task', async (name, link, seconds) => {
    for (const laboratory of laboratories) {
      await laboratory.open(
        `preset=openai-variable&${link}&engine=cpu&epochs=5000&stop=budget&evaluate=1000000`,
      );
      await laboratory.page.fill('Speed', 'full');
      await laboratory.page.click('button', 'Train');
      await laboratory.waitForStatus('training');
      await laboratory.page.evaluate(noteUpdates);
      await laboratory.waitForFigure('Moment', 'update', 2);
      await laboratory.page.click('button', 'Pause');
      await laboratory.waitForStatus('paused');
    }
    const ratios: { wall: number; processor: number }[] = [];
    for (let round = 0; round < ROUNDS; round++) {
      // each begins as often as the other
      const order = round % 2 === 0 ? [0, 1] : [1, 0];
      const took = { 0: { wall: 0, processor: 0 }, 1: { wall: 0, processor: 0 } };
      for (const which of order) took[which as 0 | 1] = await turn(which, seconds);
      ratios.push({
        wall: took[0].wall / took[1].wall,
        processor: took[0].processor / took[1].processor,
      });
    }
    const tasks: number[][] = [];
    for (const which of [0, 1])
      tasks.push(await tasksDuring(pages[which]!, async () => void (await turn(which, seconds))));
    const percents = (key: 'wall' | 'processor'): number[] => ratios.map((ratio) => 100 * (ratio[key] - 1));
    const said = (key: 'wall' | 'processor'): string => {
      const values = percents(key);
      return `${median(values).toFixed(2)} % (${Math.min(...values).toFixed(1)} to ${Math.max(...values).toFixed(1)})`;
    };
    const longest = tasks.map((all) => Math.max(...all).toFixed(1));
    console.log(
      `${name}: ${said('wall')} of the time, ${said('processor')} of the processor; longest task ${longest[0]} ms, without ${longest[1]} ms`,
    );
    // the median's own uncertainty is about a quarter of what lies between the quarters
    const spread = quantile(percents('processor'), 0.75) - quantile(percents('processor'), 0.25);
    expect(median(percents('processor')) - spread / 2).toBeLessThanOrEqual(100 * MOST_SHARE);
    expect(Math.max(...tasks[0]!)).toBeLessThanOrEqual(Math.max(LONGEST_TASK_MS, ...tasks[1]!));
  });
});
