/** What of the acts a printer would get. */

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

/** Runs in the page, as it is laid out for paper. */
export function readActsSheet(): ActsSheet {
  // what each figure is made of, and at least how many of them
  const marks: readonly (readonly [selector: string, least: number])[] = [
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
    ['.fall-bar', 6],
    ['.equations tr', 7],
  ];
  const pictures =
    '.stage, .tiles, .fool-figure, .state-picture, .state-picture svg, .two-states, .automaton, .automaton svg, .recorded-four, .fall-figure svg, .equations';
  // what a bit and a network are is said by their buttons, what is chosen by its field
  const facts = '.bit-row button, .tile, .segmented input:checked';
  const isSeen = (element: Element): boolean => {
    const { width, height } = element.getBoundingClientRect();
    return element.checkVisibility({ checkVisibilityCSS: true }) && width > 1 && height > 1;
  };
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
  const seen = [...document.querySelectorAll('.page *')].filter(isSeen);
  const texts = seen.filter(
    (element) =>
      // the bit that is a one is white on black
      !element.matches('[data-bit="1"]') &&
      [...element.childNodes].some((node) => node.nodeType === 3 && node.textContent?.trim()),
  );
  const sheet = document.querySelector('.page')!.getBoundingClientRect();
  return {
    controls: seen
      .filter(
        (element) => element.matches('button, input, select, summary, a[href]') && !element.matches(facts),
      )
      .map((element) => element.getAttribute('aria-label') ?? element.textContent ?? ''),
    pale: texts
      .filter((element) => 1.05 / (luminance(inkOf(element)) + 0.05) < 4.5)
      .map((element) => element.textContent ?? ''),
    missing: marks
      .filter(
        ([selector, least]) =>
          [...document.querySelectorAll(selector)].filter((mark) => mark.checkVisibility()).length < least,
      )
      .map(([selector]) => selector),
    cut: seen
      .filter((element) => element.matches(pictures))
      .filter((element) => {
        const inner = element.getBoundingClientRect();
        const outer = element.parentElement!.getBoundingClientRect();
        return (
          inner.right > Math.min(sheet.right, outer.right) + 1 ||
          inner.left < sheet.left - 1 ||
          inner.bottom > outer.bottom + 1
        );
      })
      .map((element) => element.getAttribute('class') ?? element.tagName),
  };
}
