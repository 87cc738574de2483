/** What other programs and errors do to the page's drawing: the page stays, the session stays, words are said. */
import { afterAll, afterEach, beforeAll, describe, expect, test } from 'vitest';
import { openChromium, type ChromiumPage } from './driver/chromium.ts';
import { PATIENCE_MS } from './driver/patience.ts';
import { engines, isWhole } from './driver/open.ts';
import { serveDist, type Site } from './driver/serve.ts';
import { breakDrawing, drawAllAgain, focused, undrawn } from './drawing/break-drawing.ts';
import { pressNew } from './drawing/press-everything.ts';
import { countWrapped, disagreeing, installTranslator, staleTexts } from './drawing/translator.ts';
import type { Instruments } from './instruments.ts';
import { ENDED, laboratoryOn, openLaboratory, type Laboratory } from './laboratory.ts';

declare const latchInstruments: Instruments;

let site: Site;
beforeAll(async () => void (site = await serveDist()));
afterAll(() => site.close());

/** These would leave what is looked at. */
const LEFT_OUT = '^a |^button (Reset|Put it away|Back to the run)$';
/** Where there is one round alone, the laboratory is it, and what only the next round would stop is not started. */
const LEFT_OUT_OF_ONE = `${LEFT_OUT}|^button (Story|Run all four|Race|Guess)$`;

/** In Chromium the drawn frame is translated before the script comes. */
async function openTranslated(engine: (typeof engines)[number], isReplaced: boolean): Promise<Laboratory> {
  if (engine !== 'chromium') return openLaboratory(site, engine);
  const page = await openChromium();
  await page.playwright.addInitScript(installTranslator, isReplaced);
  return laboratoryOn(page, site);
}

/** One round presses what is there, the next what has come by it: the gate has one, in one engine. */
const ROUNDS = isWhole ? 6 : 1;

// WebKitGTK draws in software, and would take minutes
const translated = engines.filter((engine) => engine === 'chromium' || (isWhole && engine === 'firefox'));
describe.each(translated)('%s', (engine) => {
  test('a page that is translated is used all over: every text follows, nothing throws', async () => {
    const isReplaced = engine !== 'firefox';
    const laboratory = await openTranslated(engine, isReplaced);
    const { page } = laboratory;
    await laboratory.open('preset=openai-variable&replicas=3&bits=1011&engine=cpu');
    if (engine !== 'chromium') await page.evaluate(installTranslator, isReplaced);
    await page.click('button', 'Train');
    await laboratory.waitForStatus(ENDED);
    const known: string[] = [];
    // what comes with a press is pressed in the next round
    const rounds = engine === 'chromium' ? ROUNDS : 1;
    for (let round = 0; round < rounds; round++) {
      const leftOut = rounds === 1 ? LEFT_OUT_OF_ONE : LEFT_OUT;
      const { visited, faults } = await page.evaluate(pressNew, known, leftOut);
      expect(faults).toEqual([]);
      await expect.poll(() => page.evaluate(staleTexts)).toEqual([]);
      known.push(...visited);
      if (visited.length === 0) break;
    }
    await expect.poll(() => page.evaluate(disagreeing)).toEqual([]);
    const wrapped = await page.evaluate(countWrapped);
    const errors = await page.consoleErrors();
    console.log(`${engine}: ${known.length} controls, ${wrapped} texts wrapped`);
    await laboratory.close();
    expect(errors).toEqual([]);
    expect(known.length).toBeGreaterThan(60);
    expect(wrapped).toBeGreaterThan(500);
  });
});

