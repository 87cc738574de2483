/** The presenter view: one living figure fills a beamer's screen, in letters that are read from the last row. */
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { casesIn, engines, openPage, tellsAll } from './driver/open.ts';
import type { Page } from './driver/page.ts';
import { serveDist, type Site } from './driver/serve.ts';
import { SLIDES } from './slides.ts';

let site: Site;
beforeAll(async () => void (site = await serveDist()));
afterAll(() => site.close());

// these run in the page

interface Look {
  /** Heads of the acts that are seen. */
  readonly heads: readonly string[];
  /** Texts of letters below 20 pixels, with their size. */
  readonly small: readonly string[];
  /** Pixels that the shown act is too large by, to the right and down, and the page. */
  readonly hidden: readonly number[];
  /** Whether the largest figure of the shown act takes a good part of the screen. */
  readonly isFilled: boolean;
}

function look(): Look {
  const isSeen = (element: Element): boolean =>
    element.checkVisibility({ checkVisibilityCSS: true }) && element.getBoundingClientRect().width > 1;
  const sizeOf = (element: Element): number => {
    const scale = element instanceof SVGGraphicsElement ? (element.getScreenCTM()?.d ?? 1) : 1;
    return scale * Number.parseFloat(getComputedStyle(element).fontSize);
  };
  const small = [...document.querySelectorAll('.page *')]
    .filter(
      (element) =>
        isSeen(element) &&
        // indices of a formula are smaller than its letters
        element.closest('msub') === null &&
        [...element.childNodes].some((node) => node.nodeType === 3 && node.textContent?.trim()),
    )
    .filter((element) => sizeOf(element) < 19.95)
    // a raised number, as the bits of a string are written short
    .filter((element) => element.closest('sup') === null)
    .map((element) => `${element.textContent ?? ''}: ${sizeOf(element).toFixed(1)}`);
  const acts = [...document.querySelectorAll('.opening, .act')].filter(isSeen);
  const root = document.documentElement;
  const figures = [
    ...document.querySelectorAll(
      '.stage, .tiles, .fool-figure, .state-pair, .machines, .proved-figure, .recorded-four, .fall-figure, .spread-pair, .cell-figure, .page-address',
    ),
  ].filter(isSeen);
  const screen = innerWidth * innerHeight;
  const largest = Math.max(
    ...figures.map((figure) => {
      const { width, height } = figure.getBoundingClientRect();
      return figure.matches('.page-address') ? screen : width * height;
    }),
  );
  return {
    heads: acts.map((act) => act.querySelector('h1, h2')?.id ?? ''),
    small,
    hidden: [
      ...acts.flatMap((act) => [act.scrollWidth - act.clientWidth, act.scrollHeight - act.clientHeight]),
      root.scrollWidth - innerWidth,
      root.scrollHeight - innerHeight,
    ],
    isFilled: largest > 0.3 * screen,
  };
}

const isPresented = (): boolean => document.querySelector('.presenter-bar') !== null;
const isRead = (): boolean => document.querySelector('.presenter-bar') === null;
const readHash = (): string => location.hash;
const focusedName = (): string => {
  const { activeElement } = document;
  return activeElement?.getAttribute('aria-label') ?? activeElement?.id ?? '';
};

const present = async (page: Page, slide: string): Promise<void> => {
  await page.evaluate((text: string) => {
    location.hash = `#v=1&preset=openai-variable&present=${text}`;
  }, slide);
  await page.waitFor(isPresented);
  await page.waitFor(
    (act: string) => document.querySelector(`#act-${act}`)?.checkVisibility() === true,
    60_000,
    slide[0],
  );
};

