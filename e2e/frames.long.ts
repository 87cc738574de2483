/**
 * A visible page beside training that shares the GPU with it: frames come in time and no task of the page's thread
 * takes long, in Chromium, whose trace says how much of its own time each task took.
 */
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { openChromium, type ChromiumPage } from './driver/chromium.ts';
import { engines } from './driver/open.ts';
import { pause } from './driver/page.ts';
import { serveDist, type Site } from './driver/serve.ts';
import { laboratoryOn } from './laboratory.ts';
import { quantile, tasksDuring } from './main-thread.ts';

const SECONDS = 20;
/** Frames are told in whole 60ths of a second, give or take. */
const GOOD_FRAME_MS = 34;
const LONGEST_TASK_MS = 50;

/** How often the charts are drawn anew, a second. */
const CHART_RATE = { least: 4, most: 10 };

interface Watched {
  readonly frames: readonly number[];
  /** When the accuracy chart changed, in milliseconds. */
  readonly drawings: readonly number[];
}

/** Runs in the page: collects the time from frame to frame, and the frames that changed the accuracy chart. */
function watchFrames(): void {
  const frames: number[] = [];
  const drawings: number[] = [];
  (globalThis as unknown as { watched: Watched }).watched = { frames, drawings };
  new MutationObserver(() => {
    const now = performance.now();
    // one drawing may come in several steps
    if (now - (drawings.at(-1) ?? -Infinity) > 30) drawings.push(now);
  }).observe(document.querySelector('.chart')!, { subtree: true, childList: true, attributes: true });
  let before = performance.now();
  const look = (now: number): void => {
    frames.push(now - before);
    before = now;
    requestAnimationFrame(look);
  };
  requestAnimationFrame(look);
}

describe.runIf(engines.includes('chromium'))('shared with the page', () => {
  let site: Site;
  let page: ChromiumPage;
  beforeAll(async () => {
    site = await serveDist();
    page = await openChromium({ viewport: { width: 1440, height: 900 } });
  });
  afterAll(async () => {
    await page.close();
    await site.close();
  });

  test.each([
    [1, 'the top'],
    [1, 'inside'],
    [8, 'the top'],
    [32, 'the top'],
  ] as const)('replicas: %i, in view: %s', async (replicas, part) => {
    const laboratory = laboratoryOn(page, site);
    // a long budget: the run must not end while we look
    await laboratory.open(`preset=notebook-1&replicas=${replicas}&epochs=1000&engine=webgl`);
    await page.click('button', 'Train');
    await laboratory.waitForFigure('Training accuracy', 'value', 0, 60_000);
    if (part === 'inside') await page.evaluate("document.querySelector('.inside').scrollIntoView()");
    // the first looks at the frames set the pace
    await pause(5000);
    let watched: Watched = { frames: [], drawings: [] };
    const tasks = await tasksDuring(page, async () => {
      await page.evaluate(watchFrames);
      await pause(1000 * SECONDS);
      watched = await page.evaluate<Watched>('watched');
    });
    const { frames, drawings } = watched;
    const waits = drawings.slice(1).map((at, k) => at - drawings[k]);
    const chartRate = drawings.length / SECONDS;
    const rate = await laboratory.figure('Updates per second', 'value');
    console.log(
      `replicas: ${replicas}, in view: ${part}: ${frames.length} frames in ${SECONDS} s, 95 % within ${quantile(frames, 0.95).toFixed(1)} ms, ` +
        `99 % within ${quantile(frames, 0.99).toFixed(1)} ms, longest ${quantile(frames, 1).toFixed(1)} ms; ` +
        `the chart drawn ${chartRate.toFixed(1)} times a second, at the latest after ${quantile(waits, 1).toFixed(0)} ms; ` +
        `longest of ${tasks.length} tasks ${quantile(tasks, 1).toFixed(1)} ms; ${rate.toFixed(0)} updates a second`,
    );
    expect(await laboratory.status()).toBe('training');
    expect(tasks.length).toBeGreaterThan(1000);
    expect(quantile(frames, 0.95)).toBeLessThanOrEqual(GOOD_FRAME_MS);
    expect(quantile(tasks, 1)).toBeLessThanOrEqual(LONGEST_TASK_MS);
    expect(chartRate).toBeGreaterThan(0.9 * CHART_RATE.least);
    expect(chartRate).toBeLessThanOrEqual(CHART_RATE.most);
  });
});