/** By what each has drawn: what is said in its place. */
const FIGURES: readonly (readonly [selector: string, name: string])[] = [
  ['header.header', 'The head of the page'],
  ['section.experiment', 'The experiment'],
  ['.field select', 'The options'],
  ['.solved-pointer', 'How many seeds have solved'],
  ['section.run', 'The run'],
  ['.progress', 'How far the run is'],
  ['.guess', 'Guessing'],
  ['.advanced', 'Further options'],
  ['section.curves', 'The curves'],
  ['.chart.tall .chart-picture', 'The chart'],
  ['.recharts-line', 'The chart'],
  ['section.result', 'The result'],
  ['.held-out', 'The held-out accuracy'],
  ['.verdict', 'The verdict'],
  ['.length-strip', 'Accuracy by length'],
  ['.solved-count', 'How many seeds have solved'],
  ['.replicas', 'The choice of seeds'],
  ['section.trace', 'The typed string'],
  ['.bit-box', 'The typed string'],
  ['.answer-line', 'The answer'],
  ['.timeline', 'The timeline'],
  ['.zero-slider', 'The answers to zeros after a one'],
  ['.lanes', 'What happens at each bit'],
  ['.bit-row', 'What happens at each bit'],
  ['.lane-canvas', 'What happens at each bit'],
  ['table[aria-label=Trace]', 'The table'],
  ['section.plane-panel', 'The state plane'],
  ['.plane-body', 'The picture of the plane'],
  ['.plane-readout', 'The state at the cursor'],
  ['section.automaton-panel', 'The automaton'],
  ['.automaton', 'The graph'],
  ['section.network', 'The network'],
  ['table.weights', 'The table of weights'],
  ['.example', 'The example'],
  ['.files', 'The files'],
  ['section.race', 'The race'],
  ['section.four', 'The 2 × 2 of settings'],
  ['.four-cell', 'This setting'],
  ['section.story', 'The story'],
];

let page: ChromiumPage;
let laboratory: Laboratory;

describe.runIf(engines.includes('chromium'))('an error in drawing', () => {
  beforeAll(async () => {
    page = await openChromium();
    laboratory = laboratoryOn(page, site);
    await laboratory.open('preset=notebook-1&replicas=2&bits=1011&engine=cpu');
    // slow enough to train through all of this
    await page.fill('Speed', '10 updates/s');
    await page.click('button', 'Train');
    await laboratory.waitForFigure('Training accuracy', 'value', 0);
    // what is drawn when it is seen
    for (const selector of ['.four-cell', '.automaton-panel'])
      await page.evaluate((seen: string) => document.querySelector(seen)?.scrollIntoView(), selector);
    await page.waitFor(() => document.querySelector('.automaton svg, .automaton') !== null);
  });
  afterEach(() => page.evaluate(drawAllAgain));
  afterAll(() => page.close());

  test.each(FIGURES)('of %s stays in its place', async (selector, name) => {
    expect(await page.evaluate(breakDrawing, selector)).toBe(true);
    await page.waitFor(() => document.querySelector('.undrawn') !== null);
    const [words, ...others] = await page.evaluate(undrawn);
    expect(others).toEqual([]);
    expect(words).toContain(`${name} could not be drawn. The page is at fault: “planted in ${selector}”.`);
    expect(words).toContain('are kept');
    expect(await laboratory.status()).toBe('training');
    await page.click('button', 'Draw again');
    await page.waitFor((seen: string) => document.querySelector(seen) !== null, PATIENCE_MS, selector);
    expect(await page.evaluate(undrawn)).toEqual([]);
    expect(await page.evaluate(focused)).toBe('main');
    expect(await laboratory.status()).toBe('training');
  });

  test('kept nothing of the run from going on', async () => {
    await laboratory.waitForFigure('Moment', 'update', 20);
    expect((await laboratory.output('Answer')).data['answer']).toMatch(/odd|even/u);
  });

  test('of the whole page leaves the run, its buttons and its files', async () => {
    expect(await page.evaluate(breakDrawing, '.page')).toBe(true);
    await page.waitFor(() => document.querySelector('main .undrawn') !== null);
    expect((await page.evaluate(undrawn)).join()).toMatch(/^The page could not be drawn/u);
    expect(await page.evaluate(focused)).not.toBe('nowhere');
    await page.click('button', 'Pause');
    await laboratory.waitForStatus('paused');
    const { text } = await laboratory.download('Download run');
    expect(JSON.parse(text)).toMatchObject({ format: 'latch-run' });
    await page.click('button', 'Draw again');
    await page.waitFor(() => document.querySelector('section.curves') !== null);
    expect(await laboratory.status()).toBe('paused');
  });

  test('of what stands in the page’s place is said without React', async () => {
    await page.evaluate(() => {
      // all that React makes elements with
      const own = Object.getOwnPropertyDescriptor(Document.prototype, 'createElement')!;
      const make = own.value as (this: Document, name: string) => Element;
      Object.defineProperty(Document.prototype, 'createElement', {
        ...own,
        value(this: Document, name: string) {
          if (name === 'section') throw new Error('no sections');
          return make.call(this, name);
        },
      });
      Object.assign(globalThis, {
        latchMend: () => void Object.defineProperty(Document.prototype, 'createElement', own),
      });
    });
    expect(await page.evaluate(breakDrawing, '.page')).toBe(true);
    await page.waitFor(() => document.querySelector('main.undrawn') !== null);
    expect((await page.evaluate(undrawn)).join()).toMatch(
      /^The page could not be drawn.*no sections.*are kept/u,
    );
    await page.evaluate('latchMend()');
    await page.click('button', 'Draw again');
    await page.waitFor(() => document.querySelector('section.curves') !== null);
    expect(await laboratory.status()).toBe('paused');
    await page.click('button', 'Resume');
    await laboratory.waitForStatus('training');
  });

  describe('from elsewhere', () => {
    outsideStories();
  });
});

