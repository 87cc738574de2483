/** No WebGL, or a GPU that goes away in mid-run: the page says so, and the run goes on by itself. */
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { besides, engines, isWhole, tellsAll } from './driver/open.ts';
import { PATIENCE_MS } from './driver/patience.ts';
import { serveDist, type Site } from './driver/serve.ts';
import type { Instruments } from './instruments.ts';
import { openLaboratory, type Laboratory } from './laboratory.ts';

declare const latchInstruments: Instruments;

let site: Site;
beforeAll(async () => void (site = await serveDist()));
afterAll(() => site.close());

describe.each(engines.filter(tellsAll))('%s without WebGL', (engine) => {
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

// in Firefox a run goes on after a loss in kept.e2e.ts
describe.each(besides('webkit'))('%s loses the GPU', (engine) => {
  let laboratory: Laboratory;
  beforeEach(async () => void (laboratory = await openLaboratory(site, engine, { webglInWorkers: true })));
  afterEach(() => laboratory.close());

  // in the first engine: kept.e2e.ts, faults.e2e.ts
  test.runIf(isWhole || engine === besides('webkit').at(-1))(
    'goes on by itself from where it was, and says so',
    async () => {
      const { page } = laboratory;
      await laboratory.open('preset=notebook-1&replicas=2&engine=webgl');
      await page.click('button', 'Train');
      await laboratory.waitForFigure('Training accuracy', 'value', 0);
      await page.waitFor(hasLine);
      const before = (await laboratory.output('Running engine')).text;
      const lostAt = Date.now();
      await laboratory.command('lose-context');
      await page.waitFor(hasGoneOn);
      console.log(`${engine}: trains again ${Date.now() - lostAt} ms after the loss`);
      expect((await laboratory.notices()).join(' ')).toMatch(
        /goes on by itself.*took the GPU away.*from (?:update [1-9]|its beginning)/u,
      );
      // one that is not what it was says why
      const { text: after } = await laboratory.output('Running engine');
      expect({ after, reason: await page.evaluate(readReason) }).toEqual({ after: before, reason: '' });
      expect(await laboratory.status()).toBe('training');
      // one that was lost before its first checkpoint draws its curves anew
      await page.waitFor(hasLine);
      await page.click('button', 'Pause');
      await laboratory.waitForStatus('paused');
      const kept = await page.evaluate(readAll);
      expect(kept.line.length).toBeGreaterThan(40);
      expect(kept.outputs.join(' ')).not.toMatch(/NaN|Infinity/u);
      const { text } = await laboratory.download('Download weights');
      expect(JSON.parse(text)).toMatchObject({ format: 'latch-weights', hidden: 1 });
      expect(text).not.toContain('null');
      await page.fill('Bit string', '1');
      expect((await laboratory.output('Answer')).data.answer).toMatch(/odd|even/u);

      // while it stands still as well
      await laboratory.command('lose-context');
      // WebKit tells a worker that stands still of no loss: there the next step finds it
      if (engine !== 'webkit')
        await page.waitFor(
          (times: number) => latchInstruments.events.filter(({ type }) => type === 'started').length >= times,
          PATIENCE_MS,
          3,
        );
      await laboratory.waitForStatus('paused');
      const stoodAt = await laboratory.figure('Moment', 'update');
      await page.click('button', 'Step');
      expect(await laboratory.waitForFigure('Moment', 'update', stoodAt)).toBe(stoodAt + 1);
      await page.click('button', 'Reset');
      expect((await laboratory.notices()).join(' ')).not.toMatch(/by itself/u);
    },
  );

  test.runIf(tellsAll(engine))('again and again: the processor takes over, and says why', async () => {
    const { page } = laboratory;
    await laboratory.open('preset=notebook-1&replicas=1&engine=webgl');
    await page.evaluate(loseAtEveryStart);
    await page.click('button', 'Train');
    await expect.poll(async () => (await laboratory.output('Running engine')).data.engine).toBe('cpu');
    expect(await page.evaluate(readReason)).toMatch(/lost three times in a row/u);
    expect((await laboratory.notices()).join(' ')).toMatch(/this processor trains on/u);
    await laboratory.waitForFigure('Training accuracy', 'value', 0);
    expect(await laboratory.status()).toBe('training');
  });

  test.runIf(tellsAll(engine))('while nothing runs: the next run has the GPU again', async () => {
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
    expect(await page.evaluate(readReason)).toBe('');
    expect(await laboratory.status()).toBe('stopped');
  });
});

// these run in the page

const hasGoneOn = (): boolean => {
  const starts = latchInstruments.events.flatMap(({ type }, k) => (type === 'started' ? [k] : []));
  const again = starts[1];
  return again !== undefined && latchInstruments.events.slice(again).some(({ type }) => type === 'progress');
};

/** Every start on a GPU loses it in its first update, before there can be a checkpoint. */
function loseAtEveryStart(): void {
  const post = Reflect.get(Object.getPrototypeOf(Worker.prototype) as Worker, 'postMessage');
  Object.assign(Object.getPrototypeOf(Worker.prototype) as Worker, {
    postMessage(this: Worker, message: { type?: string; runId?: number }): void {
      post.call(this, message);
      if (message.type === 'start') post.call(this, { type: 'lose-context', runId: message.runId });
    },
  });
}

const readReason = (): string => document.querySelector('.engine-reason')?.textContent ?? '';

const hasLine = (): boolean =>
  (document.querySelector('.line-shown path')?.getAttribute('d') ?? '').length > 40;

/** Every number that training moves. */
function readAll(): { outputs: string[]; line: string; source: string } {
  return {
    outputs: [...document.querySelectorAll('output')].map((output) => output.textContent ?? ''),
    line: document.querySelector('.line-shown path')?.getAttribute('d') ?? '',
    source: /after [\d,]+ updates/u.exec(document.querySelector('main')?.textContent ?? '')?.[0] ?? '',
  };
}
