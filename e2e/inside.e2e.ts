/**
 * Looking inside: a network that leaks walks over the line and is a chain of states; one that latches is caught, boxed
 * in, and has two. By keyboard too, in step with the trace, and live while training.
 */
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { TRAINED } from '../src/proof/trained-networks.fixture.ts';
import { engines, tellsAll } from './driver/open.ts';
import type { Page } from './driver/page.ts';
import { serveDist, type Site } from './driver/serve.ts';
import { openLaboratory, type Laboratory } from './laboratory.ts';

let site: Site;
beforeAll(async () => void (site = await serveDist()));
afterAll(() => site.close());

/** Opens a trained network by its link, with the panels in view. */
async function look(laboratory: Laboratory, name: string, bits: string): Promise<void> {
  const { spec, params } = TRAINED.find((network) => network.name === name)!;
  const { activation, head } = spec;
  await laboratory.open(
    `preset=openai-variable&activation=${activation}&head=${head}&bits=${bits}&weights=${params.join(',')}`,
  );
  await laboratory.giveProofsTime();
  await showPanels(laboratory.page);
}

async function showPanels(page: Page): Promise<void> {
  await page.evaluate(() => document.querySelector('.inside')!.scrollIntoView({ block: 'start' }));
  await page.waitFor(() => document.querySelector('output[aria-label="Automaton"]') !== null);
}

const story = (page: Page): Promise<string> =>
  page.evaluate(() => document.querySelector('.plane-words .told')?.textContent ?? '');

const cursorState = async (laboratory: Laboratory): Promise<string> =>
  (await laboratory.output('State at the cursor')).text;

/** Runs in the page: notes every state at the cursor. */
function noteStates(): void {
  const states: string[] = [];
  Object.assign(globalThis, { latchStates: states });
  const note = (): void => {
    const text = document.querySelector('output[aria-label="State at the cursor"]')?.textContent ?? '';
    if (text !== states.at(-1)) states.push(text);
  };
  const observer = new MutationObserver(note);
  observer.observe(document.querySelector('main')!, { subtree: true, childList: true, characterData: true });
}

/** The painted layers, for telling two pictures apart. */
const pictures = (page: Page): Promise<string[]> =>
  page.evaluate(() =>
    [...document.querySelectorAll<HTMLCanvasElement>('canvas.plane-layer')].map((canvas) =>
      canvas.toDataURL(),
    ),
  );

/** The trace's row that the cursor is at: its step. */
const traceStep = (page: Page): Promise<string> =>
  page.evaluate(
    () => document.querySelector('table[aria-label="Trace"] tr[aria-current] td')?.textContent ?? '',
  );

const focusOn = (page: Page, selector: string): Promise<void> =>
  page.evaluate((wanted: string) => document.querySelector<HTMLElement>(wanted)!.focus(), selector);

