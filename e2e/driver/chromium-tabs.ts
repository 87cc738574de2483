/**
 * Chromium as visitors have it, with several tabs: pages are kept for the way back, and one behind another is hidden.
 * Playwright switches both off, and loses a page that comes back; Puppeteer follows it.
 */
import { launch, type Browser } from 'puppeteer-core';
import { findChromium } from '../scripts/browsers.mjs';
import { chromiumArguments } from './chromium.ts';
import { defaultViewport } from './page.ts';

export function openChromiumTabs(): Promise<Browser> {
  const executablePath = findChromium();
  if (executablePath === undefined) throw new Error('Chrome or Chromium not found');
  return launch({
    browser: 'chrome',
    executablePath,
    args: [...chromiumArguments],
    defaultViewport,
    protocolTimeout: 30 * 60_000,
  });
}
