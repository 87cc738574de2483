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

/**
 * `npm run test:long` tells every story whole, in every engine. The gate leaves out there what only repeats: many cases
 * of one driver, and in a second engine what is the page's own doing and was told in the first.
 */
export const isWhole = process.env.LATCH_WHOLE === '1';

/** Whether an engine is told what is the same in all: the first of those that are wanted. */
export const tellsAll = (engine: EngineName): boolean => isWhole || engine === engines[0];

/**
 * Where the gate tells what the page does the same everywhere but has to be seen in another make of browser as well: in
 * the first engine and in this one; in all of them where stories are told whole.
 */
export const besides = (second: EngineName): readonly EngineName[] =>
  engines.filter((engine) => tellsAll(engine) || engine === second);

/** Of cases of one kind as many as the gate tells, fewer in a second engine; all of them where stories are told whole. */
export const casesIn = <Case>(
  engine: EngineName,
  cases: readonly Case[],
  count: number,
  elsewhere: number,
): readonly Case[] => (isWhole ? cases : cases.slice(0, tellsAll(engine) ? count : elsewhere));

/** Of cases that differ in little, the gate tells every `every`-th, from the first on; all of them where stories are told whole. */
export const spread = <Case>(cases: readonly Case[], every: number): readonly Case[] =>
  isWhole ? cases : cases.filter((_, k) => k % every === 0);

/** One page with an empty profile, in a browser of its own or in one that ran stories before. */
export const openPage = (engine: EngineName, options: OpenOptions = {}): Promise<Page> =>
  openers[engine](options);
