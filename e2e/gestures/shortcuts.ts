/** Single keys on keyboards of other countries: where no Latin letters are written, the keys in their places act. */
import { beforeAll, expect, test } from 'vitest';
import type { Page } from '../driver/page.ts';
import type { Laboratory } from '../laboratory.ts';

let laboratory: Laboratory;
let page: Page;

/** Runs in the page: a key press at the main part; tells whether the page has used it. */
function pressInPage(init: KeyboardEventInit): boolean {
  const main = document.querySelector<HTMLElement>('main')!;
  main.focus();
  const event = new KeyboardEvent('keydown', { bubbles: true, cancelable: true, ...init });
  main.dispatchEvent(event);
  return event.defaultPrevented;
}

const press = (key: string, code: string, more: KeyboardEventInit = {}): Promise<boolean> =>
  page.evaluate(pressInPage, { key, code, ...more });
const update = (): Promise<number> => laboratory.figure('Moment', 'update');

export function shortcutsStories(opened: () => Laboratory): void {
  beforeAll(async () => {
    laboratory = opened();
    page = laboratory.page;
    await laboratory.open('preset=notebook-1&replicas=1&engine=cpu');
  });

  test('ы on the key of S is a step, and so are Greek, Arabic and Korean letters there', async () => {
    let expected = 0;
    for (const key of ['ы', 'σ', 'س', 'ㄴ']) {
      expect(await press(key, 'KeyS')).toBe(true);
      expected += 1;
      await expect.poll(update).toBe(expected);
      await laboratory.waitForStatus('paused');
    }
  });

  test('a Latin layout that moves letters keeps the letter', async () => {
    expect(await press('o', 'KeyS')).toBe(false); // Dvorak
    expect(await press('r', 'KeyS')).toBe(true); // Colemak: reset
    await laboratory.waitForStatus('idle');
    expect(await press('s', 'Semicolon')).toBe(true); // Dvorak
    await expect.poll(update).toBe(1);
    expect(await press('è', 'KeyT')).toBe(false); // Bépo
  });

  test('chords, AltGr and input methods stay theirs', async () => {
    const others: KeyboardEventInit[] = [
      { ctrlKey: true },
      { metaKey: true },
      { altKey: true },
      // WebKit's scripts cannot press it
      ...(page.engine === 'webkit' ? [] : [{ modifierAltGraph: true }]),
      { isComposing: true },
    ];
    for (const other of others) expect([other, await press('ы', 'KeyS', other)]).toEqual([other, false]);
    expect(await press('Process', 'KeyS')).toBe(false);
    expect(await press('Dead', 'KeyS')).toBe(false);
    expect(await update()).toBe(1);
  });

  test('the other keys: back and on in the run, type, reset, and the map, which says so', async () => {
    expect(await press('б', 'Comma')).toBe(true);
    await expect.poll(update).toBe(0);
    expect(await press('ю', 'Period')).toBe(true);
    await expect.poll(update).toBe(1);
    expect(await press('е', 'KeyT')).toBe(true);
    expect(await page.evaluate(() => document.activeElement?.getAttribute('aria-label'))).toBe('Bit string');
    expect(await press('к', 'KeyR')).toBe(true);
    await laboratory.waitForStatus('idle');
    expect(await press('؟', 'Slash', { shiftKey: true })).toBe(true);
    const map = (): Promise<string> =>
      page.evaluate(() => document.querySelector('dialog[open]')?.textContent ?? '');
    expect(await map()).toContain('without Latin letters');
    expect(await press('ы', 'KeyS')).toBe(false);
    expect(await page.consoleErrors()).toEqual([]);
  });
}
