/**
 * Finds elements by ARIA role and accessible name. The functions below run in the page, the same text in every
 * engine: they may use each other and nothing else.
 */

export type NamePattern = { readonly exact: string } | { readonly source: string; readonly flags: string };

interface Located {
  readonly element: Element | null;
  /** `found`, or why not, with the names that were there. */
  readonly status: string;
}

/** The source of an expression that gives a `Located`. */
export const locatorSource = (roles: readonly string[], name: NamePattern): string =>
  `(() => { ${inPage.map(String).join('\n')}
    return locate(${JSON.stringify(roles)}, ${JSON.stringify(name)}); })()`;

function nativeSelectors(): Record<string, string> {
  return {
    article: 'article',
    banner: 'header',
    button: 'button, summary, input[type=button], input[type=submit], input[type=reset]',
    cell: 'td',
    checkbox: 'input[type=checkbox]',
    columnheader: 'thead th',
    combobox: 'select:not([multiple])',
    dialog: 'dialog',
    figure: 'figure',
    form: 'form',
    group: 'fieldset, details',
    heading: 'h1, h2, h3, h4, h5, h6',
    img: 'img, svg',
    link: 'a[href]',
    list: 'ul, ol',
    listbox: 'select[multiple]',
    listitem: 'li',
    main: 'main',
    meter: 'meter',
    navigation: 'nav',
    option: 'option',
    progressbar: 'progress',
    radio: 'input[type=radio]',
    region: 'section',
    row: 'tr',
    searchbox: 'input[type=search]',
    slider: 'input[type=range]',
    spinbutton: 'input[type=number]',
    status: 'output',
    table: 'table',
    textbox:
      'textarea, input:not([type]), input[type=text], input[type=url], input[type=email], input[type=tel]',
  };
}

function isVisible(element: Element): boolean {
  if (element.closest('[aria-hidden=true], [inert]') !== null) return false;
  return element.getClientRects().length > 0 && getComputedStyle(element).visibility === 'visible';
}

function isDisabled(element: Element): boolean {
  return element.matches(':disabled') || element.getAttribute('aria-disabled') === 'true';
}

/** The text a name is made of: without hidden parts and without the contents of fields. */
function spokenText(node: Node): string {
  if (node.nodeType === Node.TEXT_NODE) return node.textContent ?? '';
  if (!(node instanceof Element)) return '';
  if (node.matches('[aria-hidden=true], [hidden], script, style, select, input, textarea')) return '';
  const label = node.getAttribute('aria-label') ?? node.getAttribute('alt');
  if (label !== null) return label;
  const display = getComputedStyle(node).display;
  if (display === 'none') return '';
  const inner = [...node.childNodes].map(spokenText).join('');
  return display.startsWith('inline') || display === 'contents' ? inner : ` ${inner} `;
}

/** Of most buttons it is one text, which is told without a look at styles. */
function contentOf(element: Element): string {
  return element.childElementCount === 0 ? (element.textContent ?? '') : spokenText(element);
}

function nameOf(element: Element): string {
  const references = element.getAttribute('aria-labelledby')?.split(/\s+/) ?? [];
  const labelled = references.flatMap((id) => document.getElementById(id) ?? []).map(spokenText);
  const labels = 'labels' in element ? [...((element.labels as NodeListOf<Element> | null) ?? [])] : [];
  const caption = element.querySelector(
    ':scope > legend, :scope > caption, :scope > figcaption, :scope > title',
  );
  const candidates = [
    labelled.join(' '),
    element.getAttribute('aria-label'),
    labels.map(spokenText).join(' '),
    element.getAttribute('alt'),
    caption?.textContent,
    element.matches('input[type=button], input[type=submit]') ? element.getAttribute('value') : null,
    element.matches('input, select, textarea') ? null : contentOf(element),
    element.getAttribute('title'),
    element.getAttribute('placeholder'),
  ];
  return candidates.map((text) => (text ?? '').replace(/\s+/g, ' ').trim()).find((text) => text !== '') ?? '';
}

function locate(roles: string[], name: NamePattern): Located {
  const selectors = nativeSelectors();
  const isNamed = (text: string): boolean =>
    'exact' in name ? text === name.exact : new RegExp(name.source, name.flags).test(text);
  const all = roles.flatMap((role) => {
    const native = selectors[role];
    const implicit = native === undefined ? [] : [...document.querySelectorAll(native)];
    return [
      ...implicit.filter((element) => !element.hasAttribute('role')),
      ...document.querySelectorAll(`[role~="${role}"]`),
    ];
  });
  // whether one is seen takes longer to tell than what most are called
  const named = all.filter((element) => isNamed(nameOf(element)) && isVisible(element));
  const [element = null] = named;
  if (named.length === 1) return { element, status: isDisabled(element!) ? 'disabled' : 'found' };
  const known = all
    .filter(isVisible)
    .map((other) => JSON.stringify(nameOf(other).slice(0, 60)))
    .join(', ');
  const others = `there are ${known || 'none'}`;
  return {
    element,
    status: element === null ? `not there; ${others}` : `${named.length} of them; ${others}`,
  };
}

const inPage = [nativeSelectors, isVisible, isDisabled, spokenText, contentOf, nameOf, locate];
