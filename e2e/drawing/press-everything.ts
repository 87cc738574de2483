/** Presses every button of the page and fills every field of it, however it looks meanwhile. Runs in the page. */

export interface Visit {
  /** Names of what was pressed or filled, once each. */
  readonly visited: string[];
  /** What went wrong, after which of them. */
  readonly faults: string[];
}

/**
 * One round over what is there now and was not `known` before, in the order of the page. Buttons that start something
 * stop it when they are met again under their other name.
 */
export async function pressNew(known: readonly string[], leaveOut: string): Promise<Visit> {
  const visited: string[] = [];
  const faults: string[] = [];
  const left = new RegExp(leaveOut, 'u');
  const nameOf = (element: Element): string => {
    const label =
      element.closest('label') ?? document.querySelector(`label[for="${CSS.escape(element.id || '-')}"]`);
    const text = element.getAttribute('aria-label') ?? label?.textContent ?? element.textContent ?? '';
    return `${element.tagName.toLowerCase()} ${text.replaceAll(/\d[\d.,]*/gu, '#').trim()}`;
  };
  const drawn = (): Promise<void> =>
    new Promise((resolve) => void requestAnimationFrame(() => setTimeout(resolve, 0)));
  const set = (field: HTMLInputElement | HTMLSelectElement, value: string): void => {
    const { prototype } = field instanceof HTMLSelectElement ? HTMLSelectElement : HTMLInputElement;
    Object.getOwnPropertyDescriptor(prototype, 'value')!.set!.call(field, value);
    field.dispatchEvent(new Event('input', { bubbles: true }));
    field.dispatchEvent(new Event('change', { bubbles: true }));
  };
  const fills: Record<string, (field: HTMLInputElement) => readonly string[]> = {
    number: ({ min, max, value }) => ['', 'x', max, min, value],
    range: ({ min, max, value }) => [min, max, value],
    text: ({ value }) => ['', '1', '10110', '101x1', value],
  };
  const check = (name: string): void => {
    if (document.querySelector('#app')?.childElementCount === 0) faults.push(`${name}: the page is empty`);
    for (const { textContent } of document.querySelectorAll('.undrawn'))
      faults.push(`${name}: ${textContent}`);
  };
  const use = async (element: Element): Promise<void> => {
    if (element instanceof HTMLSelectElement) {
      const { value } = element;
      for (const option of [...element.options].map((each) => each.value).concat(value)) {
        if (element.isConnected) set(element, option);
        await drawn();
      }
      return;
    }
    const values = element instanceof HTMLInputElement ? fills[element.type]?.(element) : undefined;
    (element as HTMLElement).focus();
    if (values === undefined) return (element as HTMLElement).click();
    for (const value of values) {
      set(element as HTMLInputElement, value);
      await drawn();
    }
    (element as HTMLElement).blur();
  };
  const all = document.querySelectorAll(
    '#app :is(button, summary, select, textarea, input:not([type=file]), a[href^="#"])',
  );
  for (const element of all) {
    const name = nameOf(element);
    if (!element.isConnected || left.test(name) || known.includes(name) || visited.includes(name)) continue;
    visited.push(name);
    await use(element);
    await drawn();
    check(name);
    if (faults.length > 0) break;
  }
  return { visited, faults };
}
