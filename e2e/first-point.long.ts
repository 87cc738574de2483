/** What passes between Train on the bare page and the first own point in its first view, by parts, in Chromium. */
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { engines, openPage } from './driver/open.ts';
import type { OpenOptions } from './driver/page.ts';
import { serveDist, type Site } from './driver/serve.ts';
import { openActs } from './opening.ts';

/** SwiftShader takes most of a second for its context, and as long again for the programs that are timed against the processor. */
const LIMITS = { usual: 1000, swiftShader: 2500 };
/** Each time with an empty profile; the middle one counts. */
const TRIES = 3;

const SWIFTSHADER = ['--use-angle=swiftshader', '--enable-unsafe-swiftshader'];
const BROWSERS: readonly (readonly [string, OpenOptions, number])[] = [
  ['with llvmpipe', {}, LIMITS.usual],
  ['with SwiftShader', { asShipped: true, args: SWIFTSHADER }, LIMITS.swiftShader],
  ['without WebGL', { withoutWebgl: true }, LIMITS.usual],
];

/** What has come so many milliseconds after the press. */
type Times = Readonly<Record<string, number>>;
declare const latchTimes: Record<string, number>;

// these run in the page

/** Notes when each thing comes first, from the next press of Train on. */
function watchStart(): void {
  const times: Record<string, number> = {};
  let from = 0;
  const note = (what: string): void => {
    if (from > 0) times[what] ??= Math.round(performance.now() - from);
  };
  document.querySelector('.go')!.addEventListener('click', () => (from = performance.now()), true);
  const NativeWorker = Worker;
  globalThis.Worker = class extends NativeWorker {
    constructor(url: string | URL, options?: WorkerOptions) {
      super(url, options);
      if (options?.name !== 'trainer') return;
      note('worker asked for');
      this.addEventListener('message', ({ data }: MessageEvent<{ type?: string }>) => {
        note('worker there');
        if (typeof data.type === 'string') note(data.type);
      });
    }
  };
  const isDrawn = (): boolean =>
    /L/u.test(document.querySelector('.stage-chart:not(.plays) .shown-line')?.getAttribute('d') ?? '') ||
    document.querySelector('.stage-chart .line-shown path[d]') !== null;
  new MutationObserver(() => {
    if (/strings read/u.test(document.querySelector('.note-words')?.textContent ?? '')) note('said');
    if (isDrawn()) requestAnimationFrame(() => note('drawn'));
  }).observe(document.body, { subtree: true, childList: true, attributes: true, characterData: true });
  Object.assign(globalThis, { latchTimes: times });
}

async function measure(site: Site, options: OpenOptions): Promise<Times> {
  const page = await openPage('chromium', {
    ...options,
    alone: true,
    viewport: { width: 1280, height: 720 },
  });
  await openActs(page, site);
  await page.waitFor(() => document.querySelector('#act-7') !== null);
  await page.evaluate(watchStart);
  await page.click('button', 'Train');
  const times = await page.waitFor(() => 'drawn' in latchTimes && latchTimes, 60_000);
  await page.close();
  return times as Times;
}

describe.runIf(engines.includes('chromium'))('chromium', () => {
  let site: Site;
  beforeAll(async () => void (site = await serveDist()));
  afterAll(() => site.close());

  test.each(BROWSERS)('%s', async (name, options, limitMs) => {
    const all: Times[] = [];
    for (let turn = 0; turn < TRIES; turn++) all.push(await measure(site, options));
    const middle = all.toSorted((a, b) => a['drawn']! - b['drawn']!)[TRIES >> 1]!;
    const parts = Object.entries(middle).toSorted(([, a], [, b]) => a - b);
    console.log(
      `${name}: ${parts.map(([what, ms]) => `${what} ${ms}`).join(', ')} ms; drawn ${all.map((times) => times['drawn']).join(', ')}`,
    );
    expect(middle['drawn']).toBeLessThan(limitMs);
  });
});
