/** `npm run screenshots`: every state of the page at every size, light and dark, as files to look at; not committed. */
import { mkdirSync, rmSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import measured from '../../src/ui/story/measured.json' with { type: 'json' };
import { openChromium, type ChromiumPage } from '../driver/chromium.ts';
import { pause } from '../driver/page.ts';
import { serveDist } from '../driver/serve.ts';
import type { Instruments } from '../instruments.ts';
import { laboratoryOn, type Laboratory } from '../laboratory.ts';
import { build } from '../scripts/prepare.mjs';

const FOLDER = fileURLToPath(new URL('../../.cache/screenshots/', import.meta.url));
const SIZES = [
  [1440, 900],
  [1024, 768],
  [390, 844],
  [320, 640],
] as const;
const THEMES = ['light', 'dark'] as const;

const { seed, bits, weights } = measured.leak;

/** How each state comes about, from a link on. */
const STATES: Readonly<Record<string, (laboratory: Laboratory) => Promise<unknown>>> = {
  idle: (laboratory) => laboratory.open(),
  training: async (laboratory) => {
    await laboratory.open(
      'preset=openai-variable&epochs=1000&stop=budget&start=1&bits=1011000000000000001101',
    );
    await laboratory.waitForFigure('Held-out accuracy', 'lastBit', 0.9, 60_000);
  },
  solved: async (laboratory) => {
    await laboratory.open('preset=openai-variable&seed=2&replicas=4&start=1&bits=1011000000000000001101');
    await laboratory.waitForStatus(['solved', 'stopped'], 60_000);
    await pause(3000);
  },
  broken: async (laboratory) => {
    await laboratory.open(`preset=openai-variable&seed=${seed}&replicas=1&bits=${bits}&weights=${weights}`);
    await laboratory.prove();
  },
  failed: async (laboratory) => {
    await laboratory.open('preset=openai-variable&epochs=1000&hidden=999&nonsense=1&lr=abc&engine=cpu');
    await laboratory.page.click('button', 'Train');
    await laboratory.waitForFigure('Training accuracy', 'value', 0.4, 60_000);
    // the third time it is not started again
    for (let starts = 1; starts <= 3; starts++) {
      await laboratory.page.waitFor(hasStarted, 60_000, starts);
      await laboratory.page.evaluate(crashTrainer);
    }
    await laboratory.waitForStatus('failed', 60_000);
  },
  lost: async (laboratory) => {
    await laboratory.open('preset=openai-variable&epochs=1000&stop=budget&start=1');
    await laboratory.waitForFigure('Held-out accuracy', 'lastBit', 0.9, 60_000);
    await laboratory.command('lose-context');
    await laboratory.page.waitFor(hasStarted, 60_000, 2);
    await pause(3000);
  },
  four: async (laboratory) => {
    await laboratory.open();
    await laboratory.page.waitFor(() => document.querySelector('.four-cell') !== null);
    await laboratory.page.fill('Seeds of each', '4');
    await laboratory.page.click('button', 'Run all four');
    await laboratory.page.waitFor(areFourOver, 170_000);
  },
};

declare const latchInstruments: Instruments;

// these run in the page

const hasStarted = (times: number): boolean =>
  latchInstruments.events.filter(({ type }) => type === 'started').length >= times;

const crashTrainer = (): void =>
  void latchInstruments.trainer?.dispatchEvent(new ErrorEvent('error', { message: 'out of memory' }));

const areFourOver = (): boolean =>
  document.querySelector<HTMLElement>('output[aria-label="All four"]')?.dataset['status'] === 'ended';

/** What sticks out of the page to the right, by its tag and class. */
const sticksOut = (): string[] =>
  document.documentElement.scrollWidth <= innerWidth
    ? []
    : Array.from(document.querySelectorAll('body *'))
        .filter((element) => element.getBoundingClientRect().right > innerWidth + 0.5)
        .map((element) => `${element.tagName} ${element.getAttribute('class') ?? ''}`);

const only = process.argv.slice(2);
const states = Object.keys(STATES).filter((name) => only.length === 0 || only.includes(name));
let isRefused = false;
build();
if (only.length === 0) rmSync(FOLDER, { recursive: true, force: true });
mkdirSync(FOLDER, { recursive: true });
const site = await serveDist();
for (const state of states) {
  const page = await openChromium({ viewport: { width: 1440, height: 900 } });
  try {
    const laboratory = laboratoryOn(page, site);
    await STATES[state]!(laboratory);
    await takeAll(state, page);
  } finally {
    await page.close();
  }
}
await site.close();
console.log(`written: ${FOLDER}`);
if (isRefused) process.exitCode = 1;

/** Some panels are filled once they are seen. */
async function lookAtAll(page: Pick<ChromiumPage, 'evaluate'>): Promise<void> {
  for (const panel of ['.inside', '.four', 'body']) {
    await page.evaluate((selector: string) => document.querySelector(selector)?.scrollIntoView(), panel);
    await pause(700);
  }
}

async function takeAll(state: string, { playwright, ...page }: ChromiumPage): Promise<void> {
  for (const [width, height] of SIZES) {
    await page.setViewport(width, height);
    await lookAtAll(page);
    const wide = await page.evaluate(sticksOut);
    if (wide.length > 0) {
      isRefused = true;
      console.log(`${state} at ${width}: wider than the screen: ${wide.slice(0, 8).join(', ')}`);
    }
    for (const theme of THEMES) {
      await playwright.emulateMedia({ colorScheme: theme });
      await pause(200);
      await playwright.screenshot({
        path: `${FOLDER}${state}-${width}x${height}-${theme}.png`,
        fullPage: true,
      });
    }
  }
}
