/** Every figure of the page is saved as a picture that stands by itself: drawn, named, and with the way back. */
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { engines, openPage, tellsAll } from './driver/open.ts';
import type { Page } from './driver/page.ts';
import { serveDist, type Site } from './driver/serve.ts';
import type { Instruments } from './instruments.ts';
import { ENDED, laboratoryOn } from './laboratory.ts';
import { openActs } from './opening.ts';

let site: Site;
beforeAll(async () => void (site = await serveDist()));
afterAll(() => site.close());

declare const latchInstruments: Instruments;

interface Picture {
  readonly figure: string;
  /** What is wrong with it. */
  readonly problems: readonly string[];
}

// these run in the page

/** Saves every figure that offers it, and looks at what was saved as another page would. */
async function savePictures(): Promise<Picture[]> {
  const prefix = 'Save picture of ';
  const buttons = [...document.querySelectorAll<HTMLElement>(`button[aria-label^="${prefix}"]`)];
  const pictures: Picture[] = [];
  for (const button of buttons) {
    const figure = button.getAttribute('aria-label')!.slice(prefix.length);
    button.click();
    const before = latchInstruments.saved.length;
    await until(() => document.querySelector(`[aria-label="SVG of ${figure}"]`) !== null);
    document.querySelector<HTMLElement>(`[aria-label="SVG of ${figure}"]`)!.click();
    await until(() => latchInstruments.saved.length > before);
    pictures.push({ figure, problems: await problemsOf(latchInstruments.saved.at(-1)!.text, figure) });
  }
  return pictures;

  async function until(isTrue: () => boolean): Promise<void> {
    while (!isTrue()) await new Promise((resolve) => setTimeout(resolve, 20));
  }

  async function problemsOf(text: string, figure: string): Promise<string[]> {
    const read = new DOMParser().parseFromString(text, 'image/svg+xml');
    const title = read.querySelector('title')?.textContent ?? '';
    const said = read.documentElement.textContent ?? '';
    const share = await inkOf(text);
    return [
      ...(read.querySelector('parsererror') ? ['cannot be read'] : []),
      ...(title.startsWith(`Latch: ${figure}, `) ? [] : [`is called ${title}`]),
      ...(/seeds?\b|recorded|own run|network from/u.test(title) ? [] : [`is of nobody: ${title}`]),
      ...(said.includes(location.origin) ? [] : ['has no address']),
      ...(/var\(--|class="|style="|href="(?!data:|http:\/\/localhost)/u.test(text) ? ['needs the page'] : []),
      ...(share > 0.001 ? [] : [`is empty: ${share}`]),
    ];
  }

  /** Share of the pixels between head and foot that are not the ground's. */
  async function inkOf(text: string): Promise<number> {
    const image = new Image();
    image.src = `data:image/svg+xml;charset=utf-8,${encodeURIComponent(text)}`;
    await image.decode();
    const canvas = document.createElement('canvas');
    [canvas.width, canvas.height] = [image.naturalWidth, image.naturalHeight];
    const paint = canvas.getContext('2d', { willReadFrequently: true })!;
    paint.drawImage(image, 0, 0);
    const { data } = paint.getImageData(0, 40, canvas.width, canvas.height - 80);
    let inked = 0;
    for (let k = 0; k < data.length; k += 4)
      if ([0, 1, 2].some((part) => Math.abs(data[k + part]! - data[part]!) > 24)) inked += 1;
    return (4 * inked) / data.length;
  }
}

describe.each(engines.filter(tellsAll))('%s', (engine) => {
  let page: Page;
  beforeAll(async () => void (page = await openPage(engine)));
  afterAll(() => page.close());

  const right = (figures: readonly string[]): readonly Picture[] =>
    figures.map((figure) => ({ figure, problems: [] }));

  test('of the acts', async () => {
    await openActs(page, site);
    // somebody is there: the recorded networks are decided and looked into; the acts come one by one
    await page.press('Shift');
    await page.waitFor(() =>
      ['.fool-figure', '.state-box', '.machine .node', '.fall-figure', '.spread-figure', '.equations'].every(
        (mark) => document.querySelector(mark) !== null,
      ),
    );
    expect(await page.evaluate(savePictures)).toEqual(
      right([
        'Answers and curves',
        'The networks',
        'The string that fools it',
        'Network 2 leaks',
        'Network 1 latches',
        'States',
        'The proof',
        'The four settings',
        'Fall per bit',
        'From a few bits to fifty',
        'The equations',
      ]),
    );
  });

  test('of the laboratory', async () => {
    const laboratory = laboratoryOn(page, site);
    await laboratory.open('preset=openai-variable&seed=2&replicas=2&start=1&engine=cpu&bits=10110');
    await laboratory.waitForStatus(ENDED);
    await page.waitFor(() =>
      ['.plane-axes text', '.automaton .node', '.four-cell'].every(
        (mark) => document.querySelector(mark) !== null,
      ),
    );
    expect(await page.evaluate(savePictures)).toEqual(
      right([
        'Curves',
        'Result',
        'String, bit by bit',
        'State plane',
        'Automaton',
        'Network',
        '2×2 of settings',
      ]),
    );
    expect(await page.consoleErrors()).toEqual([]);
  });
});
