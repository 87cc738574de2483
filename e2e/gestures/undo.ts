/** What is typed, suggested, flipped or set by the page can be taken back, step by step, and put again. */
import { beforeAll, expect, test } from 'vitest';
import type { Page } from '../driver/page.ts';
import type { Laboratory } from '../laboratory.ts';

let laboratory: Laboratory;
let page: Page;

const readBits = (): Promise<string> =>
  page.evaluate(() => document.querySelector<HTMLInputElement>('input.bits')!.value);

/** What the box holds after each of the presses. */
async function after(keys: readonly string[]): Promise<string[]> {
  const held: string[] = [];
  for (const key of keys) {
    await page.press(key);
    held.push(await readBits());
  }
  return held;
}

const UNDO = 'Control+z';

/** Runs in the page: pastes into the box over what is marked. */
function paste(text: string): void {
  const box = document.querySelector<HTMLInputElement>('input.bits')!;
  box.focus();
  box.select();
  const clipboardData = new DataTransfer();
  clipboardData.setData('text/plain', text);
  const event = new ClipboardEvent('paste', { clipboardData, bubbles: true, cancelable: true });
  // Firefox drops the data that the constructor is given
  if ((event.clipboardData?.getData('text/plain') ?? '') === '')
    Object.defineProperty(event, 'clipboardData', { value: clipboardData });
  box.dispatchEvent(event);
}

export function undoStories(opened: () => Laboratory): void {
  beforeAll(async () => {
    laboratory = opened();
    page = laboratory.page;
    await laboratory.open('bits=0');
  });

  test('a paste over everything', async () => {
    await page.evaluate(paste, '101100');
    await page.evaluate(paste, '111');
    expect(await after([UNDO, 'Control+y', UNDO, UNDO, UNDO])).toEqual(['101100', '111', '101100', '0', '0']);
  });

  test('typed letters, a refused one among them; the text cursor stands where they come back', async () => {
    await page.fill('Bit string', '101');
    await page.type('x1');
    expect(await readBits()).toBe('1011');
    expect(await after([UNDO, UNDO])).toEqual(['101', '10']);
    await page.press('Home');
    await page.type('0');
    expect(await after([UNDO, 'Control+Shift+z'])).toEqual(['10', '010']);
    const caret = await page.evaluate(
      () => document.querySelector<HTMLInputElement>('input.bits')!.selectionEnd,
    );
    expect(caret).toBe(1);
    expect(await after([UNDO, UNDO, UNDO, UNDO])).toEqual(['10', '1', '0', '0']);
  });

  test('suggestions, flips and the slider, from where the focus is', async () => {
    await page.fill('Bit string', '1100');
    await page.click('button', 'Random string');
    await page.click('button', 'All ones');
    const ones = await readBits();
    await page.click('button', 'Bit 50 is 1, flip');
    await page.fill('Zeros after a one', '3');
    expect(await readBits()).toBe('1000');
    const [flipped, again, random, typed] = await after([UNDO, UNDO, UNDO, UNDO]);
    expect(flipped).toBe(`${ones.slice(1)}0`);
    expect(again).toBe(ones);
    expect(random).toMatch(/^[01]{50}$/u);
    expect(typed).toBe('1100');
    expect((await laboratory.output('Answer')).text).not.toBe('no bits yet');
  });
  fieldStories();
}

function fieldStories(): void {
  test('numbers: typed, refused, and stepped by the arrow keys', async () => {
    const read = (): Promise<string> =>
      page.evaluate(() => (document.activeElement as HTMLInputElement).value);
    await page.fill('Replicas', '3');
    await page.press('Enter');
    for (const key of ['ArrowUp', 'ArrowUp', 'ArrowDown']) await page.press(key);
    await page.press('9');
    const held: string[] = [];
    for (let k = 0; k < 5; k++) {
      await page.press(UNDO);
      held.push(await read());
    }
    expect(held).toEqual(['4', '5', '4', '3', '8']);
    await page.press('Control+y');
    expect(await read()).toBe('3');
    // the bits are not what was asked for
    expect(await readBits()).toBe('1100');
  });

  test('weights: what the field holds goes back by itself, then the weights', async () => {
    await page.click('button', 'Edit weights');
    const field = 'bias, gate i';
    const read = (): Promise<number> =>
      page.evaluate((name: string) => {
        const element = document.querySelector<HTMLInputElement>(`input.weight[aria-label="${name}"]`);
        return Number(element!.value.replace('−', '-'));
      }, field);
    await page.fill(field, '2');
    await page.press('Enter');
    await page.press('ArrowUp');
    await expect.poll(read).toBeCloseTo(2.1, 5);
    await page.press(UNDO);
    await expect.poll(read).toBe(2);
    await page.press(UNDO);
    await expect.poll(read).toBe(0);
    await page.press('Control+y');
    await expect.poll(read).toBe(2);
    expect(await readBits()).toBe('1100');
    expect(await page.consoleErrors()).toEqual([]);
  });
}
