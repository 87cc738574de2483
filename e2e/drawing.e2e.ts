/** What other programs and errors do to the page's drawing: the page stays, the session stays, words are said. */
import { afterAll, afterEach, beforeAll, describe, expect, test } from 'vitest';
import { openChromium, type ChromiumPage } from './driver/chromium.ts';
import { PATIENCE_MS } from './driver/patience.ts';
import { engines, isWhole, spread } from './driver/open.ts';
import { serveDist, type Site } from './driver/serve.ts';
import { breakDrawing, drawAllAgain, focused, undrawn } from './drawing/break-drawing.ts';
import { ACT_FIGURES, LABORATORY_FIGURES } from './drawing/figures.ts';
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
/** At last what leaves it, and nothing else. */
const LEFT_TO_THE_END = '^(?!button (Reset|Put it away|Back to the run)$)';
/** These leave the acts, or begin what would have to be waited for. */
const LEFT_OUT_OF_ACTS = `^a |^button (Laboratory|Open the laboratory|Present.*|Full screen|Repair|Forget everything kept here${isWhole ? '' : '|Train|Run the four yourself'})$`;

/** In Chromium the drawn frame is translated before the script comes. */
async function openTranslated(engine: (typeof engines)[number], isReplaced: boolean): Promise<Laboratory> {
  if (engine !== 'chromium') return openLaboratory(site, engine);
  const page = await openChromium();
  await page.playwright.addInitScript(installTranslator, isReplaced);
  return laboratoryOn(page, site);
}

/** The acts, with the recorded run: one round over what is there. */
async function pressActs(page: Laboratory['page'], isReplaced: boolean): Promise<string[]> {
  await page.goto(`${site.url}?acts`);
  if (page.engine !== 'chromium') await page.evaluate(installTranslator, isReplaced);
  // acts are filled as they come
  await page.waitFor(() => document.querySelectorAll('.act :is(button, input)').length > 40);
  const { visited, faults } = await page.evaluate(pressNew, [], LEFT_OUT_OF_ACTS);
  expect(visited.length).toBeGreaterThan(30);
  console.log(`in the acts: ${visited.join(', ')}`);
  expect(faults).toEqual([]);
  await expect.poll(() => page.evaluate(staleTexts)).toEqual([]);
  await expect.poll(() => page.evaluate(disagreeing)).toEqual([]);
  return visited;
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
    await laboratory.open('preset=openai-variable&replicas=2&bits=1011&engine=cpu');
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
    // and what would have left it
    const { visited, faults } = await page.evaluate(pressNew, known, LEFT_TO_THE_END);
    expect(faults).toEqual([]);
    expect(visited).toContain('button Reset');
    await expect.poll(() => page.evaluate(staleTexts)).toEqual([]);
    const wrapped = await page.evaluate(countWrapped);
    known.push(...visited);
    if (isWhole) known.push(...(await pressActs(page, isReplaced)));
    const errors = await page.consoleErrors();
    console.log(`${engine}: ${known.length} controls, ${wrapped} texts wrapped`);
    await laboratory.close();
    expect(errors).toEqual([]);
    expect(known.length).toBeGreaterThan(60);
    expect(wrapped).toBeGreaterThan(500);
  });
});

let page: ChromiumPage;
let laboratory: Laboratory;

/** A part that cannot be drawn says so in its place, and is drawn again. */
async function breaks(selector: string, name: string): Promise<void> {
  expect(await page.evaluate(breakDrawing, selector)).toBe(true);
  await page.waitFor(() => document.querySelector('.undrawn') !== null);
  const [words, ...others] = await page.evaluate(undrawn);
  expect(others).toEqual([]);
  expect(words).toContain(`${name} could not be drawn. The page is at fault: “planted in ${selector}”.`);
  expect(words).toContain('are kept');
  await page.click('button', 'Draw again');
  await page.waitFor((seen: string) => document.querySelector(seen) !== null, PATIENCE_MS, selector);
  expect(await page.evaluate(undrawn)).toEqual([]);
  expect(await page.evaluate(focused)).toBe('main');
}

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

  test.each(spread(LABORATORY_FIGURES, 3))('of %s stays in its place', async (selector, name) => {
    await breaks(selector, name);
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

  describe('in the acts', () => {
    actStories();
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
    // each canvas throws when it is painted, some later than others, and then none any more
    let thrown = await count();
    const isOver = async (): Promise<boolean> => {
      const before = thrown;
      await new Promise((resolve) => setTimeout(resolve, 1000));
      thrown = await count();
      return thrown === before;
    };
    await expect.poll(isOver).toBe(true);
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

  test.each([
    ['Guess', 'Stop guessing'],
    ['Run all four', 'Stop all four'],
    ['Race', 'Stop race'],
  ])('a double click on %s starts it, and stops nothing', async (start, stop) => {
    if (start === 'Race')
      await page.evaluate(() => document.querySelector<HTMLElement>('.race summary')!.click());
    await page.playwright.getByRole('button', { name: start, exact: true }).dblclick();
    await page.click('button', stop);
    await expect.poll(() => page.has('button', start)).toBe(true);
  });
}

function actStories(): void {
  beforeAll(async () => {
    await laboratory.open('preset=openai-variable&replicas=2&engine=cpu');
    await page.fill('Speed', '10 updates/s');
    await page.click('button', 'Train');
    await laboratory.waitForFigure('Training accuracy', 'value', 0);
    await page.click('button', 'Story');
    await page.waitFor(() => document.querySelector('#act-7') !== null);
  });

  test('a double click on Pause pauses it, and starts nothing', async () => {
    await page.playwright.getByRole('button', { name: 'Pause', exact: true }).dblclick();
    expect(await laboratory.waitForStatus('paused')).toBe('paused');
    await page.playwright.getByRole('button', { name: 'Resume', exact: true }).dblclick();
    expect(await laboratory.waitForStatus('training')).toBe('training');
  });

  test.each(spread(ACT_FIGURES, 3))('of %s stays in its place', async (selector, name) => {
    await breaks(selector, name);
    expect(await laboratory.status()).toBe('training');
  });

  test('of the presenter’s bar leaves a way out', async () => {
    await page.evaluate("location.hash = '#v=1&preset=openai-variable&replicas=2&engine=cpu&present=2'");
    await page.waitFor(() => document.querySelector('.presenter-bar') !== null);
    await breaks('.presenter-bar', 'The presenter view');
    await page.click('button', 'Leave the presenter view');
    await page.waitFor(() => document.querySelector('.presenter-bar') === null);
    expect(await laboratory.status()).toBe('training');
  });

  test('of an embedded figure stays in its frame', async () => {
    await page.goto(
      `${site.url}?embedded#v=1&preset=openai-variable&replicas=1&engine=cpu&embed=plane,trace`,
    );
    await page.waitFor(() => document.querySelector('.plane-body') !== null);
    await breaks('section.plane-panel', 'State plane');
    expect(await page.evaluate(() => document.querySelector('.bit-box') !== null)).toBe(true);
  });
}
