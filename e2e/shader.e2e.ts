/** What `npm run shader` prints is what the engine compiles, of every design. */
import { expect, test } from 'vitest';
import { engines } from './driver/open.ts';
import { openEnginePage, serveEnginePage } from './engine-page/open.ts';
import { listShaders, settingOf } from './shaders/listing.ts';

const LINKS = [
  'hidden=2&kernel=string-8',
  'hidden=3&kernel=quad-4',
  'hidden=9&kernel=step-8',
  'batch=1&kernel=serial',
];

test.runIf(engines.includes('chromium'))('what is printed is what is compiled', async () => {
  const site = await serveEnginePage();
  const page = await openEnginePage(site, 'chromium');
  try {
    for (const link of LINKS) {
      const setting = settingOf(`${link}&replicas=2&max=20`);
      const { vertex, shaders } = listShaders(setting);
      const { kernel: kind, plan } = setting;
      const compiled = new Set(await page.call('compiled', { kind, plan, learningRate: 0.01 }));
      const texts = [vertex, ...shaders.map(({ fragment }) => fragment)];
      const missing = texts.filter((text) => !compiled.has(text));
      expect({ link, missing }).toEqual({ link, missing: [] });
    }
  } finally {
    await page.close();
    await site.close();
  }
});
