/** `npm run pictures`: the README's picture of the real page, after a real run. */
import { fileURLToPath } from 'node:url';
import { openPage } from '../driver/open.ts';
import { serveDist } from '../driver/serve.ts';
import { build } from '../scripts/prepare.mjs';

const EXPERIMENT = '#v=1&preset=openai-variable&start=1&bits=1011000000000000000001101';

build();
const site = await serveDist();
const page = await openPage('chromium', { viewport: { width: 1440, height: 1180 } });
try {
  await page.goto(site.url + EXPERIMENT);
  await page.waitFor(
    () => ['solved', 'stopped'].includes(document.querySelector('main')?.dataset.status ?? ''),
    180_000,
  );
  // every solved seed has its verdict, and the figures have caught up
  await page.waitFor(
    () =>
      [...document.querySelectorAll('[aria-label="Shown seed"] [role=radio]')].every((seed) =>
        /not solved|certified|wrong on|undecided/u.test(seed.getAttribute('aria-label') ?? ''),
      ),
    60_000,
  );
  await new Promise((resolve) => setTimeout(resolve, 1000));
  await page.screenshot(fileURLToPath(new URL('laboratory.png', import.meta.url)));
} finally {
  await page.close();
  await site.close();
}
