/**
 * `npm run pictures`: the README's picture of the real page, after a real run; the picture that goes with links, and the
 * icons. `npm run pictures -- share` makes only those two.
 */
import { fileURLToPath } from 'node:url';
import { openPage } from '../driver/open.ts';
import { serveDist } from '../driver/serve.ts';
import { build } from '../scripts/prepare.mjs';
import { drawIcons, takeSharePicture } from './share-picture.ts';

const EXPERIMENT = '#v=1&preset=openai-variable&start=1&bits=1011000000000000000001101';

build();
const site = await serveDist();
try {
  await takeSharePicture(site.url);
  await drawIcons();
  if (!process.argv.includes('share')) await takeLaboratory(site.url);
} finally {
  await site.close();
}

async function takeLaboratory(address: string): Promise<void> {
  const page = await openPage('chromium', { viewport: { width: 1440, height: 1180 } });
  try {
    await page.goto(address + EXPERIMENT);
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
  }
}
