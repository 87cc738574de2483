/**
 * For who hears the page, or goes through it with keys: one voice for a key, a milestone said once, sliders in words, the
 * bits soon reached, and nothing explained in a hover alone. Chromium alone: the markup is the same in every engine.
 */
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { openChromium, type ChromiumPage } from './driver/chromium.ts';
import { engines, isWhole } from './driver/open.ts';
import { serveDist, type Site } from './driver/serve.ts';
import { laboratoryOn } from './laboratory.ts';
import { openActs } from './opening.ts';

/** What the page has said since it was listened to: of each region that speaks, its name and its words. */
type Said = readonly [region: string, words: string];
declare const latchSaid: Said[];

let site: Site;
let page: ChromiumPage;

// these run in the page

/** Listens to all live regions, those that come later too; what changes in one before the next frame is one voice. */
function listen(): void {
  const said: Said[] = [];
  const speaking = new Set<Element>();
  const regionOf = (node: Node): Element | null => {
    const element = node instanceof Element ? node : node.parentElement;
    const region = element?.closest('[aria-live], output, [role=status], [role=alert], [role=log]') ?? null;
    if (region === null || region.getAttribute('aria-live') === 'off') return null;
    // what is not rendered is not read
    return region.checkVisibility({ checkVisibilityCSS: true }) ? region : null;
  };
  const speak = (): void => {
    for (const region of speaking) {
      const words = region.textContent?.trim() ?? '';
      const name = region.getAttribute('aria-label') ?? region.className;
      if (words !== '') said.push([name, words]);
    }
    speaking.clear();
  };
  new MutationObserver((records) => {
    if (speaking.size === 0) requestAnimationFrame(speak);
    for (const { target } of records) {
      const region = regionOf(target);
      if (region) speaking.add(region);
    }
  }).observe(document.body, { subtree: true, childList: true, characterData: true });
  Object.assign(globalThis, { latchSaid: said });
}

const heard = (): Said[] => latchSaid.splice(0);

const answerOf = (): string => document.querySelector('output[aria-label=Answer]')?.textContent ?? '';

const settle = (): Promise<void> => new Promise((resolve) => void setTimeout(resolve, 400));

/** Sliders without words for their value. */
const wordlessSliders = (): string[] =>
  [...document.querySelectorAll('[role=slider], input[type=range], [role=spinbutton]')]
    .filter((slider) => !/\S/u.test(slider.getAttribute('aria-valuetext') ?? ''))
    .map((slider) => slider.outerHTML.slice(0, 120));

/** Controls whose title says more than what is seen or read beside them. */
const hoverOnly = (): string[] =>
  [...document.querySelectorAll<HTMLElement>('button, a, input, select, summary, textarea')]
    .filter((control) => {
      const described = document.getElementById(control.getAttribute('aria-describedby') ?? '');
      const told = [
        control.ariaLabel,
        control.textContent,
        control.getAttribute('placeholder'),
        described?.textContent,
      ];
      return control.title !== '' && !told.some((text) => text?.includes(control.title));
    })
    .map((control) => `${control.ariaLabel ?? control.textContent}: ${control.title}`);

/** Options of the experiment beside which nothing is seen that says what they do. */
const unhinted = (): string[] =>
  [...document.querySelectorAll('.experiment .field, .run .field')]
    .filter((field) => {
      const control = field.querySelector('[aria-describedby]');
      const ids = control?.getAttribute('aria-describedby')?.split(' ') ?? [];
      const hints = [...ids.map((id) => document.getElementById(id)), field.nextElementSibling];
      return !hints.some(
        (hint) => hint?.matches('.field-hint, .expectation') && hint.checkVisibility() && hint.textContent,
      );
    })
    .map((field) => field.textContent ?? '');

const focusedName = (): string => {
  const focused = document.activeElement;
  return focused?.getAttribute('aria-label') ?? focused?.textContent ?? '';
};

