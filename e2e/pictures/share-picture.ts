/**
 * The picture that goes with a link to the page, and the icons: act 2 of the real page with its recorded run, by itself
 * and large, since it is looked at as a thumbnail.
 */
import { readFileSync, writeFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { openChromium } from '../driver/chromium.ts';
import { SHARE_PICTURE } from '../scripts/site-address.ts';
import { withDescription } from './png.ts';

const publicFile = (name: string): string => fileURLToPath(new URL(`../../public/${name}`, import.meta.url));

/** `address`: of the built page. */
export async function takeSharePicture(address: string): Promise<void> {
  const { width, height, file } = SHARE_PICTURE;
  const page = await openChromium({ viewport: { width, height } });
  try {
    await page.playwright.emulateMedia({ colorScheme: 'light', reducedMotion: 'reduce' });
    await page.goto(`${address}#v=1&preset=openai-variable&act=2`);
    await page.waitFor(() => document.querySelector('.fool-figure') !== null, 120_000);
    const words = await page.evaluate(leaveFigureAlone);
    await page.evaluate('document.fonts.ready.then(() => true)');
    writeFileSync(publicFile(file), withDescription(await page.playwright.screenshot(), words));
  } finally {
    await page.close();
  }
}

const ICONS = [
  { file: 'icon-192.png', size: 192, isWhole: false, share: 1 },
  { file: 'icon-512.png', size: 512, isWhole: false, share: 1 },
  // systems cut these to their own shapes: no corners of ours, and nothing near the edge
  { file: 'icon-maskable-512.png', size: 512, isWhole: true, share: 0.8 },
  { file: 'apple-touch-icon.png', size: 180, isWhole: true, share: 1 },
] as const;

export async function drawIcons(): Promise<void> {
  const svg = readFileSync(publicFile('icon.svg'), 'utf8');
  const page = await openChromium({ viewport: { width: 512, height: 512 } });
  try {
    for (const { file, size, isWhole, share } of ICONS) {
      await page.setViewport(size, size);
      await page.evaluate(drawIcon, svg, isWhole, share * size);
      const path = publicFile(file);
      await page.playwright.screenshot({ path, omitBackground: !isWhole });
    }
  } finally {
    await page.close();
  }
}

// these run in the page

/** Leaves the act's statement and its figure, and gives back what the statement says. */
function leaveFigureAlone(): string {
  const sheet = new CSSStyleSheet();
  sheet.replaceSync(`
    body { overflow: hidden }
    .page { max-width: none; padding: 0 }
    .page > :not(main), main > :not(.acts), .acts > :not([data-picture]), [data-picture] :is(.act-line, .caption, .fool-controls) { display: none }
    [data-picture] { position: fixed; inset: 0; display: flex; flex-direction: column; padding: 44px 56px 36px; background: var(--bg) }
    [data-picture] > h2 { margin: 0; font-size: 66px; line-height: 1.12 }
    .act-body { flex: 1; display: flex; flex-direction: column; min-height: 0 }
    .fool-figure { flex: 1; grid-template: minmax(0, 1fr) auto / auto minmax(0, 1fr); gap: 10px 20px; margin-top: 26px; min-height: 0 }
    .fool-figure .wave { height: 100% }
    .fool-figure .wave-names { font-size: 26px }
    .wave-names span { visibility: hidden }
    .fool-figure .fool-bits { font-size: 26px; color: var(--ink) }
    .wave .wave-level { stroke-width: 8 }
    .wave .wave-level.wrong { stroke-width: 9; stroke-dasharray: none }
    .wave .wave-truth { stroke-width: 3; stroke-dasharray: 3 6 }
    .picture-name { display: flex; align-items: center; gap: 14px; margin-top: 18px; font-size: 26px; color: var(--soft) }
    .picture-name b { color: var(--ink); font-size: 30px }
  `);
  document.adoptedStyleSheets = [sheet];
  const act = document.querySelector('.fool-figure')!.closest('section')!;
  act.dataset['picture'] = '';
  const name = document.createElement('p');
  name.className = 'picture-name';
  const logo = document.querySelector('.logo')!.cloneNode(true) as SVGElement;
  logo.setAttribute('width', '40');
  logo.setAttribute('height', '40');
  const brand = document.createElement('b');
  brand.textContent = 'Latch';
  const line = document.createElement('span');
  line.textContent = 'train 20 numbers in your browser, then fool them';
  name.append(logo, brand, line);
  act.append(name);
  return act.querySelector('h2')!.innerText.replaceAll(/\s+/gu, ' ').replaceAll('✗ ', '');
}

function drawIcon(svg: string, isWhole: boolean, size: number): Promise<void> {
  const image = new Image(size, size);
  image.src = `data:image/svg+xml,${encodeURIComponent(svg)}`;
  document.body.replaceChildren(image);
  document.body.style.cssText = `margin: 0; display: grid; place-items: center; height: 100vh; background: ${isWhole ? '#121315' : 'transparent'}`;
  return image.decode();
}
