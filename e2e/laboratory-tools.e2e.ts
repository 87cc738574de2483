/** What one does with a run besides watching it: look back, edit a weight, ask about long strings, and the keys. */
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { engines, tellsAll } from './driver/open.ts';
import type { Page } from './driver/page.ts';
import { serveDist, type Site } from './driver/serve.ts';
import { openLaboratory, type Laboratory } from './laboratory.ts';

let site: Site;
beforeAll(async () => void (site = await serveDist()));
afterAll(() => site.close());

const focused = (page: Page): Promise<string | null> =>
  page.evaluate("document.activeElement.getAttribute('aria-label')");
const text = (page: Page, selector: string): Promise<string> =>
  page.evaluate((wanted: string) => document.querySelector(wanted)?.textContent ?? '', selector);
const blur = (page: Page): Promise<void> => page.evaluate("document.querySelector('main').focus()");

/** Longer than any figure's beat. */
const STILL_MS = 1000;

describe.each(engines.filter(tellsAll))('tools of the laboratory, in %s', (engine) => {
  let laboratory: Laboratory;
  let page: Page;
  const verdict = async (): Promise<string | undefined> =>
    (await laboratory.output('Verdict')).data['verdict'];
  beforeAll(async () => {
    laboratory = await openLaboratory(site, engine);
    page = laboratory.page;
    await laboratory.open(
      'preset=openai-variable&replicas=2&epochs=1000&stop=budget&bits=1011&start=1&engine=cpu',
    );
  });
  afterAll(() => laboratory.close());

  test('looks back while training goes on, and comes back', async () => {
    await laboratory.waitForFigure('Moment', 'update', 60);
    // fast enough to look back in, and the machine has time for the rest
    await page.fill('Speed', '10 updates/s');
    await page.fill('Timeline', '0');
    await expect.poll(() => text(page, '.source')).toMatch(/as it was after 0 of [\d,]+ updates$/u);
    const answer = (await laboratory.output('Answer')).text;
    const newest = async (): Promise<number> =>
      Number(/of ([\d,]+) updates/u.exec(await text(page, '.source'))?.[1]?.replaceAll(',', ''));
    const before = await newest();
    await expect.poll(newest).toBeGreaterThan(before);
    expect((await laboratory.output('Answer')).text).toBe(answer);
    expect(await text(page, '.verdict')).toContain('Of the newest weights');
    expect(await page.has('slider', 'Timeline')).toBe(true);
    await page.press('ArrowRight');
    await expect.poll(async () => laboratory.figure('Moment', 'update')).toBeGreaterThan(0);
    await page.press('End');
    await expect.poll(() => text(page, '.source')).toMatch(/^answered by seed \d+ after [\d,]+ updates$/u);
    expect(await text(page, '.verdict')).not.toContain('Of the newest weights');
    // as those know it who come from Keras, and as it is explained to the others
    expect(await text(page, '.network-words .pair')).toMatch(
      /^\[loss, accuracy\] of seed 1 on held-out strings(?:\[\d\.\d{7}, [01]\.\d{6}\]|once it is evaluated)As Keras’ evaluate prints them: the mean cross-entropy, and the share of right answers\.$/u,
    );
  });

  test('a button that cannot act says why, to keys as well', async () => {
    const reason = (): Promise<string> => text(page, '.reason:popover-open');
    await page.evaluate("document.querySelector('.repair-button').focus()");
    await page.press('Enter');
    await expect.poll(reason).toBe('Repair waits until training has ended.');
    await page.press('Escape');
    await expect.poll(reason).toBe('');
    expect(await page.evaluate('document.activeElement.textContent')).toBe('Repair');
    // who cannot see that it is dimmed hears why without a press
    expect(
      await page.evaluate(
        "document.getElementById(document.activeElement.getAttribute('aria-describedby')).textContent",
      ),
    ).toBe('Repair waits until training has ended.');
  });

  test('the keyboard map keeps the focus and gives it back; single keys act, until they are turned off', async () => {
    await blur(page);
    await page.press('Space');
    await laboratory.waitForStatus('paused');
    // figures follow at their beat
    let update = Number.NaN;
    const isStill = async (): Promise<boolean> => {
      const before = update;
      update = await laboratory.figure('Moment', 'update');
      return update === before;
    };
    await expect.poll(isStill, { interval: STILL_MS }).toBe(true);
    await page.press('s');
    await expect.poll(() => laboratory.figure('Moment', 'update')).toBe(update + 1);
    await page.press('t');
    await expect.poll(() => focused(page)).toBe('Bit string');
    await page.press('s');
    expect((await laboratory.output('Moment')).data['update']).toBe(String(update + 1));
    await page.click('button', 'Keyboard map');
    await expect.poll(() => focused(page)).toBe('Close the keyboard map');
    await page.press('Escape');
    await expect.poll(() => focused(page)).toBe('Keyboard map');
    await page.press('Enter');
    await page.click('checkbox', /^Single keys act/u);
    await page.press('Escape');
    await expect.poll(() => page.evaluate("document.querySelector('dialog[open]') === null")).toBe(true);
    await blur(page);
    await page.press('Space');
    await page.press('s');
    expect(await laboratory.status()).toBe('paused');
    expect(await page.evaluate("localStorage.getItem('latch-shortcuts')")).toBe('off');
    await page.evaluate("localStorage.removeItem('latch-shortcuts')");
    expect(await page.consoleErrors()).toEqual([]);
  });

  test.runIf(tellsAll(engine))(
    'a perfect network is certified; a weight is edited, decided anew, and put back',
    async () => {
      await laboratory.giveProofsTime();
      await page.click('button', 'Load a perfect network');
      await expect.poll(verdict).toBe('certified');
      await page.fill('Zeros after a one', '400');
      await expect
        .poll(async () => (await laboratory.output('Answer to a one and zeros')).text)
        .toMatch(/✓ odd.*right up to 100,000 zeros/u);
      await page.click('button', 'Edit weights');
      await page.fill('output bias, odd', '30');
      await page.press('Enter');
      await expect.poll(verdict).toBe('wrong');
      expect(await text(page, '.source')).toContain('edited by hand');
      await page.fill('output bias, odd', 'much');
      await page.press('Enter');
      await expect.poll(() => text(page, '.network [role=alert]')).toContain('kept as it was');
      await page.click('button', 'Undo');
      await expect.poll(verdict).toBe('certified');
      await page.click('button', 'Redo');
      await expect.poll(verdict).toBe('wrong');
      await page.click('button', 'Back to the weights before');
      await expect.poll(verdict).toBe('certified');
      expect(await laboratory.status()).toBe('paused');
      expect(await page.consoleErrors()).toEqual([]);
    },
  );

  test.runIf(tellsAll(engine))('the story leads to a network that a string fools', async () => {
    await laboratory.open();
    await page.waitFor(() => document.querySelector('.story') !== null);
    await page.click('link', 'This network');
    await expect.poll(() => focused(page)).toBe('Bit string');
    await expect.poll(() => text(page, '.answer-line')).toMatch(/^even.*✗ wrong.*first wrong answer/u);
    expect(await page.consoleErrors()).toEqual([]);
  });
});
