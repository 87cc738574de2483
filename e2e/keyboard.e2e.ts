/** Everything by keyboard alone: train, change the experiment, type, scrub, download. The focus is never lost. */
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { besides, tellsAll } from './driver/open.ts';
import type { Page } from './driver/page.ts';
import { serveDist, type Site } from './driver/serve.ts';
import type { Instruments } from './instruments.ts';
import { openLaboratory, type Laboratory } from './laboratory.ts';
import { readRunFile } from './run-file.ts';

declare const latchInstruments: Instruments;

let site: Site;
beforeAll(async () => void (site = await serveDist()));
afterAll(() => site.close());

/** Runs in the page: what has the focus, as a few words; empty when nothing has. */
function focusedName(): string {
  const element = document.activeElement;
  if (element === null || element === document.body) return '';
  const label =
    element instanceof HTMLInputElement || element instanceof HTMLSelectElement ? element.labels?.[0] : null;
  return (element.getAttribute('aria-label') ?? (label ?? element).textContent ?? '').trim();
}

/** Presses Tab (or goes back) until the wanted element has the focus. */
async function tabTo(page: Page, wanted: string | RegExp, key = 'Tab'): Promise<void> {
  const seen: string[] = [];
  for (let presses = 0; presses < 90; presses++) {
    const name = await page.evaluate(focusedName);
    if (typeof wanted === 'string' ? name === wanted : wanted.test(name)) return;
    seen.push(name);
    await page.press(key);
  }
  throw new Error(`${page.engine}: ${key} never came to ${String(wanted)}, but to: ${seen.join(' | ')}`);
}

const focus = (page: Page): Promise<string> => page.evaluate(focusedName);
/** Whether the focused element shows that it is. */
const isRingShown = (page: Page): Promise<boolean> =>
  page.evaluate(() => {
    const element = document.activeElement;
    if (element === null || !element.matches(':focus-visible')) return false;
    const rings = [element, element.parentElement, element.nextElementSibling].filter(
      (part) => part !== null,
    );
    return rings.some((part) => {
      const { outlineStyle, boxShadow } = getComputedStyle(part);
      return outlineStyle !== 'none' || boxShadow !== 'none';
    });
  });

const readAnswer = async (laboratory: Laboratory): Promise<string | undefined> =>
  (await laboratory.output('Answer')).data['answer'];

/** Escape goes to the string's end, then out of the box, where single keys act: T comes back. */
async function leaveTextBox(page: Page): Promise<void> {
  await page.press('Home');
  await page.press('Escape');
  expect(await focus(page)).toBe('Bit string');
  await page.press('Escape');
  expect(await page.evaluate('document.activeElement.tagName')).toBe('MAIN');
  await page.type('t');
  await expect.poll(() => focus(page)).toBe('Bit string');
}

/** Presses what goes with its press; the focus stays near. */
async function pressAway(laboratory: Laboratory): Promise<void> {
  const { page } = laboratory;
  await tabTo(page, 'Reset', 'Shift+Tab');
  await page.press('Enter');
  await laboratory.waitForStatus('idle');
  expect(await focus(page)).toBe('Reset');
  await tabTo(page, 'Remove run A');
  await page.press('Enter');
  expect(await page.evaluate('document.activeElement.tagName')).toBe('MAIN');
  await page.evaluate("location.hash = '#v=1&lr=2'");
  // what became of the run, and what is wrong with the link
  for (let notice = 0; notice < 2; notice++) {
    await tabTo(page, /^Dismiss/u);
    await page.press('Enter');
    expect(await page.evaluate('document.activeElement.tagName')).toBe('MAIN');
  }
  await page.press('Tab');
  expect(await focus(page)).toBe('Preset');
}