function outsideStories(): void {
  test('that comes back does not loop, and goes when its cause goes', async () => {
    await page.evaluate(() => {
      const { prototype } = CanvasRenderingContext2D;
      const own = Object.getOwnPropertyDescriptor(prototype, 'clearRect')!;
      let thrown = 0;
      const value = (): void => {
        thrown++;
        throw new TypeError('clearRect is not a function');
      };
      Object.defineProperty(prototype, 'clearRect', { ...own, value });
      Object.assign(globalThis, {
        latchThrown: () => thrown,
        latchMend: () => void Object.defineProperty(prototype, 'clearRect', own),
      });
    });
    await page.fill('Bit string', '11011');
    const said = async (): Promise<string> => (await page.evaluate(undrawn)).join('\n');
    await expect.poll(said).toContain('What happens at each bit could not be drawn. This browser may lack');
    await page.evaluate(drawAllAgain);
    await expect.poll(said).toContain('What happens at each bit');
    const count = (): Promise<number> => page.evaluate<number>('latchThrown()');
    const thrown = await count();
    await new Promise((resolve) => setTimeout(resolve, 1000));
    expect(await count()).toBe(thrown);
    expect(thrown).toBeLessThan(60);
    await page.evaluate('latchMend()');
    await page.evaluate(drawAllAgain);
    await page.waitFor(() => document.querySelector('.lanes') !== null);
    expect((await laboratory.output('Answer')).data['answer']).toMatch(/odd|even/u);
    expect(await laboratory.status()).toBe('training');
  });

  test('by nodes that an extension has removed, and by messages that no worker should send', async () => {
    await page.evaluate(() => {
      for (const selector of [
        '.lanes',
        '.bit-row button:last-child',
        '.answer-words > *',
        '.verdict output > *',
        '.chart-picture > *',
        '.two-figures',
        '.four-grid > :first-child',
        'table[aria-label=Trace] tbody tr',
        'section.network',
        '.header-buttons > *',
      ])
        document.querySelectorAll(selector).forEach((node) => node.remove());
      const { trainer, runId } = latchInstruments;
      const types = ['started', 'progress', 'engine', 'ended', 'learning-rate', 'compiling', 'nothing'];
      for (const data of [null, 7, 'progress', [], {}, { runId }, ...types.map((type) => ({ type, runId }))])
        trainer?.dispatchEvent(new MessageEvent('message', { data }));
    });
    for (const bits of ['', '1', '1011', '', '110']) {
      await page.fill('Bit string', bits);
      await new Promise((resolve) => setTimeout(resolve, 200));
      await page.evaluate(drawAllAgain);
    }
    await page.click('button', 'Reset');
    await laboratory.waitForStatus('idle');
    await page.evaluate(drawAllAgain);
    await expect.poll(() => page.evaluate(undrawn)).toEqual([]);
    expect((await laboratory.output('Answer')).text).toMatch(/^(odd|even) with \d/u);
    await laboratory.open('preset=notebook-1&replicas=2');
  });

  test('a double click starts a run, and pauses none', async () => {
    await laboratory.waitForStatus('idle');
    await page.playwright.getByRole('button', { name: 'Train', exact: true }).dblclick();
    await laboratory.waitForFigure('Training accuracy', 'value', 0);
    expect(await laboratory.status()).toBe('training');
    // a later press is meant
    await page.click('button', 'Pause');
    await laboratory.waitForStatus('paused');
  });
}
