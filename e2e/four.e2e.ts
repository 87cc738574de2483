/**
 * The 2x2 on the built page: all four settings train side by side beside the laboratory and can be stopped; the
 * measured gradient tells them apart before training; a cell's link sets the laboratory, and the way back undoes it;
 * the story's links show what they claim.
 * How many of 16 seeds each setting teaches is the long test's business.
 */
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { engines, tellsAll } from './driver/open.ts';
import { PATIENCE_MS } from './driver/patience.ts';
import { serveDist, type Site } from './driver/serve.ts';
import measured from '../src/ui/story/measured.json' with { type: 'json' };
import type { Instruments } from './instruments.ts';
import { openLaboratory, type Laboratory } from './laboratory.ts';

declare const latchInstruments: Instruments;

let site: Site;
beforeAll(async () => void (site = await serveDist()));
afterAll(() => site.close());

const NAMES = [
  'Every step, fixed length',
  'Every step, variable length',
  'Last step, fixed length',
  'Last step, variable length',
];

describe.each(engines.filter(tellsAll))('the 2x2 in %s', (engine) => {
  let laboratory: Laboratory;
  beforeAll(async () => {
    laboratory = await openLaboratory(site, engine);
    await laboratory.open('preset=notebook-1&replicas=1&epochs=50&engine=webgl');
    await laboratory.page.waitFor(() => document.querySelector('.four-cell') !== null);
  });
  afterAll(() => laboratory.close());

  const status = async () => (await laboratory.output('All four')).data['status'];
  const cells = () =>
    Promise.all(NAMES.map(async (name) => (await laboratory.output(`Solved: ${name}`)).data));

  /** By keyboard: while panels above are still being filled, a pointer might miss. */
  async function press(name: string, element: 'a' | 'button' = 'button'): Promise<void> {
    await laboratory.page.waitFor(focusNamed, PATIENCE_MS, name, element);
    await laboratory.page.press('Enter');
  }

  test('the gradient at the start is measured once the panel is seen: nothing for the last step of 50 bits', async () => {
    const { page } = laboratory;
    expect(await page.evaluate(signalTexts)).toEqual([]);
    await page.evaluate(() => document.querySelector('.panel.four')?.scrollIntoView());
    await page.waitFor(allMeasured);
    const texts = await page.evaluate(signalTexts);
    expect(texts).toHaveLength(4);
    const lengthOne = /: 1: (\d\.\d·10⁻[²³]);/u;
    for (const k of [0, 1, 3]) expect(texts[k]).toMatch(lengthOne);
    expect(texts[2]).toMatch(/: 1 to 49: 0; 50: (≲ )?\d\.\d·10⁻(⁸|⁹|¹\d?|[¹²]\d)/u);
    const needed = await page.evaluate<string[]>(neededTexts);
    expect(needed.map((text) => text.includes('there are only 1.1·10¹⁵'))).toEqual([
      false,
      false,
      true,
      false,
    ]);
  });

  test('a bad number is refused in place', async () => {
    const { page } = laboratory;
    await page.fill('Seeds of each', '65');
    expect(await page.has('alert', /from 1 to 64/u)).toBe(true);
    await page.fill('Seeds of each', '2');
    await page.fill('Epochs at most', '1');
    expect(await page.has('alert', /from 1 to/u)).toBe(false);
  });

  test.runIf(tellsAll(engine))(
    'all four train to their end while the laboratory pauses, and it goes on after them',
    async () => {
      await press('Reset');
      await press('Train');
      await laboratory.waitForStatus('training');
      await press('Run all four');
      await expect.poll(status).toBe('training');
      expect(await laboratory.status()).toBe('paused');
      await expect.poll(status).toBe('ended');
      expect(await laboratory.waitForStatus('training')).toBe('training');
      await press('Pause');
      for (const cell of await cells()) {
        expect(cell).toMatchObject({ status: 'ended', of: '2' });
        const decided = Number(cell['certified']) + Number(cell['wrong']) + Number(cell['undecided']);
        expect(decided).toBe(Number(cell['solved']));
      }
      expect((await cells())[2]!['solved']).toBe('0');
    },
  );

  test.runIf(tellsAll(engine))('the tables hold every seed and every length', async () => {
    const { page } = laboratory;
    await page.click('button', 'Tables of all four');
    const rows = (await laboratory.download('Seeds of all four as CSV')).text.trim().split('\n');
    expect(rows).toHaveLength(1 + 4 * 2);
    expect(rows[1]).toMatch(
      new RegExp(`^every,fixed,1,ended,.*,${engine === 'webkit' ? 'cpu' : 'webgl'}$`, 'u'),
    );
    const signal = async (): Promise<string[]> =>
      (await laboratory.download('Signal by length as CSV')).text.trim().split('\n');
    // of each setting as it is measured
    await expect.poll(signal, { interval: 500 }).toHaveLength(1 + 2 * 50);
  });

  test('they stop at once when asked to', async () => {
    const { page } = laboratory;
    await page.fill('Epochs at most', '50');
    await press('Run all four');
    await expect.poll(async () => (await cells())[0]!['status']).toBe('training');
    await press('Stop all four');
    expect(await status()).toBe('stopped');
    expect((await cells()).map((cell) => cell['status'])).toEqual([
      'stopped',
      'stopped',
      'stopped',
      'stopped',
    ]);
    // their workers are gone, and what is left is the laboratory's; its own prover rests for some seconds before it goes
    expect(await page.evaluate(workersCalled, 'trainer')).toBeLessThanOrEqual(1);
    await expect.poll(() => page.evaluate(workersCalled, 'proof')).toBeLessThanOrEqual(1);
    await page.fill('Epochs at most', '1');
  });

  test('a link sets the laboratory and keeps the typed string; back leads to where it stood', async () => {
    const { page } = laboratory;
    await page.fill('Bit string', '110101');
    await page.click('link', 'Last step, variable length: to the laboratory');
    const chosen = (): Promise<string[]> => page.evaluate(chosenLabels);
    expect(await chosen()).toEqual(['Variable', 'Last step']);
    const hash = await page.evaluate<string>('location.hash');
    expect(hash).toContain('preset=openai-variable');
    expect(hash).toContain('replicas=2');
    expect(hash).toContain('bits=110101');
    expect(await page.evaluate('document.activeElement.tagName')).toBe('MAIN');
    await page.evaluate('history.back()');
    await expect.poll(chosen).toEqual(['Fixed', 'Every step']);
    await page.evaluate('history.forward()');
    await expect.poll(chosen).toEqual(['Variable', 'Last step']);
    expect(await page.consoleErrors()).toEqual([]);
  });

  test.runIf(tellsAll(engine))(
    'the story shows what it claims: a network that leaks, and a setting that starts to train',
    async () => {
      await storyShows(laboratory, press);
      expect(await laboratory.page.consoleErrors()).toEqual([]);
    },
  );
});

