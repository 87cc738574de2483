/**
 * The GPU goes away under what trains beside the laboratory's run: the 2x2 and a repair go on by themselves, Guess and the race say so
 * with the true reason, and each can be started again. Chromium alone can be told to end its GPU process.
 */
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { paramLayout } from '../src/lstm/params.ts';
import { weightsForFile } from '../src/session/run-file.ts';
import { openChromium, type ChromiumPage } from './driver/chromium.ts';
import { engines, isWhole } from './driver/open.ts';
import { serveDist, type Site } from './driver/serve.ts';
import { laboratoryOn, type Laboratory } from './laboratory.ts';
import { raceLink } from './racing.ts';

const REASON = /the GPU/u;

/** A network that solves nothing; of eight units, so that an epoch takes seconds. */
function unsolved(): string {
  const params = Float32Array.from({ length: paramLayout(8).size }, (_, k) => Math.fround(Math.cos(k) / 3));
  return JSON.stringify(weightsForFile({ hidden: 8, activation: 'sigmoid', head: 'softmax' }, params));
}

describe.runIf(engines.includes('chromium'))('in chromium', () => {
  let site: Site;
  let page: ChromiumPage;
  let laboratory: Laboratory;
  beforeAll(async () => {
    site = await serveDist();
  });
  // a browser for each: one whose GPU process has ended three times gives no WebGL any more, and with none there is no race to lose
  beforeEach(async () => {
    page = await openChromium({ alone: true });
    laboratory = laboratoryOn(page, site);
  });
  afterEach(() => page.close());
  afterAll(() => site.close());

  const text = (): Promise<string> => page.evaluate(() => document.querySelector('main')?.innerText ?? '');
  const crashGpu = async (): Promise<void> => {
    const session = await page.playwright.context().browser()!.newBrowserCDPSession();
    // the answer to a crash is none
    void session.send('Browser.crashGpuProcess').catch(() => undefined);
  };
  const poll = (find: () => Promise<string | undefined>) => expect.poll(find);
  const status = async (): Promise<string | undefined> =>
    (await laboratory.output('All four')).data['status'];

  test('the 2x2 goes on, Guess says what has failed, and both say why', async () => {
    await laboratory.open('engine=webgl&kernel=string-8');
    await page.waitFor(() => document.querySelector('.four') !== null);
    await page.fill('Seeds of each', '2');
    await page.click('button', 'Run all four');
    await page.click('button', 'Guess');
    await poll(text).toMatch(/epoch (?!0\.0)\d/u);
    await poll(async () => (await laboratory.output('Guesses')).text).toMatch(/tries/u);
    await crashGpu();
    await poll(text).toMatch(/the GPU away .* It goes on by itself/u);
    await poll(text).toMatch(/Guessing broke off: .*took the GPU away/u);
    await page.click('button', 'Guess');
    expect(await text()).not.toMatch(/Guessing broke off/u);
    await poll(async () => (await laboratory.output('Guesses')).text).toMatch(/tries/u);
    await page.click('button', 'Stop guessing');
    // further than it was
    await poll(text).toMatch(/epoch 0\.[2-9]|epoch [1-9]/u);
    if ((await status()) !== 'ended') await page.click('button', 'Stop all four');
    await page.click('button', 'Run all four');
    await poll(status).toBe('training');
    expect(await text()).not.toMatch(REASON);
    await page.click('button', 'Stop all four');
  });

  test('a repair goes on, says why, and ends as it is told to', async () => {
    await laboratory.open('preset=openai-variable&engine=webgl');
    await laboratory.openFile('eight.json', unsolved());
    await poll(text).toContain('the network from eight.json');
    const weights = async (): Promise<string> => (await laboratory.download('Download weights')).text;
    const before = await weights();
    await page.click('button', 'Repair');
    await page.waitFor(
      () => Number(document.querySelector('[aria-label="Repair epoch"]')?.getAttribute('aria-valuenow')) > 0,
    );
    await crashGpu();
    const notices = async (): Promise<string> => (await laboratory.notices()).join(' ');
    await poll(notices).toMatch(/The repair goes on by itself.*took the GPU away/u);
    // it trains
    await expect.poll(weights).not.toBe(before);
    await page.click('button', 'Stop repair');
    const after = JSON.parse(await weights()) as { readonly inputKernel: readonly (readonly number[])[] };
    expect(after.inputKernel.flat().some((weight) => weight !== 0)).toBe(true);
    await page.click('button', 'Undo repair');
    expect(await weights()).toBe(before);
  });

  test.runIf(isWhole)('the race says why it has failed, and begins again', async () => {
    await laboratory.open(`${raceLink(6)}&engine=webgl`);
    await page.evaluate(() => document.querySelector<HTMLElement>('.race summary')!.click());
    await page.click('button', 'Race');
    await poll(text).toMatch(/Racing\./u);
    // on the processor there would be nothing to lose
    expect(await text()).not.toMatch(/gives a worker no WebGL2/u);
    await crashGpu();
    await poll(text).toMatch(/The race has failed: .*took the GPU away/u);
    await page.click('button', 'Race');
    await poll(text).toMatch(/compiles and warms up|Racing\./u);
    expect(await text()).not.toMatch(/has failed/u);
    await page.click('button', 'Stop race');
  });
});
