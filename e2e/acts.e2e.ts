/** The page at its bare address: one press trains, and ends with the string that fools a network of 100 %; the acts lead on. */
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { besides, engines, openPage } from './driver/open.ts';
import type { Page } from './driver/page.ts';
import { serveDist, type Site } from './driver/serve.ts';
import { phoneWidth } from './opening.ts';

let site: Site;
beforeAll(async () => void (site = await serveDist()));
afterAll(() => site.close());

// these run in the page

const isThere = (): boolean => document.querySelector('main[data-status] .stage') !== null;
const statusOf = (): string => document.querySelector('main')?.dataset['status'] ?? '';
const readBits = (): string => document.querySelector<HTMLInputElement>('input.bits')?.value ?? '';
const textOf = (selector: string): string => document.querySelector(selector)?.textContent ?? '';
const answerOf = (): string =>
  document.querySelector<HTMLElement>('output[aria-label=Answer]')?.dataset['answer'] ?? '';

/** What can be operated within the first view. */
const controls = (): number =>
  [...document.querySelectorAll('button, input, select, a[href], summary, [tabindex="0"]')].filter(
    (element) => {
      const { top, bottom, width } = element.getBoundingClientRect();
      return (
        top < innerHeight && bottom > 0 && width > 1 && element.closest('.bit-row, .rail, dialog') === null
      );
    },
  ).length;

const sizes = (): string[] => [
  ...new Set(
    [...document.querySelectorAll('.opening *, .header *')]
      .filter((element) =>
        [...element.childNodes].some((node) => node.nodeType === 3 && node.textContent?.trim()),
      )
      .map((element) => getComputedStyle(element).fontSize),
  ),
];

/** Those that are not whole in the window, or of no size. */
const outOfView = (selectors: readonly string[]): string[] =>
  selectors.filter((selector) => {
    const { top, bottom, width } = document.querySelector(selector)?.getBoundingClientRect() ?? new DOMRect();
    return top < -1 || bottom > innerHeight + 1 || width === 0;
  });

/** Texts that leave the window sideways. */
const overflow = (): number => document.documentElement.scrollWidth - document.documentElement.clientWidth;