/** Types bits one by one, and gives back how many voices each had, and which. */
async function typeBits(text: string): Promise<readonly Said[][]> {
  await page.evaluate(() => document.querySelector<HTMLInputElement>('input.bits')!.focus());
  await page.press('End');
  await page.evaluate(settle);
  const voices: Said[][] = [];
  for (const bit of text) {
    const before = await page.evaluate(answerOf);
    await page.evaluate(heard);
    await page.type(bit);
    await page.waitFor(
      (old: string) => document.querySelector('output[aria-label=Answer]')?.textContent !== old,
      undefined,
      before,
    );
    await page.evaluate(settle);
    voices.push(await page.evaluate(heard));
  }
  return voices;
}

const names = (voices: readonly Said[][]): string[][] => voices.map((said) => said.map(([name]) => name));

describe.runIf(engines.includes('chromium'))('chromium', () => {
  beforeAll(async () => {
    site = await serveDist();
    page = await openChromium({ viewport: { width: 1280, height: 720 } });
  });
  afterAll(async () => {
    await page.close();
    await site.close();
  });

  test('the bare page: the bits come soon, every slider has words, and a typed bit is answered by one voice', async () => {
    await openActs(page, site);
    await page.waitFor(() => document.querySelector('#act-7') !== null);
    const stops: string[] = [];
    for (let stop = 0; stop < 15; stop++) {
      await page.press('Tab');
      stops.push(await page.evaluate(focusedName));
    }
    expect(stops).toContain('Bit string');
    expect(stops.some((name) => /^Bit \d+ is [01], flip$/u.test(name))).toBe(true);
    await page.evaluate(listen);
    expect(names(await typeBits('101'))).toEqual([['Answer'], ['Answer'], ['Answer']]);
    expect(await page.evaluate(wordlessSliders)).toEqual([]);
    expect(await page.evaluate(hoverOnly)).toEqual([]);
    // a step that is asked for is said, by one voice as well
    await page.evaluate(heard);
    await page.click('button', 'A bit back');
    await page.evaluate(settle);
    expect((await page.evaluate(heard)).map(([, words]) => words)).toEqual(['bit 26 of 27: 0']);
  });

  test.runIf(isWhole)(
    'a run to its end: that it is solved is said once, and so is the string that fools it',
    async () => {
      await page.goto(`${site.url}?run#v=1&act=0&preset=openai-variable&engine=cpu`);
      await page.waitFor(() => document.querySelector('#act-7') !== null);
      await page.evaluate(listen);
      await page.click('button', 'Train');
      await page.waitFor(() => document.querySelector('.fooled-words') !== null);
      await page.waitFor(() =>
        ['solved', 'stopped'].includes(document.querySelector('main')!.dataset['status']!),
      );
      await page.waitFor(() => latchSaid.some(([, words]) => / wrong on some string/u.test(words)));
      await page.evaluate(settle);
      const said = await page.evaluate(heard);
      const times = (pattern: RegExp): number => said.filter(([, words]) => pattern.test(words)).length;
      expect(times(/^(Solved|Training has ended)/u)).toBe(1);
      expect(times(/^100\.00 % on 10,000 strings, and wrong on /u)).toBe(1);
      // nobody types these bits
      expect(said.filter(([name]) => name === 'Answer')).toEqual([]);
      expect(names(await typeBits('01'))).toEqual([['Answer'], ['Answer']]);
    },
  );

  test('the laboratory: a typed bit is answered by one voice, and every option and slider says what it is', async () => {
    const laboratory = laboratoryOn(page, site);
    await laboratory.open('preset=openai-variable&replicas=1&bits=1');
    await page.waitFor(() => document.querySelector('.four-cell') !== null);
    await page.evaluate(() => document.querySelectorAll('details').forEach((part) => (part.open = true)));
    await page.evaluate(() => document.querySelector('.inside')!.scrollIntoView());
    await page.waitFor(() => document.querySelector('.automaton') !== null);
    await page.evaluate(listen);
    expect(names(await typeBits('10'))).toEqual([['Answer'], ['Answer']]);
    expect(await page.evaluate(wordlessSliders)).toEqual([]);
    expect(await page.evaluate(hoverOnly)).toEqual([]);
    expect(await page.evaluate(unhinted)).toEqual([]);
  });
});
