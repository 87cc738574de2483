/** How long the bare page takes from Train to the string that fools a network of 100 %, without a GPU. */
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { engines, openPage } from './driver/open.ts';
import type { EngineName, OpenOptions } from './driver/page.ts';
import { serveDist, type Site } from './driver/serve.ts';
import { openActs, phoneWidth, trainUntilFooled } from './opening.ts';

const LIMIT_SECONDS = 30;

const SIZES = [
  { width: 1440, height: 900 },
  { width: 1280, height: 720 },
  { width: 390, height: 844 },
] as const;

const CHROMIUMS: readonly (readonly [string, OpenOptions])[] = [
  ['as it is shipped', { asShipped: true }],
  ['with SwiftShader', { asShipped: true, args: ['--use-angle=swiftshader', '--enable-unsafe-swiftshader'] }],
  ['without WebGL', { withoutWebgl: true }],
];

interface Told {
  readonly said: string;
  readonly seconds: number;
}

/** What the page says in the end, and after how many seconds. */
async function pressTrain(engine: EngineName, site: Site, options: OpenOptions): Promise<Told> {
  const page = await openPage(engine, options);
  await openActs(page, site);
  const from = performance.now();
  const said = await trainUntilFooled(page, 300_000);
  const seconds = (performance.now() - from) / 1000;
  const line = await page.evaluate(() => document.querySelector('.engine-line')?.textContent ?? '');
  await page.close();
  console.log(`${engine} ${JSON.stringify(options)}: ${seconds.toFixed(1)} s. ${said} ${line}`);
  return { said, seconds };
}

const isFooled = ({ said, seconds }: Told): boolean =>
  said.startsWith('100.00 % on 10,000 strings. ✗ Wrong on ') && seconds < LIMIT_SECONDS;

let site: Site;
beforeAll(async () => void (site = await serveDist()));
afterAll(() => site.close());

describe.each(engines)('%s', (engine) => {
  test.each(SIZES)('$width x $height', async ({ width, height }) => {
    const viewport = { width: Math.max(width, phoneWidth(engine)), height };
    expect(await pressTrain(engine, site, { viewport })).toSatisfy(isFooled);
  });
});

describe.runIf(engines.includes('chromium'))('chromium', () => {
  test.each(CHROMIUMS)('%s', async (_, options) => {
    expect(await pressTrain('chromium', site, { ...options, viewport: SIZES[1] })).toSatisfy(isFooled);
  });
});