describe.each(besides('firefox'))('%s', (engine) => {
  let laboratory: Laboratory;
  let page: Page;
  beforeAll(async () => {
    laboratory = await openLaboratory(site, engine);
    page = laboratory.page;
    // long: to change what has ended starts nothing
    await laboratory.open('preset=notebook-1&replicas=2&engine=cpu&epochs=1000&stop=budget');
  });
  afterAll(() => laboratory.close());

  test('trains, pauses and resumes; the button keeps the focus while its name changes', async () => {
    await tabTo(page, 'Train');
    expect(await isRingShown(page)).toBe(true);
    await page.press('Enter');
    await laboratory.waitForStatus('training');
    await expect.poll(() => focus(page)).toBe('Pause');
    await page.press('Space');
    await laboratory.waitForStatus('paused');
    await expect.poll(() => focus(page)).toBe('Resume');
    await page.press('Space');
    await laboratory.waitForStatus('training');
    await laboratory.waitForFigure('Training accuracy', 'value', 0);
  });

  test('changes toggles and the preset', async () => {
    await tabTo(page, 'Every step', 'Shift+Tab');
    await page.press('ArrowRight');
    await expect.poll(() => focus(page)).toBe('Last step');
    await laboratory.waitForStatus('training');
    await tabTo(page, 'Fixed', 'Shift+Tab');
    await page.press('ArrowRight');
    await expect.poll(() => focus(page)).toBe('Variable');
    await laboratory.waitForStatus('training');
    await laboratory.waitForFigure('Training accuracy', 'value', 0);
    expect(await page.evaluate("location.hash.includes('supervision=last')")).toBe(true);
    await tabTo(page, 'Preset', 'Shift+Tab');
    const preset = (): Promise<string> => page.evaluate("document.querySelector('select').value");
    expect(await preset()).toBe('custom');
    for (let press = 0; press < 8 && (await preset()) !== 'openai-variable'; press++)
      await page.press('ArrowDown');
    expect(await preset()).toBe('openai-variable');
    expect(await focus(page)).toBe('Preset');
    await laboratory.waitForStatus('training');
  });

  test('sets a number with arrow keys and by typing', async () => {
    await tabTo(page, 'Replicas');
    await page.press('ArrowDown');
    await expect.poll(() => page.evaluate("document.activeElement.getAttribute('aria-valuenow')")).toBe('7');
    await page.press('Control+a');
    await page.type('1');
    await page.press('Enter');
    await expect.poll(() => page.evaluate("document.activeElement.getAttribute('aria-valuenow')")).toBe('1');
    expect(await focus(page)).toBe('Replicas');
    expect(await laboratory.waitForStatus(['solved', 'stopped'])).toBe('solved');
  });

  test('types a string, flips a bit and scrubs along', async () => {
    // the preset's own run is short, and may have ended before its replicas were changed
    if ((await laboratory.status()) === 'idle') {
      await tabTo(page, 'Train', 'Shift+Tab');
      await page.press('Enter');
    }
    await laboratory.waitForStatus('solved');
    await tabTo(page, 'Bit string');
    await page.press('Control+a');
    await page.type('11010');
    const answer = (): Promise<string | undefined> => readAnswer(laboratory);
    await expect.poll(answer).toBe('odd');
    await leaveTextBox(page);
    await tabTo(page, 'Bit 5 is 0, flip');
    await page.press('ArrowLeft');
    await expect.poll(() => focus(page)).toBe('Bit 4 is 1, flip');
    await page.press('Home');
    await expect.poll(() => focus(page)).toBe('Bit 1 is 1, flip');
    await page.press('Space');
    await expect.poll(() => focus(page)).toBe('Bit 1 is 0, flip');
    await expect.poll(answer).toBe('even');
    await page.press('End');
    await expect.poll(() => focus(page)).toBe('Bit 5 is 0, flip');
  });

  test.runIf(tellsAll(engine))(
    'zooms the curves, looks back along the run, opens a copy and leaves it',
    async () => {
      await tabTo(page, 'Zoom in', 'Shift+Tab');
      await page.press('Enter');
      await tabTo(page, 'Show all');
      await page.press('Enter');
      expect(await focus(page)).toBe('Show all');
      await tabTo(page, 'Timeline');
      const moment = (): Promise<number> => laboratory.figure('Moment', 'update');
      const newest = await moment();
      await page.press('ArrowLeft');
      await expect.poll(moment).toBeLessThan(newest);
      await page.press('Home');
      await expect.poll(moment).toBe(0);
      await page.press('End');
      await expect.poll(moment).toBe(newest);
      await tabTo(page, 'Edit weights');
      await page.press('Enter');
      await expect.poll(() => focus(page)).toBe('Back to the trained weights');
      await page.press('Enter');
      await expect.poll(() => focus(page)).toBe('Edit weights');
    },
  );

  test.runIf(tellsAll(engine))('downloads the run and opens the table', async () => {
    await tabTo(page, 'Download run');
    await page.press('Enter');
    await page.waitFor(() => latchInstruments.saved.length > 0);
    const text = await page.evaluate<string>('latchInstruments.saved.at(-1).text');
    expect(readRunFile(text).config.lengths).toBe('variable');
    expect(await focus(page)).toBe('Download run');
    await tabTo(page, 'Table', 'Shift+Tab');
    await page.press('Enter');
    expect(await page.evaluate("document.activeElement.getAttribute('aria-pressed')")).toBe('true');
  });

  test.runIf(tellsAll(engine))('buttons that their own press takes away pass the focus on', async () => {
    await pressAway(laboratory);
    expect(await page.consoleErrors()).toEqual([]);
  });
});
