/**
 * Workers that say nothing: never come, come empty, close themselves, loop, send rubbish, or may not be started. Each
 * of the five is said in its place, and goes on with a new worker once the trouble is over, without a reload.
 */
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { openChromium, type ChromiumPage } from './driver/chromium.ts';
import { PATIENCE_MS } from './driver/patience.ts';
import { serveFaulty, type Fault, type FaultySite } from './driver/faulty-site.ts';
import { besides, casesIn, engines, isWhole } from './driver/open.ts';
import type { Instruments } from './instruments.ts';
import { laboratoryOn, openLaboratory, type Laboratory } from './laboratory.ts';
import { whileTimeFlies } from './page-time.ts';

declare const latchInstruments: Instruments;

const fileOf = (worker: string): RegExp => new RegExp(String.raw`^worker-${worker}\.worker-.*\.js$`, 'u');
const LOOP: Fault = { prelude: 'for (;;);' };
const CLOSES: Fault = { prelude: 'self.close()' };

/** The page that holds this one in a frame which forbids it almost everything. */
const frame = (link: string): string =>
  `<!doctype html><title>host</title><iframe sandbox="allow-scripts" width="1200" height="800" src="./#v=1&embed=1${link}"></iframe>`;

let site: FaultySite;
beforeAll(
  async () =>
    void (site = await serveFaulty({ 'host.html': frame(''), 'host-start.html': frame('&start=1') })),
);
afterAll(() => site.close());

const text = (): Promise<string> => page.evaluate(() => document.querySelector('main')?.innerText ?? '');

let page: ChromiumPage;
let laboratory: Laboratory;
const openChromiumPage = async (): Promise<void> => {
  page = await openChromium();
  laboratory = laboratoryOn(page, site);
};

const notices = async (): Promise<string> => (await laboratory.notices()).join(' ');
const train = async (link: string): Promise<void> => {
  await laboratory.open(link);
  await page.click('button', 'Train');
};

