/** Another screen, or a zoomed page: every canvas is painted again with as many pixels as it has, while nothing runs. */
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { openChromium, type ChromiumPage } from './driver/chromium.ts';
import { engines } from './driver/open.ts';
import { serveDist, type Site } from './driver/serve.ts';
import { laboratoryOn } from './laboratory.ts';

let site: Site;
beforeAll(async () => void (site = await serveDist()));
afterAll(() => site.close());

interface Painted {
  readonly canvases: number;
  /** Of how many pixels the width is beside those that the screen has there, worst of all. */
  readonly coarsest: number;
  readonly finest: number;
  readonly empty: number;
}

/** Runs in the page. */
function paintedCanvases(): Painted {
  const canvases = [...document.querySelectorAll('canvas')];
  const ratios = canvases.map(({ width, clientWidth }) => width / (clientWidth * devicePixelRatio));
  const isEmpty = (canvas: HTMLCanvasElement): boolean => {
    const { data } = canvas.getContext('2d')!.getImageData(0, 0, canvas.width, canvas.height);
    // what was painted for fewer pixels would leave the right and lower parts clear
    const at = data.findLastIndex((value, k) => k % 4 === 3 && value > 0);
    return at < 0.4 * data.length;
  };
  return {
    canvases: canvases.length,
    coarsest: Math.min(...ratios),
    finest: Math.max(...ratios),
    empty: canvases.filter(isEmpty).length,
  };
}

describe.runIf(engines.includes('chromium'))('chromium', () => {
  test('1 to 2, 1.5, 3, 0.8 and back', async () => {
    const page: ChromiumPage = await openChromium();
    const devTools = await page.playwright.context().newCDPSession(page.playwright);
    const laboratory = laboratoryOn(page, site);
    await laboratory.open('preset=openai-variable&replicas=1&bits=1011010');
    await page.click('button', 'Gates');
    await page.evaluate(() => document.querySelector('.inside')!.scrollIntoView());
    await page.waitFor(() => document.querySelectorAll('canvas').length >= 11);
    await expect.poll(async () => (await page.evaluate(paintedCanvases)).empty).toBe(0);
    const { canvases } = await page.evaluate(paintedCanvases);
    for (const deviceScaleFactor of [2, 1.5, 3, 0.8, 1]) {
      const screen = { width: 1280, height: 900, mobile: false, deviceScaleFactor };
      await devTools.send('Emulation.setDeviceMetricsOverride', screen);
      const read = async (): Promise<object> => {
        const painted = await page.evaluate(paintedCanvases);
        const isSharp = Math.abs(painted.coarsest - 1) < 0.01 && Math.abs(painted.finest - 1) < 0.01;
        return { deviceScaleFactor, isSharp, empty: painted.empty, canvases: painted.canvases };
      };
      await expect.poll(read).toEqual({ deviceScaleFactor, isSharp: true, empty: 0, canvases });
    }
    await page.close();
  });
});