describe.each(engines.filter(tellsAll))('%s', (engine) => {
  let page: Page;
  beforeAll(async () => {
    page = await openPage(engine, { viewport: { width: 1280, height: 720 } });
    await page.goto(`${site.url}#v=1&preset=openai-variable&present=2`);
    await page.waitFor(isPresented);
  });
  afterAll(() => page.close());

  test.each([
    [1280, 720, 'light'],
    [1920, 1080, 'dark'],
  ])('at %i x %i every figure fills the screen, %s', async (width, height, theme) => {
    await page.setViewport(width, height);
    await page.evaluate((name: string) => void (document.documentElement.dataset['theme'] = name), theme);
    for (const slide of casesIn(engine, SLIDES, SLIDES.length, 3)) {
      await present(page, slide);
      const seen = { slide, heads: [`act-${slide[0]}`], small: [], isFilled: true };
      // what a worker computes, and a picture that measures itself, come a moment later
      await expect
        .poll(async () => {
          const { hidden, ...others } = await page.evaluate(look);
          return { slide, ...others, over: Math.max(...hidden) > 1 };
        })
        .toEqual({ ...seen, over: false });
    }
  });

  test('keys lead through the figures and out; the figures live, and what one made stays', async () => {
    await page.evaluate(() => void (location.hash = '#v=1&preset=openai-variable&act=2&engine=cpu'));
    await page.waitFor(isRead);
    await page.setViewport(1280, 720);
    await page.waitFor(() => document.querySelector('.fool-figure') !== null);
    await page.click('button', 'Present: Fool it');
    await page.waitFor(isPresented);
    await expect.poll(() => page.evaluate(readHash)).toContain('present=2');
    // a press on a control keeps the arrows
    await page.click('button', 'One zero more');
    await page.press('ArrowRight');
    await expect.poll(() => page.evaluate(readHash)).toContain('present=3');
    await page.press('PageDown');
    await expect.poll(() => page.evaluate(readHash)).toContain('present=3.2');
    await page.press('PageUp');
    await page.press('ArrowLeft');
    await expect.poll(() => page.evaluate(readHash)).toContain('present=2');
    await page.press('Escape');
    await page.waitFor(isRead);
    // to the button that it began with
    await expect.poll(() => page.evaluate(focusedName)).toBe('Present: Fool it');
    const top = (): number => document.querySelector('#act-2')!.getBoundingClientRect().top;
    await expect.poll(async () => Math.abs(await page.evaluate(top)) < 720).toBe(true);

    await page.press('f');
    await page.waitFor(isPresented);
    // the text box is an act away
    await page.press('t');
    await expect.poll(() => page.evaluate(focusedName)).toBe('Bit string');
    await page.press('Control+a');
    await page.type('1101');
    const answer = (): string =>
      document.querySelector<HTMLElement>('output[aria-label=Answer]')?.dataset['answer'] ?? '';
    await expect.poll(() => page.evaluate(answer)).toBe('odd');
    // out of the box, before out of the view; where the whole screen is given, that press is the browser's
    const isFull = await page.evaluate(() => document.fullscreenElement !== null);
    if (isFull) await page.evaluate(() => document.querySelector<HTMLElement>('input.bits')?.blur());
    else await page.press('Escape');
    expect(await page.evaluate(isPresented)).toBe(true);
    await page.press('Space');
    await page.waitFor(() => document.querySelector('main')?.dataset['status'] === 'training');
    await page.press('Space');
    await page.waitFor(() => document.querySelector('main')?.dataset['status'] === 'paused');
    await page.press('Escape');
    await page.waitFor(isRead);
    expect(await page.evaluate(() => document.querySelector('main')?.dataset['status'])).toBe('paused');
    expect(await page.evaluate(() => document.querySelector<HTMLInputElement>('input.bits')?.value)).toBe(
      '1101',
    );
    // of another act than the one it began with: its head
    await expect.poll(() => page.evaluate(focusedName)).toBe('act-0');
    expect(await page.evaluate(() => document.documentElement.dataset['presenting'])).toBeUndefined();
    expect(await page.consoleErrors()).toEqual([]);
  });

  test.runIf(tellsAll(engine))('a press of the header’s button, and the bar leads on and out', async () => {
    await page.evaluate(() => void (location.hash = '#v=1&preset=openai-variable&act=0&bits=1'));
    await page.waitFor(isRead);
    await page.evaluate(() => scrollTo(0, 0));
    await page.click('button', 'Present');
    await page.waitFor(isPresented);
    await page.click('button', 'Next figure');
    await expect.poll(() => page.evaluate(readHash)).toContain('present=1');
    await page.click('button', 'Leave the presenter view');
    await page.waitFor(isRead);
    await expect.poll(() => page.evaluate(readHash)).toContain('act=1');
    expect(await page.consoleErrors()).toEqual([]);
  });
});