type Press = (name: string, element?: 'a' | 'button') => Promise<void>;

async function storyShows(laboratory: Laboratory, press: Press): Promise<void> {
  const { page } = laboratory;
  await press('This network', 'a');
  const { leak } = measured;
  await expect.poll(() => page.evaluate('document.querySelector("input.bits").value')).toBe(leak.bits);
  // an odd string, and the network has forgotten its only one
  await expect.poll(async () => (await laboratory.output('Answer')).data['answer']).toBe('even');
  const verdict = async (): Promise<string | undefined> =>
    (await laboratory.output('Verdict')).data['verdict'];
  await expect.poll(verdict).toBe('wrong');
  await press('Test 2', 'a');
  await laboratory.waitForStatus('training');
  expect(await page.evaluate(chosenLabels)).toEqual(['Variable', 'Every step']);
  expect(await page.evaluate<string>('location.hash')).toContain('preset=notebook-2');
  await press('Reset');
}

// these run in the page

function focusNamed(name: string, element: 'a' | 'button'): boolean {
  const candidates = [...document.querySelectorAll<HTMLElement>(element)];
  const found = candidates.find(({ textContent }) => textContent?.trim() === name);
  found?.focus();
  return found !== undefined && document.activeElement === found;
}

const workersCalled = (name: string): number =>
  latchInstruments.workers.filter(({ called }) => called === name).length;

const signalTexts = (): string[] =>
  [...document.querySelectorAll('.four-cell svg[aria-label^="Signal by length"]')].map(
    (chart) => chart.getAttribute('aria-label') ?? '',
  );

const neededTexts = (): string[] =>
  [...document.querySelectorAll('.four-cell .needed')].map((text) => text.textContent ?? '');

const allMeasured = (): boolean =>
  document.querySelector('.four-caption')?.textContent?.includes('median of 16 seeds') === true;

const chosenLabels = (): string[] =>
  [...document.querySelectorAll('main .segmented input:checked')].map(
    (input) => input.parentElement?.textContent ?? '',
  );
