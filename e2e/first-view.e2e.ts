/**
 * The first view: painted from the HTML before any script, replaced by the living page without a shift, a recorded run
 * playing until the visitor's own. Chromium alone, which can hold scripts back and reports layout shifts; that the
 * recording gives way to a run is part of every engine's first run.
 */
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { openChromium, type ChromiumPage } from './driver/chromium.ts';
import { engines } from './driver/open.ts';
import { serveDist, type Site } from './driver/serve.ts';

const LANDMARKS =
  '.header, .header .button, h1, .opening .lead, .stage, .stage-string, .stage-rows > *, .stage-rows button, .stage-chart, ' +
  '.training-strip, .training-strip > *, .bits, .said, .stage-note p';

type Box = readonly [name: string, left: number, top: number, width: number, height: number];

let site: Site;
let page: ChromiumPage;

// these run in the page

const boxes = (selector: string): Box[] =>
  Array.from(document.querySelectorAll(selector), (element) => {
    const { left, top, width, height } = element.getBoundingClientRect();
    const name = `${element.tagName} ${element.className}`;
    return [name, ...[left, top, width, height].map(Math.round)] as unknown as Box;
  });

const isAlive = (): boolean => document.querySelector('main[data-status]') !== null;

const playing = (): { state: string; clip: string }[] =>
  Array.from(document.querySelectorAll('.recorded-lines'), (lines) => ({
    state: lines.getAnimations()[0]?.playState ?? 'none',
    clip: getComputedStyle(lines).clipPath,
  }));

/** What has moved since the page opened. */
const shifts = (): Promise<string[]> =>
  new Promise((resolve) => {
    const moved: string[] = [];
    new PerformanceObserver((list) => {
      for (const { sources, startTime } of list.getEntries() as LayoutShift[])
        for (const { node, previousRect, currentRect } of sources)
          moved.push(
            `${(node as Element).className} at ${startTime}: ${JSON.stringify([previousRect, currentRect])}`,
          );
    }).observe({ type: 'layout-shift', buffered: true });
    setTimeout(() => resolve(moved), 500);
  });

/** Not yet in TypeScript's library: https://wicg.github.io/layout-instability/. */
interface LayoutShift extends PerformanceEntry {
  readonly sources: readonly {
    readonly node: Node | null;
    readonly previousRect: DOMRectReadOnly;
    readonly currentRect: DOMRectReadOnly;
  }[];
}

async function openWithoutScripts(): Promise<void> {
  await page.playwright.route('**/assets/*.js', (route) => route.abort());
  await page.goto(site.url);
  await page.playwright.unroute('**/assets/*.js');
}

describe.runIf(engines.includes('chromium'))('in chromium', () => {
  beforeAll(async () => {
    site = await serveDist('/some/where');
    page = await openChromium({ viewport: { width: 1440, height: 900 } });
  });
  afterAll(async () => {
    await page.close();
    await site.close();
  });

  test.each([
    [1440, 900],
    [390, 844],
  ])('the HTML paints what React draws, at %i x %i', async (width, height) => {
    await page.setViewport(width, height);
    await openWithoutScripts();
    const before = await page.evaluate(boxes, LANDMARKS);
    expect(before.length).toBeGreaterThan(20);
    expect(await page.evaluate(isAlive)).toBe(false);
    expect((await page.evaluate(playing)).map(({ state }) => state)).toEqual(['running']);

    await page.goto(site.url);
    await page.waitFor(isAlive);
    expect(await page.evaluate(boxes, LANDMARKS)).toEqual(before);
    expect(await page.evaluate(shifts)).toEqual([]);
    expect((await page.evaluate(playing)).map(({ state }) => state)).toEqual(['running']);
  });

  test('on a desktop a string is typed, and its answer read, without scrolling', async () => {
    await page.setViewport(1440, 900);
    await page.goto(site.url);
    await page.waitFor(isAlive);
    const inputAndAnswer = await page.evaluate(boxes, '.bits, .said output, .training-strip .go');
    expect(inputAndAnswer).toHaveLength(3);
    expect(Math.max(...inputAndAnswer.map(([, , top, , height]) => top + height))).toBeLessThanOrEqual(900);
  });

  test('shows the end at once to those who want no motion', async () => {
    await page.playwright.emulateMedia({ reducedMotion: 'reduce' });
    await page.goto(site.url);
    await page.waitFor(isAlive);
    expect(await page.evaluate(playing)).toEqual([{ state: 'none', clip: 'none' }]);
    await page.playwright.emulateMedia({ reducedMotion: 'no-preference' });
  });

  test('paints the chosen theme from the start', async () => {
    await page.evaluate("localStorage.setItem('latch-theme', 'dark')");
    await openWithoutScripts();
    expect(await page.evaluate('getComputedStyle(document.documentElement).colorScheme')).toBe('dark');
    await page.evaluate('localStorage.clear()');
  });

  test('plays nothing before a link’s own experiment', async () => {
    await page.playwright.route('**/assets/*.js', (route) => route.abort());
    await page.goto(`${site.url}?#v=1&preset=openai-fixed`);
    const isHidden = (): boolean =>
      Array.from(document.querySelectorAll('.recorded-lines, h1, .go')).every(
        (element) => getComputedStyle(element).visibility === 'hidden',
      );
    expect(await page.evaluate(isHidden)).toBe(true);
    await page.playwright.unroute('**/assets/*.js');
    await page.goto(`${site.url}?again#v=1&preset=openai-fixed`);
    await page.waitFor(isAlive);
    expect(await page.evaluate(playing)).toEqual([]);
  });
});
