/** Does to a page what translators do, and looks whether every text still is what the page means it to be. */

export interface Translator {
  /** Text nodes that it has wrapped so far. */
  wrapped: number;
}

declare const latchTranslator: Translator;

// these run in the page

/**
 * Puts every text node in two `<font>` elements, those of new texts as they come. Chromium's translator puts a new node
 * there (`isReplaced`), others move the page's own.
 */
export function installTranslator(isReplaced: boolean): void {
  const translator = { wrapped: 0 };
  Object.assign(globalThis, { latchTranslator: translator });
  // nobody else makes them any more
  const font = (): Element => document.createElementNS('http://www.w3.org/1999/xhtml', 'font');
  const wrap = (text: Text): void => {
    const { parentElement } = text;
    if (!parentElement || parentElement.closest('script, style, noscript, textarea, title')) return;
    if (text.data.trim() === '' || parentElement.tagName === 'FONT') return;
    const outer = font();
    const inner = font();
    outer.append(inner);
    text.replaceWith(outer);
    inner.append(isReplaced ? document.createTextNode(text.data) : text);
    translator.wrapped++;
  };
  const wrapAll = (root: Node): void => {
    if (root instanceof Text) return wrap(root);
    const texts: Text[] = [];
    const walker = document.createTreeWalker(root, NodeFilter.SHOW_TEXT);
    while (walker.nextNode()) texts.push(walker.currentNode as Text);
    texts.forEach(wrap);
  };
  new MutationObserver((changes) => {
    for (const { target, addedNodes } of changes) {
      if (target instanceof Text && target.isConnected) wrap(target);
      addedNodes.forEach((node) => node.isConnected && wrapAll(node));
    }
  }).observe(document, { childList: true, characterData: true, subtree: true });
  wrapAll(document);
}

/** Texts that are not what the page last drew there, as React's own record of its elements has them. */
export function staleTexts(): string[] {
  const stale: string[] = [];
  for (const element of document.querySelectorAll('#app *')) {
    const key = Object.keys(element).find((name) => name.startsWith('__reactProps$'));
    if (key === undefined) continue;
    const { children } = (element as unknown as Record<string, { children?: unknown }>)[key]!;
    const shown = element.textContent ?? '';
    const isText = (child: unknown): boolean => typeof child === 'string' || typeof child === 'number';
    if (isText(children)) {
      if (shown !== String(children)) stale.push(`${shown} instead of ${String(children)}`);
    } else if (Array.isArray(children)) {
      for (const child of children)
        if (isText(child) && !shown.includes(String(child).trim())) stale.push(`${shown} without ${child}`);
    }
  }
  return stale;
}

/** Outputs whose words and whose data are not of one moment. */
export function disagreeing(): string[] {
  const percent = (share: string): string =>
    `${(Math.floor(Number(share) * 10_000 + (Number(share) < 1 ? 0 : 1e-9)) / 100).toFixed(2)} %`;
  const digits = (text: string): string => text.replaceAll(/[^\d]/gu, '');
  /** To three digits, in thousands or millions: nothing yet is a dash. */
  const short = (value: string): string => {
    const rounded = Number(Number(value).toPrecision(3));
    if (!(rounded > 0)) return '';
    const unit = Math.min(4, Math.floor(Math.log10(rounded) / 3 + 1e-9));
    if (unit < 1) return String(rounded);
    return `${Number((rounded / 1000 ** unit).toPrecision(3))}${['', 'K', 'M', 'B', 'T'][unit]}`;
  };
  const digitsOf = (value: string): string => (value === '0' ? '' : digits(value));
  /** What must be found in the words, by output and key. */
  const written: Record<string, Record<string, (value: string) => string>> = {
    'Held-out accuracy': { lastBit: percent },
    'Training accuracy': { value: percent },
    Loss: { value: (value) => Number(value).toFixed(4) },
    'Strings per second': { value: short },
    'Updates per second': { value: short },
    Answer: { answer: (value) => value },
    'Answer to a one and zeros': { answer: (value) => value },
    Verdict: {
      verdict: (value) =>
        ({ certified: 'right for strings of every length', wrong: 'wrong on' })[value] ?? '',
    },
    Moment: { update: digits },
    Automaton: { states: (value) => `${value} state` },
    Guesses: { tries: digitsOf, solved: digitsOf },
    'Speed-up': { ratio: (value) => (Number(value) > 0 ? 'times as fast' : '') },
    Agreement: { difference: (value) => Number(value).toPrecision(2) },
    Solved: { solved: (value) => value, of: (value) => ` of ${value} pass` },
  };
  const outputs = Array.from(document.querySelectorAll<HTMLElement>('#app output'), (output) => {
    const name = output.getAttribute('aria-label') ?? '';
    const text = output.textContent ?? '';
    return Object.entries(written[name.split(':')[0]!] ?? {}).flatMap(([key, write]) => {
      const value = output.dataset[key];
      if (value === undefined) return [];
      const words = write(value);
      const isThere = text.includes(words) || (/^\d+$/u.test(words) && digits(text).includes(words));
      return isThere ? [] : [`${name}: ${text}, but ${key} is ${value}`];
    });
  });
  // what stands beside the output that has it
  const heldOut = document.querySelector<HTMLElement>('#app output[aria-label="Held-out accuracy"]');
  const beside = [...document.querySelectorAll('#app .two-figures dd')].map(({ textContent }) => textContent);
  const figures = [heldOut?.dataset['bit'], heldOut?.dataset['string']].flatMap((share, k) =>
    share === undefined || beside[k] === percent(share)
      ? []
      : [`Held-out figure ${k}: ${beside[k]}, but it is ${share}`],
  );
  const bits = [...document.querySelectorAll<HTMLElement>('#app .bit-row button[data-bit]')].flatMap(
    ({ dataset, textContent }) =>
      textContent === dataset['bit'] ? [] : [`a bit is ${textContent}, but ${dataset['bit']}`],
  );
  return [...outputs.flat(), ...figures, ...bits];
}

export const countWrapped = (): number => latchTranslator.wrapped;
