/**
 * Nothing is lost: a run that is reloaded at moments and whose GPU is taken away ends with the bits, and the curves, of
 * one that nobody disturbed; an address that asks for something else has it beside; what is forgotten does not come back.
 */
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { engines } from './driver/open.ts';
import { pause } from './driver/page.ts';
import { PATIENCE_MS } from './driver/patience.ts';
import { serveDist, type Site } from './driver/serve.ts';
import { installInstruments, type Instruments } from './instruments.ts';
import { openLaboratory, type Laboratory } from './laboratory.ts';
import { readRunFile } from './run-file.ts';

declare const latchInstruments: Instruments;

/** 32 networks on 782 updates. A page that is told to go slowly has time to be disturbed. */
const LINK = 'preset=openai-variable&replicas=32&epochs=1&stop=budget&seed=3&evaluate=20000';

/** Everything of the run but the time that it took. */
async function cameTo(laboratory: Laboratory): Promise<object> {
  const { text } = await laboratory.download('Download run');
  const { config, kernel, replicas } = readRunFile(text);
  const untimed = replicas.map(({ history, ...replica }) => ({
    ...replica,
    history: history.map((point) => ({ ...point, seconds: 0 })),
  }));
  return { config, kernel, replicas: untimed };
}

/** Reloads the page, at another link where one is given. */
async function reload({ page }: Laboratory, link = ''): Promise<void> {
  await page.evaluate((hash: string) => {
    document.documentElement.dataset['isOld'] = '';
    // without a word to the page, as when somebody opens a link in this tab
    if (hash !== '') history.replaceState(null, '', hash);
    setTimeout(() => location.reload());
  }, link);
  // a page that is on its way out cannot be asked
  await expect.poll(() => page.evaluate(isNew).catch(() => false)).toBe(true);
  await page.evaluate(installInstruments);
}

// these run in the page

const isNew = (): boolean =>
  document.documentElement.dataset['isOld'] === undefined &&
  document.querySelector('main[data-status] .laboratory, main[data-status] .stage') !== null;

/** What is kept of this tab is newer than the update. */
const isKeptAfter = async (update: number): Promise<boolean> => {
  // opening it would make it
  if (!(await indexedDB.databases()).some(({ name }) => name === 'latch-kept')) return false;
  const asked = indexedDB.open('latch-kept');
  const database = await new Promise<IDBDatabase>((resolve) => {
    asked.onsuccess = () => resolve(asked.result);
  });
  const found = database.transaction('copies').objectStore('copies').getAll();
  const copies = await new Promise<{ slot: string; content: { header: string } }[]>((resolve) => {
    found.onsuccess = () => resolve(found.result as { slot: string; content: { header: string } }[]);
  });
  database.close();
  const own = sessionStorage.getItem(`latch-slot ${location.pathname}${location.search}`);
  const kept = copies.map(({ slot, content }) => {
    if (slot !== own) return 0;
    const { run } = JSON.parse(content.header) as { run: { figures: { update: number } } | null };
    return run?.figures.update ?? 0;
  });
  return Math.max(0, ...kept) > update;
};

// storage and locks are the page's own; the other engines' reloads are for a story of their own
describe.each(engines.filter((engine) => engine === 'chromium'))('%s', (engine) => {
  let site: Site;
  let laboratory: Laboratory;
  beforeAll(async () => {
    site = await serveDist();
    laboratory = await openLaboratory(site, engine, { webglInWorkers: true });
  });
  afterAll(async () => {
    await laboratory?.close();
    await site?.close();
  });

  test('a run of 32 networks, reloaded and with its GPU lost, comes to the same as one left alone', async () => {
    const { page } = laboratory;
    // the fused engines promise it on their device; where WebGL is missing the processor runs
    await laboratory.open(LINK);
    await page.click('button', 'Train');
    await laboratory.waitForStatus('stopped');
    const wanted = await cameTo(laboratory);

    await laboratory.open(LINK);
    expect(await laboratory.status()).toBe('idle');
    await page.fill('Speed', '100');
    await page.click('button', 'Train');
    for (const update of [60, 200]) {
      await laboratory.waitForFigure('Moment', 'update', update);
      await page.waitFor(isKeptAfter, PATIENCE_MS, update);
      await reload(laboratory);
      await laboratory.waitForStatus('paused');
      expect((await laboratory.notices()).join(' ')).toMatch(/Your run is still here.*Resume/u);
      expect(await laboratory.figure('Moment', 'update')).toBeGreaterThan(update);
      const line = await page.waitFor(
        () => document.querySelector('.line-shown path')?.getAttribute('d') ?? '',
      );
      expect(line.length).toBeGreaterThan(20);
      await page.click('button', 'Resume');
      await laboratory.waitForStatus('training');
    }
    const isOnGpu = (await laboratory.output('Running engine')).data.engine === 'webgl';
    await laboratory.waitForFigure('Moment', 'update', 300);
    if (isOnGpu) {
      await laboratory.command('lose-context');
      await page.waitFor(() => latchInstruments.events.filter(({ type }) => type === 'started').length === 2);
    }
    await page.fill('Speed', 'full');
    await laboratory.waitForStatus('stopped');
    expect(await cameTo(laboratory)).toEqual(wanted);
    expect((await laboratory.notices()).join(' ').includes('goes on by itself')).toBe(isOnGpu);
    expect(await page.consoleErrors()).toEqual([]);

    // and so it stays
    await pause(1500);
    await reload(laboratory);
    await laboratory.waitForStatus('stopped');
    expect(await cameTo(laboratory)).toEqual(wanted);
  });

  test('an address that asks for another experiment has the run beside it', async () => {
    const { page } = laboratory;
    await reload(laboratory, '#v=1&preset=openai-variable&seed=8');
    await page.waitFor(() => document.querySelector('.ghosts') !== null);
    expect(await laboratory.status()).toBe('idle');
  });

  test('what is forgotten does not come back', async () => {
    const { page } = laboratory;
    await page.click('button', 'Forget everything kept here');
    await page.waitFor(() => (document.querySelector('main')?.textContent ?? '').includes('Forgotten'));
    await reload(laboratory);
    await pause(1000);
    expect(await laboratory.status()).toBe('idle');
    expect(await page.evaluate(() => document.querySelector('.ghosts') === null)).toBe(true);
  });

  test('at the bare address the acts show the run as it stood, with Resume', async () => {
    const { page } = laboratory;
    await page.goto(site.url);
    await page.waitFor(isNew);
    await page.evaluate(installInstruments);
    await page.click('button', 'Train');
    await page.waitFor(isKeptAfter, PATIENCE_MS, 0);
    await reload(laboratory);
    const status = await laboratory.waitForStatus(['paused', 'solved', 'stopped']);
    if (status === 'paused') await page.click('button', 'Resume');
    await laboratory.waitForStatus(['training', 'solved', 'stopped']);
    expect(await page.consoleErrors()).toEqual([]);
  });
});
