/**
 * `npm run pictures`: the README's picture of the real page, after a real run; the picture that goes with links, and the
 * icons. `npm run pictures -- share` makes only those two, `npm run pictures -- opening` only the first.
 */
import { fileURLToPath } from 'node:url';
import { openPage } from '../driver/open.ts';
import { pause } from '../driver/page.ts';
import { serveDist } from '../driver/serve.ts';
import { openActs, trainUntilFooled } from '../opening.ts';
import { build } from '../scripts/prepare.mjs';
import { drawIcons, takeSharePicture } from './share-picture.ts';

build();
const site = await serveDist();
try {
  if (!process.argv.includes('opening')) {
    await takeSharePicture(site.url);
    await drawIcons();
  }
  if (!process.argv.includes('share')) await takeOpening(site.url);
} finally {
  await site.close();
}

/** The page as a visitor has it half a minute after coming: eight networks trained, and the string that fools one of them. */
async function takeOpening(address: string): Promise<void> {
  const page = await openPage('chromium', { viewport: { width: 1440, height: 1180 } });
  try {
    await openActs(page, { url: address });
    await trainUntilFooled(page, 180_000);
    await page.waitFor(
      () => ['solved', 'stopped'].includes(document.querySelector('main')?.dataset.status ?? ''),
      180_000,
    );
    // every network is decided, and the string has been typed to its end
    await page.waitFor(
      () =>
        ![...document.querySelectorAll('.tile')].some((tile) =>
          /not decided yet/u.test(tile.textContent ?? ''),
        ) && document.querySelector('.judged')?.textContent?.startsWith('✗') === true,
      60_000,
    );
    await page.evaluate(() => scrollTo(0, 0));
    await pause(1000);
    await page.screenshot(fileURLToPath(new URL('opening.png', import.meta.url)));
  } finally {
    await page.close();
  }
}
