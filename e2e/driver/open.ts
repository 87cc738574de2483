import { availableEngines, wantedEngines } from '../scripts/browsers.mjs';
import { openChromium } from './chromium.ts';
import { openFirefox } from './firefox.ts';
import type { EngineName, OpenOptions, Page } from './page.ts';
import { openWebKit } from './webkit.ts';

const openers = { chromium: openChromium, firefox: openFirefox, webkit: openWebKit };

/** The engines to run stories on: of those that are wanted, the ones on this machine. */
export const engines: readonly EngineName[] = availableEngines().filter((engine) =>
  wantedEngines.includes(engine),
);

/** A fresh browser with an empty profile and one page. */
export const openPage = (engine: EngineName, options: OpenOptions = {}): Promise<Page> =>
  openers[engine](options);
