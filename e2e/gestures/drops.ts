/** Whatever is dropped: the typed bits stay, a file opens or is refused by name, and the page stays the page. */
import { beforeAll, expect, test } from 'vitest';
import type { Page } from '../driver/page.ts';
import type { Laboratory } from '../laboratory.ts';

let laboratory: Laboratory;
let page: Page;

interface Drop {
  /** What it is dropped on; two bits are marked when it is the box. */
  readonly on: string;
  readonly files?: readonly (readonly [name: string, text: string])[];
  readonly data?: Readonly<Record<string, string>>;
  readonly folder?: string;
}

/** Runs in the page: drags something over an element and drops it; gives back whether the browser was kept from it. */
function dropInPage({ on, files = [], data = {}, folder }: Drop): { over: boolean; drop: boolean } {
  const target = document.querySelector<HTMLElement>(on)!;
  if (target instanceof HTMLInputElement && target.matches('.bits')) {
    target.focus();
    target.setSelectionRange(1, 3);
  }
  const transfer = new DataTransfer();
  for (const [name, text] of files) transfer.items.add(new File([text], name));
  for (const [type, text] of Object.entries(data)) transfer.setData(type, text);
  const items =
    folder === undefined
      ? transfer.items
      : [{ kind: 'file', webkitGetAsEntry: () => ({ isDirectory: true, name: folder }) }];
  // a script's own transfer knows no folders, and Firefox tells of its files as of nothing
  const dataTransfer = {
    types: [...(files.length > 0 || folder !== undefined ? ['Files'] : []), ...Object.keys(data)],
    files: transfer.files,
    items,
    getData: (type: string) => data[type] ?? '',
    dropEffect: 'none',
  };
  const send = (type: string): boolean => {
    const event = new DragEvent(type, { bubbles: true, cancelable: true });
    Object.defineProperty(event, 'dataTransfer', { value: dataTransfer });
    target.dispatchEvent(event);
    return event.defaultPrevented;
  };
  return { over: send('dragover'), drop: send('drop') };
}

const drop = (what: Drop): Promise<{ over: boolean; drop: boolean }> => page.evaluate(dropInPage, what);
const read = (): Promise<{ bits: string; note: string }> =>
  page.evaluate(() => ({
    bits: document.querySelector<HTMLInputElement>('input.bits')!.value,
    note: document.getElementById('bits-note')!.textContent,
  }));
const notices = async (): Promise<string> => (await laboratory.notices()).join(' ');

const box = 'input.bits';
const refused: readonly [string, Drop, RegExp][] = [
  ['a file that is none of ours', { on: box, files: [['notes.txt', '10110']] }, /notes\.txt was not opened/u],
  [
    'an image',
    { on: box, files: [['cat.png', '\u0089PNG']], data: { 'text/html': '<img>' } },
    /cat\.png was/u,
  ],
  [
    'several files',
    {
      on: 'main',
      files: [
        ['a.json', '{}'],
        ['b.json', '{}'],
      ],
    },
    /2 files were not opened.*One can be opened/u,
  ],
  ['a folder', { on: '.panel.curves', folder: 'runs' }, /runs was not opened.*folder/u],
  [
    'a file on a number',
    { on: 'input[role=spinbutton]', files: [['x.csv', '1,2']] },
    /x\.csv was not opened/u,
  ],
];

export function dropsStories(opened: () => Laboratory): void {
  let weights: string;
  beforeAll(async () => {
    laboratory = opened();
    page = laboratory.page;
    await laboratory.open('bits=1001');
    weights = (await laboratory.download('Download weights')).text;
  });

  test.each(refused)('%s: refused by name, the bits stay', async (_, what, words) => {
    expect(await drop(what)).toEqual({ over: true, drop: true });
    await expect.poll(notices).toMatch(words);
    expect((await read()).bits).toBe('1001');
  });

  test('a link, text without bits, and nothing at all leave the marked bits; text brings its own', async () => {
    const address = 'https://example.org/101';
    await drop({ on: box, data: { 'text/uri-list': address, 'text/plain': address } });
    await expect.poll(read).toEqual({ bits: '1001', note: 'A link is no string of bits.' });
    await drop({ on: box, data: { 'text/plain': 'hello' } });
    await expect.poll(read).toEqual({ bits: '1001', note: '5 other characters left out.' });
    await drop({ on: box, data: { 'text/html': '<b>1</b>' } });
    await expect.poll(read).toEqual({ bits: '1001', note: 'There was no text in it.' });
    await drop({ on: box, data: { 'text/plain': '11' } });
    await expect.poll(async () => (await read()).bits).toBe('100111');
    await page.press('Control+z');
    expect((await read()).bits).toBe('1001');
  });

  test('a link on the page leads nowhere, and fields keep text for themselves', async () => {
    const data = { 'text/uri-list': 'https://example.org/', 'text/plain': 'https://example.org/' };
    expect(await drop({ on: 'main', data })).toEqual({ over: true, drop: true });
    const onNumber = await drop({ on: 'input[role=spinbutton]', data: { 'text/plain': '7' } });
    expect(onNumber).toEqual({ over: false, drop: false });
    expect(await drop({ on: 'input[type=file]', files: [['a.json', '{}']] })).toEqual({
      over: false,
      drop: false,
    });
  });

  test('a paste of a picture leaves what is marked', async () => {
    await page.evaluate(() => {
      const target = document.querySelector<HTMLInputElement>('input.bits')!;
      target.focus();
      target.setSelectionRange(1, 3);
      const event = new ClipboardEvent('paste', { bubbles: true, cancelable: true });
      Object.defineProperty(event, 'clipboardData', { value: new DataTransfer() });
      target.dispatchEvent(event);
    });
    await expect.poll(read).toEqual({ bits: '1001', note: 'There was no text in it.' });
  });

  test('a network opens wherever it is dropped', async () => {
    const text = (): Promise<string> => page.evaluate(() => document.body.textContent ?? '');
    await drop({ on: box, files: [['dropped.json', weights]] });
    await expect.poll(text).toContain('the network from dropped.json');
    await drop({ on: 'main', files: [['again.json', weights]] });
    await expect.poll(text).toContain('the network from again.json');
    expect((await read()).bits).toBe('1001');
    expect(await page.consoleErrors()).toEqual([]);
  });
}
