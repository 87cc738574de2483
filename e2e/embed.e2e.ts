/** What leaves the page to stand elsewhere: figures in another page's frame, the code for that, and saved pictures. */
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import measured from '../src/ui/story/measured.json' with { type: 'json' };
import { openChromium } from './driver/chromium.ts';
import { serveFaulty, type FaultySite } from './driver/faulty-site.ts';
import { besides, engines, tellsAll } from './driver/open.ts';
import { PATIENCE_MS } from './driver/patience.ts';
import { laboratoryOn, openLaboratory, type Laboratory } from './laboratory.ts';
import { pngSize } from './pictures/png.ts';

const { seed, bits, weights } = measured.leak;
const NETWORK = `preset=openai-variable&seed=${seed}&replicas=1&bits=${bits}&weights=${weights}`;
const host = (figures: string): string =>
  `<!doctype html><title>host</title><link rel="icon" href="data:,"><iframe src="./#v=1&${NETWORK}&embed=${figures}" width="640" height="400" style="border: 0"></iframe>`;

let site: FaultySite;
beforeAll(
  async () =>
    void (site = await serveFaulty({ 'plane.html': host('plane'), 'two.html': host('plane,plan') })),
);
afterAll(() => site.close());

let laboratory: Laboratory;

describe.each(besides('webkit'))('%s', (engine) => {
  beforeAll(async () => void (laboratory = await openLaboratory(site, engine)));
  afterAll(() => laboratory.close());

  test('a frame of the plane holds the plane, legible, without a scroll bar, and one way back', async () => {
    const { page } = laboratory;
    await page.goto(`${site.url}plane.html`);
    const seen = (await page.waitFor(lookIntoFrame))!;
    expect(seen).toMatchObject({ panels: ['plane-panel'], links: ['Open in Latch'], notices: '' });
    expect(seen.scroll).toEqual([640, 400]);
    expect(seen.scrolling).toEqual([]);
    expect(seen.picture[0]).toBeGreaterThan(500);
    expect(seen.picture[1]).toBeGreaterThan(200);
    expect(seen.smallest).toBeGreaterThanOrEqual(11);
    expect(seen.whole).toContain(`#v=1&preset=openai-variable&replicas=1&seed=${seed}&bits=`);
    expect(seen.whole).not.toContain('embed');
    await page.goto(`${site.url}two.html`);
    const other = (await page.waitFor(lookIntoFrame))!;
    expect(other.panels).toEqual(['plane-panel']);
    expect(other.notices).toContain('Embedding knows no figure "plan", but experiment, curves');
    expect(await page.consoleErrors()).toEqual([]);
  });

  describe('of an opened network', () => {
    beforeAll(() => laboratory.open(NETWORK));

    test.runIf(tellsAll(engine))(
      'the code to embed names the ticked figures and carries the network',
      async () => {
        const { page } = laboratory;
        await page.evaluate(() => document.querySelector<HTMLElement>('.embed-composer summary')!.click());
        await page.click('checkbox', 'Automaton');
        const code = await page.waitFor(() => {
          const text =
            document.querySelector<HTMLTextAreaElement>('[aria-label="Code to embed"]')?.value ?? '';
          return text.includes('automaton') ? text : '';
        });
        expect(code).toMatch(
          /^<iframe src="http[^"]*&amp;weights=[^"]*&amp;embed=plane,automaton" title="Latch: /u,
        );
        expect(code).not.toMatch(/&(?!amp;)/u);
      },
    );

    test.each(['State plane', 'Automaton', 'String, bit by bit'])(
      'a picture of %s is saved',
      async (figure) => {
        const { page } = laboratory;
        await page.waitFor(
          (name: string) => {
            const button = document.querySelector(`[aria-label="Save picture of ${name}"]`);
            (button ?? document.querySelector('.inside'))?.scrollIntoView();
            return button !== null && document.querySelector('.plane-axes') !== null;
          },
          PATIENCE_MS,
          figure,
        );
        await page.click('button', `Save picture of ${figure}`);
        const { name, text } = await laboratory.download(`SVG of ${figure}`);
        expect(name).toMatch(/^latch-[a-z-]+-network-from-the-link\.svg$/u);
        expect(text).toContain(`>${figure} · network from the link</text>`);
        expect(text.includes('<image ')).toBe(figure !== 'Automaton');
        // it needs nothing of the page: no style sheet, no other file
        expect(text).not.toMatch(/var\(--|class="|href="(?!data:|http:\/\/localhost)/u);
        const difference = await page.evaluate(compareWithPage, text, figure);
        expect(difference.texts).toEqual([]);
      },
    );
  });

  test('nothing drawn offers no picture', async () => {
    await laboratory.open('bits=');
    for (const figure of ['Curves', 'String, bit by bit'])
      expect(await laboratory.page.has('button', `Save picture of ${figure}`)).toBe(false);
    expect(await laboratory.page.consoleErrors()).toEqual([]);
  });
});

test.runIf(engines.includes('chromium'))(
  'a saved picture opens by itself and looks as the page does',
  async () => {
    const page = await openChromium({ viewport: { width: 1440, height: 1000 } });
    const own = laboratoryOn(page, site);
    await own.open(NETWORK);
    await page.waitFor(() => {
      document.querySelector('.inside')?.scrollIntoView();
      return document.querySelector('.plane-axes') !== null;
    });
    await page.click('button', 'Save picture of State plane');
    const { text } = await own.download('SVG of State plane');
    await page.playwright.mouse.move(0, 0);
    const shown = await page.playwright.locator('.plane-body').screenshot();
    await page.evaluate(catchAddress);
    await page.click('button', 'Save picture of State plane');
    await page.click('button', 'PNG of State plane');
    const [name, address] = await page.waitFor<readonly [string, string]>('globalThis.latchAddress');
    expect(name).toBe('latch-state-plane-network-from-the-link.png');
    const [width, height] = pngSize(Buffer.from(address.slice(address.indexOf(',') + 1), 'base64'));
    expect(width).toBeGreaterThan(1000);
    expect(height).toBeGreaterThan(800);
    const other = await openChromium();
    expect(await other.evaluate(differingShare, text, shown.toString('base64'))).toBeLessThan(0.02);
    await Promise.all([page.close(), other.close()]);
  },
);

// these run in the page

/** Keeps what is saved from an address of data, instead of saving it. */
function catchAddress(): void {
  HTMLAnchorElement.prototype.click = function (this: HTMLAnchorElement) {
    Object.assign(globalThis, { latchAddress: [this.download, this.href] });
  };
}

/** What the frame of a host page shows, once the plane is drawn. */
function lookIntoFrame() {
  const page = document.querySelector('iframe')?.contentDocument;
  if (!page?.querySelector('.plane-axes text')) return null;
  const root = page.documentElement;
  const picture = page.querySelector('.plane-body')!.getBoundingClientRect();
  const sizes = [...page.querySelectorAll('.plane-axes text')].map((text) =>
    Number.parseFloat(page.defaultView!.getComputedStyle(text).fontSize),
  );
  const links = [...page.querySelectorAll('a')];
  return {
    panels: [...page.querySelectorAll('.panel')].map((panel) => panel.classList[1]),
    links: links.map((link) => link.textContent),
    whole: links[0]?.href ?? '',
    scroll: [root.scrollWidth, root.scrollHeight],
    scrolling: [...page.querySelectorAll('main, .panel')]
      .filter((part) => part.scrollHeight > part.clientHeight + 1)
      .map((part) => part.className),
    picture: [picture.width, picture.height],
    smallest: Math.min(...sizes),
    notices: page.querySelector('.notices')?.textContent ?? '',
  };
}

/** Texts of the page's figure that the picture lacks. */
function compareWithPage(svg: string, figure: string): { texts: string[] } {
  const picture = new DOMParser().parseFromString(svg, 'image/svg+xml');
  const held = (picture.documentElement.textContent ?? '').replaceAll(/\s+/gu, '');
  const panel = document.querySelector(`[aria-label="Save picture of ${figure}"]`)!.closest('.panel')!;
  const texts = [...panel.querySelectorAll('.plane-body text, .automaton text, .lane-name b')].map((text) =>
    (text.textContent ?? '').replaceAll(/\s+/gu, ''),
  );
  return { texts: texts.filter((text) => !held.includes(text)) };
}

/** Share of the screenshot's pixels that are another colour in the picture, laid over each other where they fit best. */
async function differingShare(svg: string, screenshot: string): Promise<number> {
  const load = async (address: string): Promise<ImageData> => {
    const image = new Image();
    image.src = address;
    await image.decode();
    const canvas = document.createElement('canvas');
    [canvas.width, canvas.height] = [image.naturalWidth, image.naturalHeight];
    const paint = canvas.getContext('2d', { willReadFrequently: true })!;
    paint.drawImage(image, 0, 0);
    return paint.getImageData(0, 0, canvas.width, canvas.height);
  };
  const drawn = await load(`data:image/svg+xml;charset=utf-8,${encodeURIComponent(svg)}`);
  const seen = await load(`data:image/png;base64,${screenshot}`);
  const differs = (dx: number, dy: number): number => {
    let count = 0;
    for (let y = 0; y < seen.height; y++)
      for (let x = 0; x < seen.width; x++) {
        const [at, to] = [4 * (y * seen.width + x), 4 * ((y + dy) * drawn.width + x + dx)];
        const far = [0, 1, 2].some((k) => Math.abs(seen.data[at + k]! - drawn.data[to + k]!) > 64);
        count += far ? 1 : 0;
      }
    return count / (seen.width * seen.height);
  };
  let least = 1;
  // the plane's frame lies behind the margin of the axis and the head
  for (let dy = 48; dy <= 60; dy++)
    for (let dx = 46; dx <= 54; dx++) least = Math.min(least, differs(dx, dy));
  return least;
}
