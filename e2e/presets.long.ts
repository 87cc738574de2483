/**
 * Which of the seeds 1..8 of the longer presets learn (Chromium, WebGL), and that the default seed does in the other
 * engines; of the shorter presets: presets.e2e.ts.
 */
import { afterAll, beforeAll, describe } from 'vitest';
import { engines } from './driver/open.ts';
import { serveDist, type Site } from './driver/serve.ts';
import { openLaboratory, type Laboratory } from './laboratory.ts';
import { defaultSeedSolves, seedsInChromium } from './preset-stories.ts';

let site: Site;
beforeAll(async () => void (site = await serveDist()));
afterAll(() => site.close());

seedsInChromium(
  () => site,
  [
    { preset: 'notebook-1', least: 4 },
    { preset: 'notebook-2', least: 5 },
  ],
  ['openai-fixed'],
);

describe.each(engines.filter((engine) => engine !== 'chromium'))('the default seed in %s', (engine) => {
  let laboratory: Laboratory;
  beforeAll(async () => void (laboratory = await openLaboratory(site, engine)));
  afterAll(() => laboratory.close());

  defaultSeedSolves(() => laboratory, ['notebook-1', 'notebook-2']);
});
