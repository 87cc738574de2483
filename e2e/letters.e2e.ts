/** Larger letters, as a visitor's browser is set to: sizes follow, and no text leaves its box or the screen. */
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import measured from '../src/ui/story/measured.json' with { type: 'json' };
import { openChromium, type ChromiumPage } from './driver/chromium.ts';
import { engines, isWhole } from './driver/open.ts';
import { serveDist, type Site } from './driver/serve.ts';
import { laboratoryOn } from './laboratory.ts';
import { misfits } from './letters-fit.ts';

let site: Site;
beforeAll(async () => void (site = await serveDist()));
afterAll(() => site.close());

const { seed, bits, weights } = measured.leak;

/** The page with everything on it that a visitor can unfold, and a verdict. */
async function openAll(page: ChromiumPage): Promise<void> {
  const laboratory = laboratoryOn(page, site);
  await laboratory.open(
    `preset=openai-variable&seed=${seed}&replicas=3&bits=${bits}&weights=${weights}&lr=0.02`,
  );
  await page.waitFor(() => document.querySelector('.four-cell') !== null);
  // a panel is filled once it is seen
  await page.evaluate(() => document.querySelector('.inside')!.scrollIntoView());
  await page.waitFor(() => document.querySelector('.automaton') !== null);
  await page.evaluate(() => document.querySelector('.four')!.scrollIntoView());
  await page.evaluate(() => document.querySelectorAll('details').forEach((part) => (part.open = true)));
  await page.click('button', 'Gates');
  await page.click('button', 'Table');
  await laboratory.prove();
  await page.waitFor(isWrong);
}

// these run in the page

const isWrong = (): boolean =>
  document.querySelector<HTMLElement>('output[aria-label=Verdict]')?.dataset['verdict'] === 'wrong';

/** Pixels of the letters of some texts, and of a number painted in the trace. */
function letterSizes(): Readonly<Record<string, number>> {
  const size = (selector: string): number =>
    parseFloat(getComputedStyle(document.querySelector(selector)!).fontSize);
  const painted = document.querySelectorAll<HTMLCanvasElement>('.lane-canvas')[1]!;
  return {
    body: size('body'),
    label: size('.field > label'),
    tick: size('.recharts-cartesian-axis-tick-value'),
    bit: size('.bit-row button'),
    numbers: painted.clientHeight / 2,
  };
}

/** Names and sizes of the fields whose letters phones would zoom to. */
const smallFields = (): string[] =>
  [...document.querySelectorAll('input, select, textarea')]
    .filter((field) => !field.matches('[type=checkbox], [type=radio], [type=range]'))
    .map((field) => [field.ariaLabel ?? field.id, parseFloat(getComputedStyle(field).fontSize)] as const)
    .filter(([, size]) => size < 16)
    .map(([name, size]) => `${name}: ${size}`);

describe.runIf(engines.includes('chromium'))('chromium', () => {
  test('letters of 20, 24 and 32 pixels: everything grows with them, at once, and fits', async () => {
    const page = await openChromium();
    const devTools = await page.playwright.context().newCDPSession(page.playwright);
    await openAll(page);
    const usual = await page.evaluate(letterSizes);
    expect(usual).toEqual({ body: 15, label: 13, tick: 12, bit: 15, numbers: 11 });
    const screens = [
      [24, 1280],
      [24, 390],
      [32, 768],
      [20, 1024],
    ] as const;
    for (const [standard, width] of screens.slice(0, isWhole ? 4 : 2)) {
      await devTools.send('Page.setFontSizes', { fontSizes: { standard, fixed: standard } });
      await page.setViewport(width, 900);
      const grown = Object.fromEntries(
        Object.entries(usual).map(([name, size]) => [name, (size * standard) / 16]),
      );
      // a canvas has whole pixels
      const read = async (): Promise<Readonly<Record<string, number>>> => {
        const { numbers, ...sizes } = await page.evaluate(letterSizes);
        return {
          ...sizes,
          numbers: Math.abs(numbers! - grown['numbers']!) <= 0.5 ? grown['numbers']! : numbers!,
        };
      };
      await expect.poll(read).toEqual(grown);
      await expect.poll(() => page.evaluate<string[]>(misfits)).toEqual([]);
    }
    await page.close();
  });

  test.runIf(isWhole)('letters of at least 20 pixels, where only the letters grow', async () => {
    const page = await openChromium({ args: ['--blink-settings=minimumFontSize=20'] });
    await openAll(page);
    for (const width of [1280, 390, 1024, 1600]) {
      await page.setViewport(width, 900);
      await expect.poll(() => page.evaluate<string[]>(misfits)).toEqual([]);
    }
    await page.close();
  });

  test('fields on a phone have letters of 16 pixels or more, and fit', async () => {
    const page = await openChromium();
    const context = await page.playwright
      .context()
      .browser()!
      .newContext({
        viewport: { width: 390, height: 844 },
        hasTouch: true,
        isMobile: true,
        deviceScaleFactor: 3,
      });
    const phone = await context.newPage();
    await phone.goto(`${site.url}#v=1&preset=openai-variable&hidden=1&weights=${weights}`);
    await phone.getByRole('button', { name: 'Edit weights' }).click();
    await phone.evaluate(() => document.querySelectorAll('details').forEach((part) => (part.open = true)));
    await phone.waitForSelector('.four-cell');
    expect(await phone.locator('input, select').count()).toBeGreaterThan(30);
    expect(await phone.evaluate(smallFields)).toEqual([]);
    expect(await phone.evaluate<string[]>(misfits)).toEqual([]);
    // and in the acts
    await phone.evaluate("location.hash = '#v=1&act=0'");
    await phone.waitForSelector('#act-7');
    expect(await phone.locator('input, select').count()).toBeGreaterThan(3);
    expect(await phone.evaluate(smallFields)).toEqual([]);
    await context.close();
    await page.close();
  });
});
