/**
 * Share and reopen: the copied link brings back the whole experiment elsewhere - options, seed and typed string - and
 * the link to a network its weights, bit for bit; the browser's way back and forward go through visited links.
 */
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { besides, tellsAll } from './driver/open.ts';
import { type Page } from './driver/page.ts';
import { PATIENCE_MS } from './driver/patience.ts';
import { serveDist, type Site } from './driver/serve.ts';
import { paramLayout } from '../src/lstm/params.ts';
import { weightsForFile } from '../src/session/run-file.ts';
import { ENDED, openLaboratory, type Laboratory } from './laboratory.ts';

let site: Site;
beforeAll(async () => void (site = await serveDist()));
afterAll(() => site.close());

/** Away from every preset in every way that the page offers. */
const OPTIONS = {
  'Hidden units': '2',
  Replicas: '2',
  'Maximum length': '12',
  Strings: '2000',
  Epochs: '2',
  Seed: '77',
  'Sparse strings': '0.25',
} as const;
const BITS = '1101000110';

let laboratory: Laboratory;

/** Opens a copied address as someone else would: another document, and nothing but the link. */
async function reopen(address: string): Promise<void> {
  await laboratory.open(address.slice(address.indexOf('#')).replace('#v=1&', ''));
}

describe.each(besides('webkit'))('a shared link in %s', (engine) => {
  beforeAll(async () => void (laboratory = await openLaboratory(site, engine)));
  afterAll(() => laboratory.close());

  let copied = '';
  test.runIf(tellsAll(engine))('brings back options, seed and typed string', async () => {
    const { page } = laboratory;
    await laboratory.open('preset=openai-variable&engine=cpu');
    await page.click('button', 'Advanced');
    for (const [name, text] of Object.entries(OPTIONS)) await page.fill(name, text);
    await page.click('radio', 'Every step');
    await page.fill('Bit string', BITS);
    await page.fill('Accuracy of', 'whole string');
    await page.fill('Over', 'strings');
    await page.click('radio', /^Seed 78,/u);
    await page.evaluate(catchClipboard, true);
    await page.click('button', 'Copy link');
    copied = await page.waitFor<string>('globalThis.latchCopied');
    expect(copied).toContain('&shown=78&measure=whole-string&axis=strings');
    const before = await page.evaluate(readFields);
    await reopen(copied);
    expect(await page.has('heading', 'Result · seed 78')).toBe(true);
    await page.click('button', 'Advanced');
    const after = await page.evaluate(readFields);
    expect(after).toEqual(before);
    expect(after).toMatchObject({ ...OPTIONS, 'Bit string': BITS });
    expect(after['checked']).toBe('Variable, Every step');
    expect((await laboratory.notices()).join()).not.toContain('not understood');
  });

  // that a seed gives the same weights: reproducible.e2e.ts, and kept.e2e.ts in Firefox
  test.runIf(tellsAll(engine))(
    'trains to the same weights, bit for bit, and the link to a network carries them',
    async () => {
      const { page } = laboratory;
      const weights = await train();
      await reopen(copied);
      expect(await train()).toBe(weights);
      await page.evaluate(catchClipboard, true);
      await page.click('button', 'Link to this network');
      const address = await page.waitFor<string>('globalThis.latchCopied');
      await reopen(address);
      expect(await laboratory.status()).toBe('idle');
      expect((await laboratory.download('Download weights')).text).toBe(weights);
      expect(await page.evaluate(readFields)).toMatchObject({ 'Bit string': BITS });
    },
  );

  async function train(): Promise<string> {
    await laboratory.page.click('button', 'Train');
    await laboratory.waitForStatus(ENDED);
    return (await laboratory.download('Download weights')).text;
  }

  test.runIf(tellsAll(engine))('where the clipboard is refused, the link can be copied by hand', async () => {
    const { page } = laboratory;
    await page.evaluate(catchClipboard, false);
    for (const [button, field] of [
      ['Copy link', 'Link to copy'],
      ['Link to this network', 'Link to the network'],
    ] as const) {
      // the field of the first moves what lies below
      await page.waitFor(pressButton, PATIENCE_MS, button);
      const text = await page.waitFor<string>(readField, PATIENCE_MS, field);
      expect(text).toContain(site.url);
      expect(text).toContain('seed=77');
      expect(text.includes('weights=')).toBe(true);
    }
  });

  // what files and links are made of is the same script in every engine
  describe.runIf(tellsAll(engine))('to a network', () => {
    networkStories();
  });

  test('back and forward go through the links that were visited', async () => {
    const { page } = laboratory;
    await laboratory.open('preset=notebook-1&bits=1');
    // before it has loaded, a page's own visits replace each other in the history
    await page.waitFor(() => document.readyState === 'complete');
    const steps = ['preset=openai-fixed&bits=11', 'preset=openai-variable&bits=111'];
    for (const hash of steps) {
      await page.evaluate((to: string) => void (location.hash = `#v=1&${to}`), hash);
      await waitForBits(page, hash.slice(hash.indexOf('bits=') + 5));
    }
    await page.evaluate('history.back()');
    await waitForBits(page, '11');
    expect(await page.evaluate<string>('location.hash')).toContain('openai-fixed');
    await page.evaluate('history.back()');
    await waitForBits(page, '1');
    await page.evaluate('history.go(2)');
    await waitForBits(page, '111');
    expect(await page.evaluate<string>('location.hash')).toContain('openai-variable');
    expect(await page.consoleErrors()).toEqual([]);
  });
});