describe.runIf(engines.includes('chromium'))('in chromium', () => {
  beforeAll(openChromiumPage);
  afterAll(() => page.close());

  test('all five are said, and all five begin again', async () => {
    site.trouble(
      // the race's too
      [fileOf('trainer'), LOOP],
      [fileOf('proof'), 'empty'],
      [fileOf('portrait'), CLOSES],
      [fileOf('signal'), 'hang'],
    );
    await laboratory.open('preset=openai-variable&replicas=2');
    await page.evaluate(() => document.querySelector<HTMLElement>('.race summary')!.click());
    await page.evaluate(() => document.querySelector('.four')?.scrollIntoView());
    await page.click('button', 'Prove');
    await page.click('button', 'Race');
    const said = (words: RegExp): Promise<void> => expect.poll(text).toMatch(words);
    await whileTimeFlies(page, async () => {
      await said(/The proof worker has not come within 10 seconds/u);
      await said(/The gradient could not be measured: The gradient worker has not come within 10 seconds/u);
      await said(/compiles and warms up … The race worker has not come within 10 seconds/u);
      await page.evaluate(() => document.querySelector('.inside')?.scrollIntoView());
      await said(/The portrait worker has not answered for 10 seconds/u);
      await page.click('button', 'Stop race');
      await page.click('button', 'Train');
      await expect.poll(notices).toMatch(/No news from the training.*has not come within 10 seconds/u);
    });
    expect(await laboratory.status()).toBe('starting');

    site.trouble();
    await page.click('button', 'Start again');
    expect(await laboratory.waitForStatus(['training', 'solved', 'stopped'])).not.toBe('failed');
    expect(await notices()).not.toMatch(/No news/u);
    await laboratory.waitForStatus('solved');
    // without waiting for it to be enabled: solved seeds are decided by themselves, and it may be done
    await page.evaluate(() =>
      [...document.querySelectorAll('button')].find(({ textContent }) => textContent === 'Prove')!.click(),
    );
    await expect
      .poll(async () => (await laboratory.output('Verdict')).data['verdict'])
      .toMatch(/certified|wrong|undecided/u);
    await page.evaluate(() => document.querySelector('.inside')?.scrollIntoView());
    await expect.poll(text).not.toMatch(/The (?:proof|portrait) worker|Looking inside/u);
    await page.click('button', 'Race');
    // one of the two has compiled, which is enough
    await said(/Racing\.|tf\.layers compiles and warms up …$/mu);
    await page.click('button', 'Stop race');
    await page.click('button', 'Run all four');
    await expect.poll(text).not.toMatch(/gradient could not be measured/u);
    await page.click('button', 'Stop all four');
  });

  // what else may come: src/training/trainer-client.test.ts
  test('a worker that sends a start without weights has failed, in words, and the page stays', async () => {
    site.trouble([
      fileOf('trainer'),
      {
        prelude: `const send = self.postMessage.bind(self);
          self.postMessage = (message) => send(message.type === 'started' ? { ...message, weights: undefined } : message)`,
      },
    ]);
    await train('preset=openai-variable&replicas=2&engine=cpu');
    await laboratory.waitForStatus('failed');
    expect(await notices()).toMatch(/could not be read/u);
    site.trouble();
    await page.click('button', 'Start again');
    await laboratory.waitForStatus(['training', 'solved']);
    // of this load: the browser's own word on files that did not come is of the one before
    expect((await page.consoleErrors()).filter((error) => !error.includes('Failed to load'))).toEqual([]);
  });

  test('messages that are lost on the way do not leave the page training for ever', async () => {
    site.trouble([
      fileOf('trainer'),
      {
        prelude: `const send = self.postMessage.bind(self);
          self.postMessage = (message) => ['paused', 'ended'].includes(message.type) || send(message)`,
      },
    ]);
    await train('preset=notebook-1&replicas=1&strings=1000000&engine=cpu');
    await laboratory.waitForFigure('Training accuracy', 'value', 0);
    await page.click('button', 'Pause');
    expect(await laboratory.waitForStatus('paused')).toBe('paused');
    await train('preset=openai-variable&replicas=1&strings=1000&epochs=1&engine=cpu');
    await laboratory.waitForStatus(['stopped', 'solved']);
  });

  test('one that hangs in mid-run is said, and the run goes on in another', async () => {
    site.trouble([
      fileOf('trainer'),
      {
        prelude: `self.addEventListener('message', ({ data }) => { if (data.type === 'measure') for (;;); })`,
      },
    ]);
    await train('preset=notebook-1&replicas=1&strings=1000000&engine=cpu');
    await laboratory.waitForFigure('Training accuracy', 'value', 0);
    await laboratory.command('measure');
    await whileTimeFlies(page, () =>
      expect.poll(notices).toMatch(/goes on by itself.*has not answered for 10 seconds/u),
    );
    await page.waitFor(
      () =>
        latchInstruments.events.at(-1)?.type === 'progress' &&
        latchInstruments.events.filter(({ type }) => type === 'started').length === 2,
    );
    expect(await laboratory.status()).toBe('training');
    await page.fill('Bit string', '101');
    expect((await laboratory.output('Answer')).data['answer']).toMatch(/odd|even/u);
    await page.click('button', 'Reset');
    expect(await laboratory.status()).toBe('idle');
    expect(await notices()).not.toMatch(/by itself/u);
    await page.click('button', 'Train');
    await laboratory.waitForFigure('Training accuracy', 'value', 0);
  });
});

/** Updates of many seconds each, which nothing can interrupt. */
const HEAVY = 'preset=openai-variable&hidden=64&replicas=16&batch=1024&max=128&engine=cpu';

