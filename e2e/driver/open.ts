import { availableEngines } from '../scripts/browsers.mjs';
import { openChromium } from './chromium.ts';
import { openFirefox } from './firefox.ts';
import type { EngineName, OpenOptions, Page } from './page.ts';
import { openWebKit } from './webkit.ts';

const openers = { chromium: openChromium, firefox: openFirefox, webkit: openWebKit };

/** The engines to run stories on: those on this machine, or the ones named in `LATCH_ENGINES=chromium,webkit`. */
export const engines: readonly EngineName[] =
  process.env.LATCH_ENGINES === undefined
    ? availableEngines()
    : availableEngines().filter((engine) => process.env.LATCH_ENGINES?.split(',').includes(engine));

/** A fresh browser with an empty profile and one page. */
export const openPage = (engine: EngineName, options: OpenOptions = {}): Promise<Page> =>
  openers[engine](options);
