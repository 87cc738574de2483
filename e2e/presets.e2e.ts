/**
 * What the presets promise, on the built page: that the default seed of each solvable preset learns in every engine,
 * which of the seeds 1..8 learn of two (of the others: presets.long.ts), and that a solved network answers whatever is
 * typed.
 */
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { engines } from './driver/open.ts';
import type { EngineName } from './driver/page.ts';
import { serveDist, type Site } from './driver/serve.ts';
import { openLaboratory, type Laboratory } from './laboratory.ts';
import { defaultSeedSolves, seedsInChromium } from './preset-stories.ts';
import { askAll, randomStrings } from './typed-strings.ts';

let site: Site;
beforeAll(async () => void (site = await serveDist()));
afterAll(() => site.close());

const inGate = [
  { preset: 'openai-variable', least: 6 },
  { preset: 'latch', least: 7 },
];
seedsInChromium(() => site, inGate);

/** The others solve with their eight seeds above, or, where another engine trains, in presets.long.ts. */
const presetsFor = (engine: EngineName): string[] =>
  engine === 'chromium' ? ['notebook-1', 'notebook-2', 'openai-variable'] : ['openai-variable', 'latch'];

describe.each(engines)('the default seed in %s', (engine) => {
  let laboratory: Laboratory;
  beforeAll(async () => void (laboratory = await openLaboratory(site, engine)));
  afterAll(() => laboratory.close());

  defaultSeedSolves(() => laboratory, presetsFor(engine));

  const count = engine === 'chromium' ? 500 : 100;
  test(`${count} strings of 1 to 50 bits, typed into the solved network, are all answered right`, async () => {
    expect(await laboratory.status()).toBe('solved');
    expect(await askAll(laboratory.page, randomStrings(count, 50))).toEqual([]);
  });

  test('an untrained network is caught by the same strings', async () => {
    await laboratory.page.click('button', 'Reset');
    const wrong = await askAll(laboratory.page, randomStrings(40, 50));
    expect(wrong.length).toBeGreaterThan(8);
  });
});