describe.runIf(engines.includes('chromium'))('in chromium, an update that cannot be interrupted', () => {
  beforeAll(async () => {
    await openChromiumPage();
    site.trouble();
  });
  afterAll(() => page.close());

  const begin = async (link: string, ms: number): Promise<void> => {
    await train(link);
    await laboratory.waitForStatus('training');
    await new Promise((resolve) => setTimeout(resolve, ms));
  };
  /** The newest worker began after the one that was busy: nothing of that one is waited for. */
  const isReplaced = (): Promise<boolean> => page.evaluate(() => latchInstruments.replaced > 0);

  const others: readonly (readonly [string, () => Promise<void>])[] = [
    [
      'Reset, a preset and Train',
      async () => {
        await page.click('button', 'Reset');
        await page.fill('Preset', 'openai-variable');
        await page.click('button', 'Train');
      },
    ],
    ['another option', () => page.fill('Preset', 'openai-variable')],
    [
      'Reset and Step',
      async () => {
        await page.click('button', 'Reset');
        await page.fill('Preset', 'openai-variable');
        await page.click('button', 'Step');
      },
    ],
  ];
  test.each(casesIn('chromium', others, 1, 0))('gives way to %s', async (_, act) => {
    await begin(HEAVY, 500);
    const before = await page.evaluate(() => latchInstruments.runId);
    await act();
    const actedAt = Date.now();
    await page.waitFor(
      (run: number) =>
        latchInstruments.runId > run &&
        latchInstruments.events.some(
          ({ type, runId }) => type === 'started' && runId === latchInstruments.runId,
        ),
      PATIENCE_MS,
      before,
    );
    console.log(`the next run began ${Date.now() - actedAt} ms after the press`);
    expect(await isReplaced()).toBe(true);
    expect(await laboratory.status()).toMatch(/training|paused|solved/u);
  });

  test('lets a pause wait, and says so', async () => {
    await begin(HEAVY, 500);
    await page.click('button', 'Pause');
    await expect
      .poll(() => page.evaluate(() => document.querySelector('.status-word')?.textContent))
      .toMatch(/^pausing after this update/u);
    expect(await laboratory.status()).toBe('training');
    await page.click('button', 'Reset');
    expect(await laboratory.status()).toBe('idle');
  });
});

describe.runIf(engines.includes('chromium'))('in chromium, by the host’s doing', () => {
  beforeAll(openChromiumPage);
  afterAll(() => page.close());

  test.each([
    ['a file that is gone after a deploy', fileOf('trainer'), 'missing'],
    ['a part that is gone after a deploy', /^worker-part-trainer-desk-/u, 'missing'],
    ['a part that is a page by now', /^worker-part-trainer-desk-/u, 'text'],
  ] as const)('%s is told with what helps', async (_, name, fault) => {
    site.trouble([name, fault]);
    await train('preset=openai-variable&replicas=1');
    await laboratory.waitForStatus('failed');
    expect(await notices()).toMatch(/could not be loaded: .*it has been renewed\. Reload the page/u);
  });

  test.each(['host.html', 'host-start.html'])(
    'in a frame that forbids workers it says so: %s',
    async (host) => {
      site.trouble();
      await page.playwright.goto(site.url + host);
      const inner = page.playwright.frames().at(-1)!;
      await inner.waitForSelector('main[data-status]');
      if (host === 'host.html') await inner.click('button:has-text("Train")');
      await inner.waitForSelector('main[data-status="failed"]', { timeout: PATIENCE_MS });
      expect(await inner.innerText('main [role=alert]')).toMatch(
        /a frame that forbids it.*allow-same-origin/u,
      );
    },
  );
});

describe.each(besides('webkit').filter((engine) => engine !== 'chromium'))('in %s', (engine) => {
  // each in a browser of its own: WebKit's memory keeps a program of one document for the next, whatever the host says
  let other: Laboratory;
  beforeEach(async () => void (other = await openLaboratory(site, engine)));
  afterEach(() => other.close());

  const said = async (): Promise<string> => (await other.notices()).join(' ');

  // the page's own doing; in Chromium a frame refuses it, above
  test.runIf(isWhole)('a worker that is refused is said', async () => {
    site.trouble([
      /^index-.*\.js$/u,
      {
        prelude:
          "globalThis.Worker = class { constructor() { throw new DOMException('no', 'SecurityError') } }",
      },
    ]);
    await other.open('preset=openai-variable&replicas=1&start=1');
    await other.waitForStatus('failed');
    expect(await said()).toMatch(/could not be started: this browser refuses it/u);
  });

  test('a worker that loops is said, and the next one trains', async () => {
    site.trouble([fileOf('trainer'), LOOP]);
    await other.open('preset=openai-variable&replicas=1');
    await other.page.click('button', 'Train');
    await whileTimeFlies(other.page, () => expect.poll(said).toMatch(/has not come within 10 seconds/u));
    site.trouble();
    await other.page.click('button', 'Start again');
    await other.waitForStatus(['training', 'solved']);
    expect(await other.page.evaluate(() => latchInstruments.workers.length)).toBeGreaterThan(0);
  });
});