describe.each(engines)('%s', (engine) => {
  let page: Page;
  beforeAll(async () => {
    page = await openPage(engine, { viewport: { width: 1280, height: 720 } });
    await page.goto(site.url);
    await page.waitFor(isThere);
  });
  afterAll(() => page.close());

  test('opens calm, with a recorded run that answers, and nothing outside the window', async () => {
    expect(await page.evaluate(statusOf)).toBe('idle');
    expect(await page.evaluate(textOf, 'h1')).toBe('Can 20 numbers learn odd from even?');
    expect(await page.evaluate(textOf, '.note-words')).toMatch(/^Recorded with this page\./u);
    expect(await page.evaluate(controls)).toBeLessThanOrEqual(15);
    expect((await page.evaluate(sizes)).length).toBeLessThanOrEqual(7);
    expect(await page.evaluate(answerOf)).toMatch(/odd|even/u);
    await page.fill('Bit string', '1101');
    await expect.poll(() => page.evaluate(answerOf)).toBe('odd');
  });

  const firstViews = [
    [phoneWidth(engine), 844],
    [1280, 720],
    [1440, 900],
  ] as const;

  test.each(firstViews)(
    'at %i x %i the question, the figures and Train are in the first view',
    async (width, height) => {
      await page.setViewport(width, height);
      const bottom = (): number =>
        document.querySelector('.training-strip .go')!.getBoundingClientRect().bottom - innerHeight;
      await expect.poll(() => page.evaluate(bottom)).toBeLessThanOrEqual(0);
      await expect.poll(() => page.evaluate(overflow)).toBeLessThanOrEqual(0);
    },
  );

  // in Firefox a press in the acts trains in offline.e2e.ts, and a run goes on there in kept.e2e.ts
  describe.runIf(besides('webkit').includes(engine))('and then', () => {
    test('one press ends with a network of 100 % and the string that fools it', async () => {
      await page.fill('Will most of them learn it?', 'yes');
      await page.click('button', 'Train');
      await page.waitFor(() => document.querySelector('.fooled-words') !== null);
      // what comes of the string is said once it is typed to its end: the network says the opposite of what is true
      await expect
        .poll(() => page.evaluate(textOf, '.fooled-words'))
        .toMatch(/^100\.00 % on 10,000 strings\. ✗ Wrong on /u);
      const said = await page.evaluate(textOf, '.fooled-words');
      await expect
        .poll(async () => {
          const bits = await page.evaluate(readBits);
          const odd = bits.replaceAll('0', '').length % 2 === 1;
          return (await page.evaluate(answerOf)) === (odd ? 'even' : 'odd');
        })
        .toBe(true);
      // what is said of it is what stands in the box
      const zeros = /a one and (\d+) zeros/u.exec(said)?.[1];
      const bits = await page.evaluate(readBits);
      expect(zeros === undefined || bits === `1${'0'.repeat(Number(zeros))}`).toBe(true);
      expect(await page.evaluate(textOf, '.judged')).toBe('✗ wrong');
      // the bet that was laid before is settled: by the run, and then by the proofs
      await expect
        .poll(() => page.evaluate(textOf, '.bet'))
        .toMatch(
          /^(Right|Not so): you bet that most would learn it, and [1-8] of 8 did\. Right for every length: \d of these \d\.$/u,
        );
    });

    test.each(firstViews)('at %i x %i all of that is in the first view', async (width, height) => {
      await page.setViewport(width, height);
      await page.evaluate(() => scrollTo(0, 0));
      const parts = ['.fooled-words', '.wave', '.wave-level.wrong', '.said', '.training-strip .go'];
      await expect.poll(() => page.evaluate(outOfView, parts)).toEqual([]);
    });

    test('the acts follow it, with its numbers', async () => {
      await page.click('button', 'Why?');
      await expect.poll(() => page.evaluate(() => location.hash)).toContain('act=2');
      await page.waitFor(() => document.querySelector('.fool-figure .wave') !== null);
      expect(await page.evaluate(textOf, '#act-2')).toMatch(/^100\.00 % on 10,000 strings\.Wrong on /u);
      // the equations hold among themselves: c = f c' + i g, to the digits that are shown
      const sums = await page.evaluate(() => {
        const rows = [...document.querySelectorAll('.equations tr')];
        const valueOf = (row: Element): number =>
          Number(row.lastElementChild?.textContent?.replace('−', '-'));
        const [i = 0, f = 0, g = 0] = rows.slice(0, 3).map(valueOf);
        const numbers = [...(rows[4]?.querySelectorAll('mn') ?? [])].map((number) =>
          Number(number.textContent?.replace('−', '-')),
        );
        return { i, f, g, before: numbers.at(-3) ?? 0, c: valueOf(rows[4]!) };
      });
      expect(sums.f * sums.before + sums.i * sums.g).toBeCloseTo(sums.c, 2);
      // a letter lights its lane, and a lane its letters
      const lit = (): Promise<string | null> =>
        page.evaluate(() => document.querySelector('.cell-figure')!.getAttribute('data-lit'));
      const focusOn = (selector: string): Promise<void> =>
        page.evaluate((wanted: string) => document.querySelector<HTMLElement>(wanted)!.focus(), selector);
      await focusOn('.equations tr[data-quantity=f] button');
      await expect.poll(lit).toBe('f');
      await focusOn('.cell-lane[data-quantity=c] button');
      await expect.poll(lit).toBe('c');
      await page.press('ArrowDown');
      await expect.poll(lit).toBe('h');
      await page.setViewport(phoneWidth(engine), 844);
      await expect.poll(() => page.evaluate(overflow)).toBeLessThanOrEqual(0);
    });

    test('the laboratory is one press away, with the same run, and the way back too', async () => {
      await page.setViewport(1280, 720);
      await page.click('button', 'Laboratory');
      await page.waitFor(() => document.querySelector('.laboratory .panel.result') !== null);
      expect(await page.evaluate(textOf, '.engine output')).not.toMatch(/chosen when you train/u);
      await page.click('button', 'Story');
      await page.waitFor(isThere);
      expect(await page.consoleErrors()).toEqual([]);
    });
  });
});
