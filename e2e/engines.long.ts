/** The fused engines against the plain float64 model: every kernel with every case in every browser; some are in the gate. */
import { afterAll, beforeAll, describe } from 'vitest';
import { engines } from './driver/open.ts';
import type { Site } from './driver/serve.ts';
import { openEnginePage, serveEnginePage, type EnginePage } from './engine-page/open.ts';
import { likeThePlainModel } from './engine-page/plain-model.ts';

describe.each(engines)('%s', (browser) => {
  let site: Site;
  let page: EnginePage;
  beforeAll(async () => {
    site = await serveEnginePage();
    page = await openEnginePage(site, browser);
  });
  afterAll(async () => {
    await page?.close();
    await site?.close();
  });

  likeThePlainModel(() => page);
});
