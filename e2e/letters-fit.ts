/**
 * Which texts of the page do not fit: what leaves its box, and what lies on another text. HTML, MathML and SVG alike; a
 * text is as many lines as it is laid out in. The functions run in the page, handed to it together as one expression.
 */

interface Line {
  readonly text: string;
  /** Of it, what can be seen. */
  readonly rect: Pick<DOMRect, 'left' | 'right' | 'top' | 'bottom'>;
  readonly parent: Element;
  /** What lies over the page with a ground of its own, and the text with it; null: the page itself. */
  readonly layer: Element | null;
}

/** Where a text leaves one of its boxes, which it may where it is cut or scrolled. */
interface Leaving {
  readonly text: string;
  readonly box: Element;
  readonly by: number;
}

/** The lines of all texts that are seen, those of fields among them, and where they leave their boxes. */
function lookAtTexts(): { readonly lines: Line[]; readonly leavings: Leaving[] } {
  const lines: Line[] = [];
  const leavings: Leaving[] = [];
  // texts have most of their boxes in common, and to ask for a style takes longer than all else
  const known = new Map<Element, Box>();
  const UNSEEN = 'sup, .visually-hidden, script, style, option, title, .attractor';
  const isSeen = (element: Element): boolean =>
    element.closest(UNSEEN) === null &&
    element.checkVisibility({ checkVisibilityCSS: true, checkOpacity: true });
  const add = (text: string, rect: DOMRect, parent: Element): void => {
    const found = rect.width < 1 || rect.height < 1 ? null : holdToBoxes(text, rect, parent, known);
    if (found?.leaving) leavings.push(found.leaving);
    if (found?.line) lines.push(found.line);
  };
  const walker = document.createTreeWalker(document.body, NodeFilter.SHOW_TEXT);
  for (let node = walker.nextNode(); node; node = walker.nextNode()) {
    const text = (node.textContent ?? '').trim();
    const parent = node.parentElement!;
    if (text === '' || !isSeen(parent)) continue;
    const range = document.createRange();
    range.selectNodeContents(node);
    for (const rect of range.getClientRects()) add(text, rect, parent);
  }
  for (const field of document.querySelectorAll('select, textarea, input:not([type=radio], [type=range])'))
    if (isSeen(field)) add(`field ${field.ariaLabel ?? field.id}`, field.getBoundingClientRect(), field);
  return { lines, leavings };
}

interface Box {
  readonly element: Element;
  readonly edge: DOMRect;
  /** What is beyond it is not seen. */
  readonly isCut: boolean;
  /** It is as large as what is in it, or has no size of its own. */
  readonly isLoose: boolean;
  /** It is placed by hand, and need not lie in what is around it. */
  readonly isPlaced: boolean;
  readonly isForTheEar: boolean;
  readonly isOpaqueLayer: boolean;
}

/** A box around a text, and whether what is in it must stay in it. */
interface BoxAround extends Box {
  readonly isHeld: boolean;
}

function boxOf(element: Element): Box {
  const { clipPath, textOverflow, overflowX, position, display, backgroundColor } = getComputedStyle(element);
  const edge = element.getBoundingClientRect();
  const isOpaque = !/^rgba\(|\/ [\d.]+\)$/u.test(backgroundColor);
  return {
    element,
    edge,
    isCut: /auto|scroll/u.test(overflowX) || (textOverflow === 'ellipsis' && overflowX === 'hidden'),
    isLoose: edge.width * edge.height === 0 || ['inline', 'contents'].includes(display),
    isPlaced: ['absolute', 'fixed'].includes(position),
    isForTheEar: clipPath === 'inset(50%)',
    isOpaqueLayer: isOpaque && (position !== 'static' || element.matches('dialog, [popover]')),
  };
}

/** The boxes around a text, from the nearest on; null: it is there for the ear alone. */
function boxesAround(parent: Element, known: Map<Element, Box>): BoxAround[] | null {
  const boxes: BoxAround[] = [];
  const svg = parent.closest('svg');
  // what is placed by hand, and labels around a picture, need not lie in their parents, but in their panel
  let isFree = svg !== null && getComputedStyle(svg).overflow === 'visible';
  let element: Element | null = parent.closest('math')?.parentElement ?? svg ?? parent;
  for (; element && element !== document.body; element = element.parentElement) {
    const box = known.get(element) ?? boxOf(element);
    known.set(element, box);
    if (box.isForTheEar) return null;
    if (element.matches('.panel, .act, .stage, dialog')) isFree = false;
    boxes.push({ ...box, isHeld: !isFree && !box.isLoose });
    isFree ||= box.isPlaced;
  }
  return boxes;
}

