/** What of the acts a printer would get. */
import type { Page } from './driver/page.ts';

export interface ActsSheet {
  /** What can be pressed and says nothing. */
  readonly controls: readonly string[];
  /** Texts that are not dark on white. */
  readonly pale: readonly string[];
  /** Figures that are not drawn. */
  readonly missing: readonly string[];
  /** Figures that stick out of the sheet, or of what is around them. */
  readonly cut: readonly string[];
}

/** What each figure is made of, and at least how many of them. */
const MARKS: readonly (readonly [selector: string, least: number])[] = [
  ['.stage .wave-level', 2],
  ['.stage .state-bar', 1],
  ['.stage-chart svg path', 2],
  ['.tile svg', 8],
  ['.fool-figure .wave-level', 2],
  ['.state-pair .state-stop', 10],
  ['.two-states circle', 2],
  ['.machine .node', 2],
  ['.proved-figure .state-box', 2],
  ['.recorded-four .dots', 4],
  ['.fall-bar', 10],
  ['.equations tr', 7],
  ['.cell-lane .lane-bars', 6],
];

/** The acts of a page that is laid out for paper. */
export const readActsSheet = async (page: Pick<Page, 'evaluate'>): Promise<ActsSheet> => ({
  ...(await page.evaluate(readTexts)),
  ...(await page.evaluate(readFigures, MARKS)),
});

// these run in the page

function readTexts(): Pick<ActsSheet, 'controls' | 'pale'> {
  // what a bit, a network and a quantity are is said by their buttons, what is chosen by its field
  const facts = '.bit-row button, .tile, .segmented input:checked, .cell-lane button, .equation-words';
  const luminance = (colour: string): number => {
    const paint = document.createElement('canvas').getContext('2d')!;
    paint.fillStyle = colour;
    paint.fillRect(0, 0, 1, 1);
    const [red = 0, green = 0, blue = 0] = [...paint.getImageData(0, 0, 1, 1).data].map((part) =>
      part / 255 <= 0.04045 ? part / 255 / 12.92 : ((part / 255 + 0.055) / 1.055) ** 2.4,
    );
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue;
  };
  const inkOf = (element: Element): string => {
    const { fill, color } = getComputedStyle(element);
    return element instanceof SVGElement ? fill : color;
  };
  const seen = [...document.querySelectorAll('.page *')].filter((element) => {
    const { width, height } = element.getBoundingClientRect();
    return element.checkVisibility({ checkVisibilityCSS: true }) && width > 1 && height > 1;
  });
  const texts = seen.filter(
    (element) =>
      // the bit that is a one is white on black
      !element.matches('[data-bit="1"]') &&
      [...element.childNodes].some((node) => node.nodeType === 3 && node.textContent?.trim()),
  );
  return {
    controls: seen
      .filter((element) => element.matches('button, input, select, summary, a[href]'))
      .filter((element) => !element.matches(facts))
      .map((element) => element.getAttribute('aria-label') ?? element.textContent ?? ''),
    pale: texts
      .filter((element) => 1.05 / (luminance(inkOf(element)) + 0.05) < 4.5)
      .map((element) => element.textContent ?? ''),
  };
}

function readFigures(marks: typeof MARKS): Pick<ActsSheet, 'missing' | 'cut'> {
  const pictures =
    '.stage, .tiles, .fool-figure, .state-picture, .state-picture svg, .two-states, .automaton, .automaton svg, .recorded-four, .fall-figure svg, .equations';
  const isSeen = (element: Element): boolean => element.checkVisibility({ checkVisibilityCSS: true });
  const sheet = document.querySelector('.page')!.getBoundingClientRect();
  return {
    missing: marks
      .filter(([selector, least]) => [...document.querySelectorAll(selector)].filter(isSeen).length < least)
      .map(([selector]) => selector),
    cut: [...document.querySelectorAll(pictures)]
      .filter(isSeen)
      .filter((element) => {
        const inner = element.getBoundingClientRect();
        const outer = element.parentElement!.getBoundingClientRect();
        const right = Math.min(sheet.right, outer.right);
        return inner.right > right + 1 || inner.left < sheet.left - 1 || inner.bottom > outer.bottom + 1;
      })
      .map((element) => element.getAttribute('class') ?? element.tagName),
  };
}
