/** A visitor's first minute: train, watch, type, pause, step, compare, and get the right answer; under a sub-path. */
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { besides, tellsAll } from './driver/open.ts';
import type { Page } from './driver/page.ts';
import { serveDist, type Site } from './driver/serve.ts';
import type { Instruments } from './instruments.ts';
import { openLaboratory, type Laboratory } from './laboratory.ts';

declare const latchInstruments: Instruments;

let site: Site;
beforeAll(async () => void (site = await serveDist('/some/where')));
afterAll(() => site.close());

/** What the charts show: the name of the accuracy chart, and the line in it. */
const readChart = (page: Page): Promise<{ name: string; line: string }> =>
  page.evaluate(() => ({
    name: document.querySelector('[role=img][aria-label^="Accuracy"]')?.getAttribute('aria-label') ?? '',
    line: document.querySelector('.line-shown path')?.getAttribute('d') ?? '',
  }));

const countRows = (page: Page, caption: string): Promise<number> =>
  page.evaluate((name: string) => {
    const tables = [...document.querySelectorAll('table')];
    return tables.find((table) => table.caption?.textContent === name)?.tBodies[0]?.rows.length ?? -1;
  }, caption);

const readTrace = (page: Page): Promise<string[][]> =>
  page.evaluate(() =>
    [...(document.querySelector<HTMLTableElement>('table[aria-label=Trace]')?.tBodies[0]?.rows ?? [])].map(
      (row) => [...row.cells].map((cell) => cell.textContent ?? ''),
    ),
  );

/** Age of the network that answers the typed string, as the page says it. */
const updatesOf = async (page: Page): Promise<number> => {
  const text = await page.evaluate(() => document.querySelector('main')?.textContent ?? '');
  return Number(/after ([\d,]+) updates/u.exec(text)?.[1]?.replaceAll(',', '') ?? 0);
};

/** The same once the page has caught up with a run that stands: with the last that its worker has told. */
const settledUpdates = async (page: Page): Promise<number> => {
  const told = await page.evaluate(
    () =>
      (latchInstruments.events.findLast(({ type }) => type === 'progress') as { update: number } | undefined)
        ?.update ?? -1,
  );
  await expect.poll(() => updatesOf(page)).toBe(told);
  return told;
};

const countGhosts = (page: Page): Promise<number> =>
  page.evaluate(() => document.querySelectorAll('[aria-label="Earlier runs"] li').length);

