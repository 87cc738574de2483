/**
 * Runs in the page: which texts do not fit, each with its place in words. It is one function, so that it can be handed to
 * the page: a text must lie in the boxes of its parents, unless it may be cut or scrolled there, and not on another text.
 */
export function misfits(): string[] {
  interface Seen {
    readonly text: string;
    readonly rect: DOMRect;
    readonly parent: Element;
  }
  const found = new Set<string>();
  const nameOf = ({ tagName, className }: Element): string =>
    [tagName.toLowerCase(), ...(typeof className === 'string' ? className.split(' ') : [])].join('.');
  const isCut = ({ textOverflow, overflowX }: CSSStyleDeclaration): boolean =>
    overflowX === 'auto' || overflowX === 'scroll' || (textOverflow === 'ellipsis' && overflowX === 'hidden');

  const seenText = (node: Node): Seen | null => {
    const parent = node.parentElement!;
    const text = (node.textContent ?? '').trim();
    if (text === '' || parent.closest('svg, sup, .visually-hidden, script, option, .attractor')) return null;
    if (!parent.checkVisibility({ checkVisibilityCSS: true, checkOpacity: true })) return null;
    const range = document.createRange();
    range.selectNodeContents(node);
    const rect = range.getBoundingClientRect();
    return rect.width === 0 || rect.height === 0 ? null : { text, rect, parent };
  };

  /** Gives back whether the text can be seen where it is laid out. */
  const holdToBoxes = ({ text, rect, parent }: Seen): boolean => {
    // what is placed by hand need not lie in its parents, but in its panel
    let isFree = false;
    for (let box: Element | null = parent; box && box !== document.body; box = box.parentElement) {
      const style = getComputedStyle(box);
      if (isCut(style)) return false;
      if (box.matches('.panel, dialog')) isFree = false;
      const { left, right, top, bottom } = box.getBoundingClientRect();
      const sideways = Math.max(left - rect.left, rect.right - right);
      const upright = Math.max(top - rect.top, rect.bottom - bottom);
      const isBox = style.display !== 'inline' && style.display !== 'contents' && !isFree;
      // letters may be somewhat higher than a tight line
      if (isBox && (sideways > 1.5 || upright > 5))
        found.add(
          `"${text.slice(0, 40)}" leaves ${nameOf(box)} by ${Math.round(Math.max(sideways, upright))}`,
        );
      if (style.position === 'absolute') isFree = true;
    }
    return !isFree;
  };

  const isOneLine = ({ rect, parent }: Seen): boolean =>
    rect.height < 1.9 * parseFloat(getComputedStyle(parent).fontSize);
  const overlap = (a: Seen, b: Seen): boolean =>
    Math.min(a.rect.right, b.rect.right) - Math.max(a.rect.left, b.rect.left) > 2 &&
    Math.min(a.rect.bottom, b.rect.bottom) - Math.max(a.rect.top, b.rect.top) > 6 &&
    // a wrapped text's rectangle covers the words beside it
    isOneLine(a) &&
    isOneLine(b);

  const wide = document.documentElement.scrollWidth - innerWidth;
  if (wide > 0) found.add(`the page is ${wide} pixels too wide`);
  const seen: Seen[] = [];
  const walker = document.createTreeWalker(document.body, NodeFilter.SHOW_TEXT);
  for (let node = walker.nextNode(); node; node = walker.nextNode()) {
    const text = seenText(node);
    if (text && holdToBoxes(text)) seen.push(text);
  }
  for (const [k, a] of seen.entries())
    for (const b of seen.slice(k + 1))
      if (!a.parent.contains(b.parent) && !b.parent.contains(a.parent) && overlap(a, b))
        found.add(`"${a.text.slice(0, 30)}" and "${b.text.slice(0, 30)}" overlap`);
  return [...found];
}
