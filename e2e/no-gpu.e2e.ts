/** No WebGL, or a GPU that goes away in mid-run: the page says so, keeps what it has, and can go on. */
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { engines } from './driver/open.ts';
import { PATIENCE_MS } from './driver/patience.ts';
import { serveDist, type Site } from './driver/serve.ts';
import type { Instruments } from './instruments.ts';
import { openLaboratory, type Laboratory } from './laboratory.ts';

declare const latchInstruments: Instruments;

let site: Site;
beforeAll(async () => void (site = await serveDist()));
afterAll(() => site.close());

/** Longer than any view's beat: the walk along a one and zeros begins a second after the one before. */
const STILL_MS = 1500;

describe.each(engines)('%s without WebGL', (engine) => {
  test('trains on the CPU and says why', async () => {
    const laboratory = await openLaboratory(site, engine, { withoutWebgl: true });
    await laboratory.open('preset=openai-variable&replicas=1');
    await laboratory.page.click('button', 'Train');
    expect(await laboratory.waitForStatus(['solved', 'stopped', 'failed'])).toBe('solved');
    const { text, data } = await laboratory.output('Running engine');
    const banner = await laboratory.page.evaluate<string>("document.querySelector('header').textContent");
    await laboratory.close();
    expect(data.engine).toBe('cpu');
    expect(text).toMatch(/CPU/u);
    expect(banner).toMatch(/no WebGL2/u);
  });
});

describe.each(engines)('%s loses the GPU', (engine) => {
  let laboratory: Laboratory;
  beforeEach(async () => void (laboratory = await openLaboratory(site, engine, { webglInWorkers: true })));
  afterEach(() => laboratory.close());

  test('fails at once, keeps what it had, and starts again at the press of a button', async () => {
    const { page } = laboratory;
    await laboratory.open('preset=notebook-1&replicas=2&engine=webgl');
    await page.click('button', 'Train');
    await laboratory.waitForFigure('Training accuracy', 'value', 0);
    await page.waitFor(
      () => (document.querySelector('.line-shown path')?.getAttribute('d') ?? '').length > 40,
    );
    const lostAt = Date.now();
    await laboratory.command('lose-context');
    await laboratory.waitForStatus('failed');
    console.log(`${engine}: failed ${Date.now() - lostAt} ms after the loss`);
    expect((await laboratory.notices()).join(' ')).toMatch(/failed.*kept/u);

    // every view catches up with the last good weights, at beats of its own; then nothing moves any more
    let kept = await page.evaluate(readAll);
    const isStill = async (): Promise<boolean> => {
      const before = JSON.stringify(kept);
      kept = await page.evaluate(readAll);
      return JSON.stringify(kept) === before;
    };
    await expect.poll(isStill, { interval: STILL_MS }).toBe(true);
    expect(kept.line.length).toBeGreaterThan(40);
    expect(kept.outputs.join(' ')).not.toMatch(/NaN|Infinity/u);
    const { text } = await laboratory.download('Download weights');
    expect(JSON.parse(text)).toMatchObject({ format: 'latch-weights', hidden: 1 });
    expect(text).not.toContain('null');
    await page.fill('Bit string', '1');
    expect((await laboratory.output('Answer')).data.answer).toMatch(/odd|even/u);

    await page.click('button', 'Start again');
    await laboratory.waitForStatus('training');
    await expect.poll(() => laboratory.figure('Training accuracy', 'value')).toBeGreaterThan(0);
    await page.waitFor(
      (run: number) =>
        latchInstruments.events.some(
          (event) => event.type === 'progress' && event.update > 20 && latchInstruments.runId > run,
        ),
      PATIENCE_MS,
      1,
    );
    expect(await laboratory.status()).toBe('training');
    expect((await laboratory.notices()).join(' ')).not.toMatch(/failed/u);
  });

  test('while nothing runs: the next run has the GPU again', async () => {
    const { page } = laboratory;
    await laboratory.open('preset=notebook-1&replicas=1&strings=1280&epochs=1&engine=webgl');
    await page.click('button', 'Train');
    await laboratory.waitForStatus('stopped');
    const before = (await laboratory.output('Running engine')).data.engine;
    await laboratory.command('lose-context');
    await page.click('button', 'Train');
    await page.waitFor(
      (run: number) => latchInstruments.events.some((event) => event.type === 'ended' && event.runId > run),
      PATIENCE_MS,
      1,
    );
    expect((await laboratory.output('Running engine')).data.engine).toBe(before);
    expect(await page.evaluate("document.querySelector('.engine-reason')?.textContent ?? ''")).toBe('');
    expect(await laboratory.status()).toBe('stopped');
  });
});

/** Runs in the page: every number that training moves. */
function readAll(): { outputs: string[]; line: string; source: string } {
  return {
    outputs: [...document.querySelectorAll('output')].map((output) => output.textContent ?? ''),
    line: document.querySelector('.line-shown path')?.getAttribute('d') ?? '',
    source: /after [\d,]+ updates/u.exec(document.querySelector('main')?.textContent ?? '')?.[0] ?? '',
  };
}
