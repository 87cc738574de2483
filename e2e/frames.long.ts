/**
 * A visible page beside training that shares the GPU with it: frames come in time and no task of the page's thread
 * takes long, in Chromium, whose trace says how much of its own time each task took.
 */
import { readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { openChromium, type ChromiumPage } from './driver/chromium.ts';
import { engines } from './driver/open.ts';
import { pause } from './driver/page.ts';
import { serveDist, type Site } from './driver/serve.ts';
import { laboratoryOn } from './laboratory.ts';
import { mainThreadTasks } from './main-thread.ts';

const SECONDS = 20;
/** Frames are told in whole 60ths of a second, give or take. */
const GOOD_FRAME_MS = 34;
const LONGEST_TASK_MS = 50;

/** Runs in the page: collects the time from frame to frame. */
function watchFrames(): void {
  const frames: number[] = [];
  (globalThis as unknown as { frames: number[] }).frames = frames;
  let before = performance.now();
  const look = (now: number): void => {
    frames.push(now - before);
    before = now;
    requestAnimationFrame(look);
  };
  requestAnimationFrame(look);
}

const quantile = (values: readonly number[], share: number): number =>
  values.toSorted((a, b) => a - b)[Math.ceil(share * values.length) - 1];

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
    await laboratory.open(`preset=notebook-1&replicas=${replicas}&epochs=1000`);
    await page.click('button', 'Train');
    await laboratory.waitForFigure('Training accuracy', 'value', 0, 60_000);
    if (part === 'inside') await page.evaluate("document.querySelector('.inside').scrollIntoView()");
    // the first looks at the frames set the pace
    await pause(5000);
    const path = join(tmpdir(), `latch-frames-${process.pid}.json`);
    const browser = page.playwright.context().browser()!;
    await browser.startTracing(page.playwright, { path, categories: ['toplevel', 'devtools.timeline'] });
    await page.evaluate(watchFrames);
    await pause(1000 * SECONDS);
    const frames = await page.evaluate<number[]>('frames');
    await browser.stopTracing();
    const tasks = mainThreadTasks(await readFile(path, 'utf8'));
    await rm(path);
    const rate = await laboratory.figure('Updates per second', 'value');
    console.log(
      `replicas: ${replicas}, in view: ${part}: ${frames.length} frames in ${SECONDS} s, 95 % within ${quantile(frames, 0.95).toFixed(1)} ms, ` +
        `99 % within ${quantile(frames, 0.99).toFixed(1)} ms, longest ${quantile(frames, 1).toFixed(1)} ms; ` +
        `longest of ${tasks.length} tasks ${quantile(tasks, 1).toFixed(1)} ms; ${rate.toFixed(0)} updates a second`,
    );
    expect(await laboratory.status()).toBe('training');
    expect(tasks.length).toBeGreaterThan(1000);
    expect(quantile(frames, 0.95)).toBeLessThanOrEqual(GOOD_FRAME_MS);
    expect(quantile(tasks, 1)).toBeLessThanOrEqual(LONGEST_TASK_MS);
  });
});