/** A line as far as it is seen, and the nearest box that it leaves. */
function holdToBoxes(
  text: string,
  whole: DOMRect,
  parent: Element,
  known: Map<Element, Box>,
): { readonly line: Line | null; readonly leaving: Leaving | null } {
  const boxes = boxesAround(parent, known);
  if (boxes === null) return { line: null, leaving: null };
  let leaving: Leaving | null = null;
  // letters may be somewhat higher than a tight line
  const tall = Math.max(5, 0.3 * Number.parseFloat(getComputedStyle(parent).fontSize));
  let { left, right, top, bottom } = whole;
  for (const { element, edge, isCut, isHeld } of boxes) {
    if (isCut) {
      [left, right] = [Math.max(left, edge.left), Math.min(right, edge.right)];
      [top, bottom] = [Math.max(top, edge.top), Math.min(bottom, edge.bottom)];
      if (right - left < 1 || bottom - top < 1) return { line: null, leaving };
    }
    const sideways = Math.max(edge.left - left, right - edge.right);
    const upright = Math.max(edge.top - top, bottom - edge.bottom);
    if (isHeld && (sideways > 1.5 || upright > tall))
      leaving ??= { text, box: element, by: Math.max(sideways, upright) };
  }
  const layer = boxes.find(({ isOpaqueLayer }) => isOpaqueLayer)?.element ?? null;
  return { line: { text, rect: { left, right, top, bottom }, parent, layer }, leaving };
}

/** Whether two lines lie on one another, so that neither can be read. */
function isOnAnother(a: Line, b: Line): boolean {
  if (a.layer !== b.layer || a.parent.contains(b.parent) || b.parent.contains(a.parent)) return false;
  const wide = Math.min(a.rect.right, b.rect.right) - Math.max(a.rect.left, b.rect.left);
  const high = Math.min(a.rect.bottom, b.rect.bottom) - Math.max(a.rect.top, b.rect.top);
  // the rectangle of a line is higher than its letters
  const least = Math.min(a.rect.bottom - a.rect.top, b.rect.bottom - b.rect.top);
  return wide > 2 && high > Math.max(4, 0.3 * least);
}

/** All that does not fit, each in words. */
function findMisfits(): string[] {
  const found = new Set<string>();
  const nameOf = (element: Element): string =>
    [element.tagName.toLowerCase(), ...(element.getAttribute('class') ?? '').split(' ')]
      .filter((part) => part !== '')
      .join('.');
  const wide = document.documentElement.scrollWidth - innerWidth;
  if (wide > 0) found.add(`the page is ${wide} pixels too wide`);
  const { lines, leavings } = lookAtTexts();
  for (const { text, box, by } of leavings)
    found.add(`"${text.slice(0, 40)}" leaves ${nameOf(box)} by ${Math.round(by)}`);
  const sorted = lines.toSorted((a, b) => a.rect.top - b.rect.top);
  for (const [k, a] of sorted.entries())
    for (let j = k + 1; j < sorted.length && sorted[j]!.rect.top < a.rect.bottom; j++)
      if (isOnAnother(a, sorted[j]!))
        found.add(`"${a.text.slice(0, 30)}" and "${sorted[j]!.text.slice(0, 30)}" overlap`);
  return [...found];
}

/** Texts that hold a mark, where nothing has earned one, and dashes in place of numbers in the first view. */
function findTicksAndDashes(): { readonly ticks: string[]; readonly dashes: string[] } {
  const { lines } = lookAtTexts();
  const isInView = ({ rect }: Line): boolean => rect.top < innerHeight && rect.bottom > 0;
  return {
    // what was recorded has earned its own
    ticks: lines
      .filter(({ text, parent }) => text.includes('✓') && parent.closest('.four') === null)
      .map(({ text }) => text),
    dashes: lines
      .filter((line) => /^[–—-]\s?%?$/u.test(line.text) && isInView(line))
      .map(({ parent }) => parent.outerHTML.slice(0, 200)),
  };
}

const inPage = (call: string): string => {
  const functions = [
    lookAtTexts,
    boxOf,
    boxesAround,
    holdToBoxes,
    isOnAnother,
    findMisfits,
    findTicksAndDashes,
  ];
  return `(() => { ${functions.map(String).join('\n')}\nreturn ${call}; })()`;
};

/** For `page.evaluate<string[]>`: texts that leave their boxes or lie on one another, each with its place in words. */
export const misfits = inPage('findMisfits()');

/** For `page.evaluate<TicksAndDashes>`. */
export const ticksAndDashes = inPage('findTicksAndDashes()');

export type TicksAndDashes = ReturnType<typeof findTicksAndDashes>;