describe.each(besides('webkit'))('%s', (engine) => {
  let laboratory: Laboratory;
  let page: Page;
  beforeAll(async () => {
    laboratory = await openLaboratory(site, engine);
    page = laboratory.page;
  });
  afterAll(() => laboratory.close());

  test('opens with the notebook, untrained, and the charts move once Train is pressed', async () => {
    // which engine is the faster here is a near thing, so it is asked for
    await laboratory.open('engine=webgl');
    expect(await page.evaluate(() => location.pathname)).toBe('/some/where/');
    expect(await laboratory.status()).toBe('idle');
    expect(await page.evaluate("document.querySelector('select').selectedOptions[0].value")).toBe(
      'notebook-1',
    );
    await page.click('button', 'Tables');
    expect(await countRows(page, 'Accuracy')).toBe(0);
    await page.click('button', 'Train');
    expect(await laboratory.waitForStatus('training')).toBe('training');
    await page.waitFor(() => document.querySelectorAll('.chart-tables tbody tr').length >= 4);
    const [rows, chart] = [await countRows(page, 'Accuracy'), await readChart(page)];
    expect(chart.name).toMatch(/now \d+\s%/u);
    await expect.poll(() => countRows(page, 'Accuracy')).toBeGreaterThan(rows);
    await expect.poll(async () => (await readChart(page)).line).not.toBe(chart.line);
    expect(await countRows(page, 'Loss')).toBeGreaterThan(rows);
    expect(await laboratory.figure('Loss', 'value')).toBeGreaterThan(0.31);
    expect(await laboratory.figure('Strings per second', 'value')).toBeGreaterThan(0);
    const { text, data } = await laboratory.output('Running engine');
    expect(data.engine).toBe(engine === 'webkit' ? 'cpu' : 'webgl');
    expect(text).toMatch(engine === 'webkit' ? /CPU/u : /WebGL2 · .+/u);
  });

  test('answers typed bits while it trains, with the newest weights', async () => {
    expect(await laboratory.status()).toBe('training');
    await page.fill('Bit string', '1101');
    await expect.poll(async () => (await readTrace(page)).length).toBe(4);
    const before = await readTrace(page);
    expect(before.map((row) => row.slice(0, 3))).toEqual([
      ['1', '1', 'odd'],
      ['2', '1', 'even'],
      ['3', '0', 'even'],
      ['4', '1', 'odd'],
    ]);
    expect(before.every((row) => row.length === 7)).toBe(true);
    await expect.poll(async () => (await readTrace(page))[3]?.[4]).not.toBe(before[3]?.[4]);
    await page.type('0');
    await expect.poll(async () => (await readTrace(page)).length).toBe(5);
    expect(await laboratory.status()).toBe('training');
  });

  test('pauses, steps one update at a time, and resumes', async () => {
    await page.click('button', 'Pause');
    await laboratory.waitForStatus('paused');
    const paused = await settledUpdates(page);
    await page.click('button', 'Step');
    await expect.poll(() => updatesOf(page)).toBe(paused + 1);
    await page.click('button', 'Step');
    await expect.poll(() => updatesOf(page)).toBe(paused + 2);
    expect(await laboratory.waitForStatus('paused')).toBe('paused');
    await page.click('button', 'Resume');
    await laboratory.waitForStatus('training');
    await expect.poll(() => updatesOf(page)).toBeGreaterThan(paused + 10);
  });

  test.runIf(tellsAll(engine))(
    'a toggle keeps the old run as a ghost and trains a fresh one at once, and a reset can be taken back',
    async () => {
      await page.click('radio', 'Variable');
      await laboratory.waitForStatus('training');
      expect(await countGhosts(page)).toBe(1);
      await laboratory.waitForFigure('Training accuracy', 'value', 0);
      await page.click('radio', 'Last step');
      await laboratory.waitForStatus('training');
      expect(await countGhosts(page)).toBe(2);
      await laboratory.waitForFigure('Training accuracy', 'value', 0);
      expect(await page.evaluate("document.querySelectorAll('.ghost-line path').length")).toBe(4);
      await page.click('radio', 'Fixed');
      await page.click('radio', 'Every step');
      await laboratory.waitForStatus('training');
      await laboratory.waitForFigure('Training accuracy', 'value', 0);
      // a run that goes on comes back as its newest checkpoint has it, which may be of its beginning
      await page.click('button', 'Pause');
      await laboratory.waitForStatus('paused');
      const updates = await settledUpdates(page);
      await page.click('button', 'Reset');
      await laboratory.waitForStatus('idle');

      await page.click('button', 'Undo');
      await laboratory.waitForStatus('paused');
      await expect.poll(() => updatesOf(page)).toBe(updates);
      await page.click('button', 'Reset');
      await laboratory.waitForStatus('idle');
      await page.press('Control+z');
      await laboratory.waitForStatus('paused');
      await expect.poll(() => updatesOf(page)).toBe(updates);
      await page.click('button', 'Resume');
      await expect.poll(() => updatesOf(page)).toBeGreaterThan(updates);
    },
  );

  // in WebKit: acts.e2e.ts
  test.runIf(tellsAll(engine))('learns the rule, and then answers right', async () => {
    await laboratory.open('preset=openai-variable&replicas=1');
    await page.click('button', 'Train');
    expect(await laboratory.waitForStatus(['solved', 'stopped', 'failed'])).toBe('solved');
    const { text, data } = await laboratory.output('Held-out accuracy');
    expect(text).toBe('100.00 %');
    expect([data.lastBit, data.bit, data.string]).toEqual(['1', '1', '1']);
    // the way to what comes next: what is typed now replaces the string that was there
    await page.click('button', 'Solved: now type a string');
    await page.type('1');
    await expect.poll(() => readTrace(page)).toHaveLength(1);
    await expect
      .poll(() => page.evaluate("document.querySelector('input.bits').getBoundingClientRect().top"))
      .toBeLessThan(300);
    for (const bits of ['1', '0', '10110', '111', '0110100110010110']) {
      await page.fill('Bit string', bits);
      const isOdd = bits.replaceAll('0', '').length % 2 === 1;
      await expect
        .poll(async () => (await laboratory.output('Answer')).data.answer)
        .toBe(isOdd ? 'odd' : 'even');
      const trace = await readTrace(page);
      expect(trace.map((row) => row[3])).toEqual(trace.map((row) => row[2]));
    }
  });

  test('none of it was an error in the console', async () => expect(await page.consoleErrors()).toEqual([]));
});