function networkStories(): void {
  test('and follows what is shown, pressed again or not', async () => {
    const { page } = laboratory;
    for (const bits of ['111', '1001']) {
      await page.fill('Bit string', bits);
      for (const field of ['Link to copy', 'Link to the network'])
        await expect.poll(() => page.evaluate<string>(readField, field)).toContain(`bits=${bits}`);
      await page.waitFor(pressButton, PATIENCE_MS, 'Copy link');
      expect(await page.evaluate<string>(readField, 'Link to copy')).toContain(`bits=${bits}`);
    }
  });

  test('a network from a file goes along whatever is set, and a reload keeps it', async () => {
    const { page } = laboratory;
    const text = networkFile(9);
    await laboratory.open('preset=notebook-1');
    await laboratory.openFile('nine.json', text);
    await page.waitFor(() => document.body.textContent?.includes('the network from nine.json'));
    await page.evaluate(catchClipboard, true);
    await page.click('button', 'Link to this network');
    const address = await page.waitFor<string>('globalThis.latchCopied');
    const weights = (await laboratory.download('Download weights')).text;
    expect(JSON.parse(weights)).toEqual(JSON.parse(text));
    await reopen(`${address}&utm_source=mail).`);
    expect((await laboratory.download('Download weights')).text).toBe(weights);
    // the address bar says the same as soon as anything is changed
    await page.fill('Bit string', '110');
    await page.waitFor(() => location.hash.includes('bits=110'));
    const hash = await page.evaluate<string>('location.hash');
    expect(hash).toContain('weights=');
    await reopen(hash);
    expect((await laboratory.download('Download weights')).text).toBe(weights);
    expect((await laboratory.notices()).join()).not.toContain('not understood');
  });

  test('a network that is too large for a link is refused with the reason', async () => {
    const { page } = laboratory;
    await laboratory.openFile('wide.json', networkFile(17));
    await page.waitFor(() => document.body.textContent?.includes('the network from wide.json'));
    const reason = (): string => {
      const button = [...document.querySelectorAll('button')].find(
        ({ textContent }) => textContent?.trim() === 'Link to this network',
      );
      const id = button?.getAttribute('aria-describedby') ?? '';
      return button?.ariaDisabled === 'true' ? (document.getElementById(id)?.textContent ?? '') : 'enabled';
    };
    expect(await page.waitFor<string>(reason)).toBe(
      'A link has room for 16 units, and this network has 17. "Download weights" takes it along.',
    );
  });
}

/** Weights of a network that is nothing in particular. */
function networkFile(hidden: number): string {
  const { size } = paramLayout(hidden);
  const params = Float32Array.from({ length: size }, (_, k) => Math.fround(Math.cos(k) / 3));
  return JSON.stringify(weightsForFile({ hidden, activation: 'sigmoid', head: 'softmax' }, params));
}

const waitForBits = (page: Page, bits: string): Promise<boolean> =>
  page.waitFor(
    (wanted: string) => document.querySelector<HTMLInputElement>('input.bits')?.value === wanted,
    PATIENCE_MS,
    bits,
  );

// these run in the page

/** Puts what is copied where the story finds it, or refuses, as a browser may. */
function catchClipboard(isAllowed: boolean): void {
  const page = globalThis as unknown as { latchCopied?: string };
  const writeText = (text: string): Promise<void> => {
    if (!isAllowed) return Promise.reject(new Error('refused'));
    page.latchCopied = text;
    return Promise.resolve();
  };
  Object.defineProperty(navigator, 'clipboard', { configurable: true, value: { writeText } });
}

/** The text of every field by its name, and the chosen radios. */
function readFields(): Record<string, string> {
  const inputs = [
    ...document.querySelectorAll<HTMLInputElement | HTMLSelectElement>(
      '.experiment input, .run input, input.bits, .curves select',
    ),
  ];
  const named = inputs
    .filter(({ type }) => type !== 'radio')
    .map((input) => [input.labels?.[0]?.textContent ?? input.ariaLabel ?? '', input.value] as const);
  const checked = inputs
    .filter((input) => 'checked' in input && input.checked)
    .map((input) => input.parentElement?.textContent);
  return { ...Object.fromEntries(named), checked: checked.join(', ') };
}

function pressButton(name: string): boolean {
  const buttons = [...document.querySelectorAll('button')];
  const button = buttons.find(({ textContent }) => textContent?.trim() === name);
  button?.click();
  return button !== undefined;
}

const readField = (name: string): string =>
  document.querySelector<HTMLInputElement>(`input[aria-label="${name}"]`)?.value ?? '';
