/** The page on paper, the acts and a finished run in the laboratory: at most three sheets of A4 in dark ink, whatever the window and the theme are. */
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { openChromium, type ChromiumPage } from './driver/chromium.ts';
import { engines, isWhole } from './driver/open.ts';
import { PATIENCE_MS } from './driver/patience.ts';
import { serveDist, type Site } from './driver/serve.ts';
import { ENDED, laboratoryOn } from './laboratory.ts';
import { openActs, trainUntilFooled } from './opening.ts';
import { readActsSheet, type ActsSheet } from './printed-acts.ts';

let site: Site;
beforeAll(async () => void (site = await serveDist()));
afterAll(() => site.close());

interface Sheet {
  /** Words of what can be pressed and says nothing. */
  readonly controls: readonly string[];
  /** Texts that are not dark on white. */
  readonly pale: readonly string[];
  /** Pictures that stick out of their panels, or whose curve ends before its plot does. */
  readonly cut: readonly string[];
  /** Shares of each canvas that are painted, and how light it is on average. */
  readonly plane: { readonly painted: number; readonly light: number };
  readonly lanes: number;
  /** Pixels of the plane's and the charts' widths. */
  readonly widths: readonly number[];
}

/** Runs in the page. */
function readSheet(): Sheet {
  const isSeen = (element: Element): boolean => element.checkVisibility({ checkVisibilityCSS: true });
  const luminance = (colour: string): number => {
    const [red = 0, green = 0, blue = 0] = (/[\d.]+[^)]*/u.exec(colour)?.[0] ?? '')
      .split(/[ ,]+/u)
      .map((part) => {
        const value = Number(part) / 255;
        return value <= 0.04045 ? value / 12.92 : ((value + 0.055) / 1.055) ** 2.4;
      });
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue;
  };
  const texts = [...document.querySelectorAll('.panel *')].filter(
    (element) =>
      isSeen(element) &&
      !element.matches('.bit-row *, svg, svg *, option') &&
      [...element.childNodes].some((node) => node.nodeType === 3 && node.textContent?.trim() !== ''),
  );
  const canvasLook = (canvas: HTMLCanvasElement): { painted: number; light: number } => {
    const { data } = canvas.getContext('2d')!.getImageData(0, 0, canvas.width, canvas.height);
    let [painted, light] = [0, 0];
    for (let k = 0; k < data.length; k += 4) {
      const alpha = data[k + 3]! / 255;
      if (alpha > 0) painted += 1;
      light += (alpha * (data[k]! + data[k + 1]! + data[k + 2]!)) / 765 + 1 - alpha;
    }
    return { painted: (4 * painted) / data.length, light: (4 * light) / data.length };
  };
  const cut = [...document.querySelectorAll('.panel :is(canvas, svg)')].filter(isSeen).filter((picture) => {
    const inner = picture.getBoundingClientRect();
    const outer = picture.closest('.panel')!.getBoundingClientRect();
    return inner.left < outer.left - 1 || inner.right > outer.right + 1 || inner.bottom > outer.bottom + 1;
  });
  const short = [...document.querySelectorAll('.chart')].filter((chart) => {
    const plot = chart.getBoundingClientRect();
    const curve = chart.querySelector('.median-line')!.getBoundingClientRect();
    return curve.width < 0.85 * (plot.width - 68) || curve.right > plot.right;
  });
  const controls = 'button, input[type=range], input[type=file], summary, a[href]';
  // what a bit, a seed and an attractor are is said by their buttons
  const facts = '.bit-row button, .replicas button, .attractor, .first-wrong, .solved-count button';
  const canvases = [...document.querySelectorAll<HTMLCanvasElement>('.lane-canvas')];
  return {
    controls: [...document.querySelectorAll(controls)]
      .filter(
        (control) => isSeen(control) && !control.matches(facts) && control.getBoundingClientRect().height > 0,
      )
      .map((control) => control.textContent ?? ''),
    pale: texts
      .filter((element) => 1.05 / (luminance(getComputedStyle(element).color) + 0.05) < 4.5)
      .map((element) => element.textContent ?? ''),
    cut: [...cut, ...short].map((picture) => picture.getAttribute('class') ?? ''),
    plane: canvasLook(document.querySelector('.plane canvas')!),
    lanes: Math.min(...canvases.map((canvas) => canvasLook(canvas).painted)),
    widths: [...document.querySelectorAll('.plane-layer, .chart .recharts-surface')].map(
      (picture) => picture.getBoundingClientRect().width,
    ),
  };
}

/** Runs in the page. */
const isDecided = (): boolean =>
  document.querySelector(
    'output[aria-label=Verdict]:is([data-verdict=certified], [data-verdict=wrong], [data-verdict=undecided])',
  ) !== null;