describe.each(engines.filter(tellsAll))('inside, in %s', (engine) => {
  let laboratory: Laboratory;
  let page: Page;
  beforeAll(async () => {
    laboratory = await openLaboratory(site, engine);
    page = laboratory.page;
  });
  afterAll(() => laboratory.close());

  test('a leak: the walk of its wrong string ends over the line, and its automaton is a chain', async () => {
    await look(laboratory, 'notebook-1 9', '1011');
    await expect.poll(() => story(page)).toContain('It leaks: 1 0¹⁵ walks over the line');
    const { text, data } = await laboratory.output('Automaton');
    expect(Number(data['states'])).toBeGreaterThan(14);
    expect(text).toContain('not parity');
    await laboratory.prove();
    // pictures are made of what is on the screen only
    await showPanels(page);
    await page.evaluate(noteStates);
    await page.click('button', 'Walk 1 0¹⁵');
    await expect.poll(() => cursorState(laboratory)).toMatch(/step\s*16 of 16.*even ✗ wrong/u);
    // what has passed by the time of a look was noted
    const passed = await page.evaluate<string[]>('latchStates');
    expect(passed.join('\n')).toMatch(/step\s*\d+ of 16.*odd (✓ )?right/u);
    // the trace follows the plane a beat later
    await expect.poll(() => traceStep(page)).toBe('16');
    await expect
      .poll(() => page.evaluate('document.querySelector("input.bits").value'))
      .toBe(`1${'0'.repeat(15)}`);
  });

  test('a latch: caught, boxed in by the certificate, two states', async () => {
    await look(laboratory, 'last-variable 1', '1011');
    await expect.poll(() => story(page)).toContain('It latches');
    expect((await laboratory.output('Automaton')).data['states']).toBe('2');
    await laboratory.prove();
    await showPanels(page);
    await page.waitFor(() => document.body.textContent.includes('boxes prove it'));
    const [boxed] = await pictures(page);
    await page.click('button', 'Boxes');
    await expect.poll(async () => (await pictures(page))[0] === boxed).toBe(false);
    const [open] = await pictures(page);
    await page.click('button', 'Map of 1');
    await expect.poll(async () => (await pictures(page))[0] === open).toBe(false);
  });

  test('by keyboard: the walk keeps step with the trace, attractors and states say what they are', async () => {
    await focusOn(page, '.plane-slider');
    const [, before] = await pictures(page);
    await page.press('ArrowLeft');
    await expect.poll(() => cursorState(laboratory)).toMatch(/step\s*3 of 4/u);
    await expect.poll(() => traceStep(page)).toBe('3');
    await expect.poll(async () => (await pictures(page))[1] === before).toBe(false);
    await page.press('Home');
    await expect.poll(() => traceStep(page)).toBe('1');
    await page.press('End');
    await expect.poll(() => traceStep(page)).toBe('4');
    await page.press('Tab');
    const pointed = (): Promise<string> =>
      page.evaluate(() => document.querySelector('.plane-pointed')!.textContent);
    await expect
      .poll(pointed)
      .toMatch(/^zeros draw even strings here and hold them: c −\d+\.\d{3}, h −\d\.\d{3}, says even$/u);
    await focusOn(page, '.automaton .node[tabindex="0"]');
    await page.press('Home');
    await page.press('ArrowRight');
    const info = (): Promise<string> =>
      page.evaluate(() => document.querySelector('.automaton-info')!.textContent);
    await expect.poll(info).toContain('State 1 says odd. Shortest strings: 1, 01, 10.');
    expect(await page.consoleErrors()).toEqual([]);
  });

  test.runIf(tellsAll(engine))(
    'while training: pictures follow the weights, typing is answered, nothing breaks',
    async () => {
      await laboratory.open('preset=openai-variable&replicas=1&epochs=1000&stop=budget&bits=10&engine=cpu');
      // all that is looked at here is drawn a few times a second; what has learnt the rule before that hardly moves
      await page.fill('Speed', '10 updates/s');
      await page.click('button', 'Train');
      await laboratory.waitForStatus('training');
      // what is not seen is not drawn, and a press brings its button into view
      await showPanels(page);
      const [first] = await pictures(page);
      await expect.poll(async () => (await pictures(page))[0] === first).toBe(false);
      await focusOn(page, 'input.bits');
      await page.press('End');
      await page.type('110');
      await showPanels(page);
      await expect.poll(() => cursorState(laboratory)).toMatch(/step\s*5 of 5/u);
      expect(await page.consoleErrors()).toEqual([]);
    },
  );

  // WebKit's driver makes no window so narrow
  test.runIf(engine !== 'webkit')('a narrow window holds all of it', async () => {
    await page.setViewport(320, 700);
    await showPanels(page);
    // canvases and curves take their new size a moment later
    await expect.poll(() => page.evaluate('document.documentElement.scrollWidth')).toBe(320);
    await page.setViewport(1280, 900);
  });
});
