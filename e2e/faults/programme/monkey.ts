/** Uses the page as nobody would: presses and fills whatever can be, as often as it is told, chosen by a seed. Runs in the page. */

/** What was pressed and filled, in order. It goes into the page as one function, and so is long. */
// oxlint-disable-next-line max-lines-per-function
export async function useAtRandom(seed: number, presses: number, leaveOut: string): Promise<string[]> {
  let state = seed;
  const below = (count: number): number => {
    state = (Math.imul(state, 1_664_525) + 1_013_904_223) >>> 0;
    return Math.floor((state / 2 ** 32) * count);
  };
  const pick = <Item>(items: readonly Item[]): Item => items[below(items.length)]!;
  const left = new RegExp(leaveOut, 'iu');
  const nameOf = (element: Element): string => {
    const label =
      element.closest('label') ?? document.querySelector(`label[for="${CSS.escape(element.id || '-')}"]`);
    const text = element.getAttribute('aria-label') ?? label?.textContent ?? element.textContent ?? '';
    return `${element.tagName.toLowerCase()} ${text.replaceAll(/\s+/gu, ' ').trim().slice(0, 40)}`;
  };
  const texts = [
    '',
    '0',
    '1',
    '-1',
    '1e9',
    '0.5',
    '101',
    '10110011',
    'x',
    '１',
    '1,5',
    ' 7 ',
    '999999999999',
  ];
  const set = (field: HTMLInputElement | HTMLSelectElement | HTMLTextAreaElement, value: string): void => {
    const prototype = Object.getPrototypeOf(field) as object;
    Object.getOwnPropertyDescriptor(prototype, 'value')!.set!.call(field, value);
    field.dispatchEvent(new Event('input', { bubbles: true }));
    field.dispatchEvent(new Event('change', { bubbles: true }));
  };
  const keys = [
    'Enter',
    'Escape',
    ' ',
    'ArrowLeft',
    'ArrowRight',
    'Home',
    'End',
    'r',
    's',
    't',
    'z',
    '?',
    'Delete',
  ];
  const key = (element: Element): void => {
    const options = { key: pick(keys), ctrlKey: below(4) === 0, bubbles: true, cancelable: true };
    for (const type of ['keydown', 'keyup']) element.dispatchEvent(new KeyboardEvent(type, options));
  };
  const use = (element: HTMLElement): string => {
    if (below(6) === 0) {
      element.focus();
      key(element);
      return 'key';
    }
    if (element instanceof HTMLSelectElement) {
      const { value } = pick([...element.options]);
      set(element, value);
      return value;
    }
    const isTyped =
      element instanceof HTMLTextAreaElement ||
      (element instanceof HTMLInputElement && !['radio', 'checkbox', 'file'].includes(element.type));
    if (!isTyped) {
      element.click();
      return '';
    }
    const { type, min, max } = element as HTMLInputElement;
    const value = type === 'range' ? pick([min, max, String(below(Number(max) || 1))]) : pick(texts);
    element.focus();
    set(element, value);
    if (below(2) === 0) element.blur();
    return value;
  };
  const used: string[] = [];
  for (let k = 0; k < presses; k++) {
    const open = document.querySelector('dialog[open]') ?? document;
    const there = [
      ...open.querySelectorAll<HTMLElement>(
        ':is(button, summary, select, textarea, input:not([type=file]), a[href^="#"], [role=spinbutton]):not(:disabled)',
      ),
    ].filter((element) => element.closest('[inert]') === null && !left.test(nameOf(element)));
    if (there.length === 0) break;
    const element = pick(there);
    const name = nameOf(element);
    used.push(`${name} ${use(element)}`.trim());
    await new Promise((resolve) => setTimeout(resolve, below(5) === 0 ? 120 : 10));
  }
  return used;
}