const countPages = (pdf: Buffer): number =>
  pdf.toString('latin1').match(/\/Type\s*\/Page\b(?!s)/gu)?.length ?? 0;

describe.runIf(engines.includes('chromium'))('chromium', () => {
  let page: ChromiumPage;
  beforeAll(async () => {
    page = await openChromium();
    const laboratory = laboratoryOn(page, site);
    await laboratory.open(
      'preset=openai-variable&seed=2&replicas=3&engine=cpu&start=1&bits=1011000000000000001101',
    );
    await laboratory.waitForStatus(ENDED);
    await page.waitFor(isDecided);
    // nobody has scrolled to it
    await page.waitFor(() => document.querySelector('.plane canvas') !== null);
  });
  afterAll(() => page.close());

  const windows = [
    { width: 1280, theme: 'dark' },
    { width: 390, theme: 'system' },
    { width: 1700, theme: 'system' },
    { width: 800, theme: 'light' },
  ];
  test.each(windows.slice(0, isWhole ? 4 : 2))(
    'from a window of $width, theme $theme, on a dark system',
    async ({ width, theme }) => {
      await page.playwright.emulateMedia({ colorScheme: 'dark', media: null });
      await page.evaluate((name: string) => {
        const { dataset } = document.documentElement;
        if (name === 'system') delete dataset['theme'];
        else dataset['theme'] = name;
      }, theme);
      await page.setViewport(width, 900);
      const pdf = await page.playwright.pdf({
        format: 'A4',
        printBackground: false,
        preferCSSPageSize: true,
      });
      expect([2, 3]).toContain(countPages(pdf));

      await page.playwright.emulateMedia({ media: 'print' });
      await page.setViewport(718, 900);
      const read = async (): Promise<object> => {
        const { plane, lanes, ...sheet } = await page.evaluate(readSheet);
        return { ...sheet, isFilled: plane.painted > 0.9 && lanes > 0.01, isLight: plane.light > 0.8 };
      };
      const right = { controls: [], pale: [], cut: [], isFilled: true, isLight: true };
      await expect.poll(read).toEqual({ ...right, widths: [700, 700, 400, 400] });

      await page.playwright.emulateMedia({ media: null });
      const shown = (): Promise<string | undefined> =>
        page.evaluate(() => document.documentElement.dataset['theme']);
      await expect.poll(shown).toBe(theme === 'system' ? undefined : theme);
    },
  );
});

describe.runIf(engines.includes('chromium'))('the acts, in chromium', () => {
  let page: ChromiumPage;
  beforeAll(async () => {
    page = await openChromium({ viewport: { width: 390, height: 844 } });
    await page.playwright.emulateMedia({ colorScheme: 'dark' });
    await openActs(page, site);
  });
  afterAll(() => page.close());

  const CLEAN = { controls: [], pale: [], missing: [], cut: [] };
  const read = (): Promise<ActsSheet> => readActsSheet(page);

  /** Prints on three sheets, and leaves the page as it is on paper. */
  async function print(): Promise<void> {
    const sheets = countPages(
      await page.playwright.pdf({ format: 'A4', printBackground: false, preferCSSPageSize: true }),
    );
    await page.playwright.emulateMedia({ media: 'print' });
    // as wide as the sheet: its margins count
    await page.setViewport(794, 900);
    const acts = await page.evaluate(() =>
      [...document.querySelectorAll<HTMLElement>('.notices, .opening, .act')].map(
        (act) => `${Math.round(act.getBoundingClientRect().height)} px: ${act.innerText}`,
      ),
    );
    expect(sheets, `sheets of A4, for acts of\n${acts.join('\n')}\n`).toBeLessThanOrEqual(3);
  }

  test('before a run, on a phone in the dark', async () => {
    // somebody is there, as before every print: the recorded networks are decided
    await page.press('Shift');
    await page.waitFor(() =>
      ['.fool-figure', '.state-box', '.machine .node'].every((mark) => document.querySelector(mark) !== null),
    );
    await print();
    await expect.poll(read).toEqual(CLEAN);
  });

  test.runIf(isWhole)('after a run, from a window, light on a dark system', async () => {
    await page.playwright.emulateMedia({ media: null });
    await page.setViewport(1280, 720);
    await page.evaluate(() => void (document.documentElement.dataset['theme'] = 'light'));
    await trainUntilFooled(page, 4 * PATIENCE_MS);
    await page.waitFor(
      (over: string[]) => over.includes(document.querySelector('main')?.dataset['status'] ?? ''),
      PATIENCE_MS,
      ENDED,
    );
    await page.waitFor(() => document.querySelector('.state-box') !== null);
    await print();
    await expect.poll(read).toEqual(CLEAN);
    expect(await page.consoleErrors()).toEqual([]);
  });
});
