/**
 * Nothing is lost, in every engine: a run of 32 networks that is reloaded five times at random moments, and whose GPU is
 * taken away once, ends with the bits of one that nobody disturbed. Says how long the run stood still after the loss.
 */
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { engines } from './driver/open.ts';
import { PATIENCE_MS } from './driver/patience.ts';
import { serveDist, type Site } from './driver/serve.ts';
import { Draws } from './faults/programme/draws.ts';
import type { Instruments } from './instruments.ts';
import { openLaboratory, type Laboratory } from './laboratory.ts';
import { cameTo, keptAfter, keptLink, reload } from './keeping.ts';

declare const latchInstruments: Instruments;

const LINK = keptLink(32, 2);
/** Of 1,564: a page that is slow to answer has time before it ends. */
const LATEST_UPDATE = 700;
const RELOADS = 5;
/** On two cores that do nothing else. */
const LONGEST_GAP_MS = 3000;

interface Moment {
  readonly update: number;
  readonly what: 'reload' | 'loss';
}

interface Ended {
  readonly result: object;
  readonly gapMs: number;
}

/**
 * Takes the context away from a run that is under way, as one that has just been resumed has none yet; gives how many
 * milliseconds later the next update was heard of. Runs in the page.
 */
async function loseContext(patienceMs: number): Promise<number> {
  const { events, runId } = latchInstruments;
  const deadline = performance.now() + patienceMs;
  const heard = async (isIt: () => boolean): Promise<void> => {
    while (!isIt()) {
      if (performance.now() > deadline)
        throw new Error(`heard only ${JSON.stringify(events.slice(-5)).slice(0, 2000)}`);
      await new Promise((resolve) => setTimeout(resolve, 5));
    }
  };
  await heard(() => events.some((event) => event.type === 'progress' && event.runId === runId));
  const before = events.length;
  const from = performance.now();
  latchInstruments.trainer!.postMessage({ type: 'lose-context', runId });
  await heard(() => {
    const begun = events.findIndex(({ type }, k) => k >= before && type === 'started');
    return begun >= 0 && events.slice(begun).some(({ type }) => type === 'progress');
  });
  return performance.now() - from;
}

describe.each(engines)('%s', (engine) => {
  let site: Site;
  let laboratory: Laboratory;
  beforeAll(async () => {
    site = await serveDist();
    laboratory = await openLaboratory(site, engine, { webglInWorkers: true });
  });
  afterAll(async () => {
    await laboratory?.close();
    await site?.close();
  });

  /** A page that has said nothing wrong in any of its documents. */
  const reloadAt = async (update: number): Promise<void> => {
    const { page } = laboratory;
    await laboratory.waitForFigure('Moment', 'update', update);
    const kept = await keptAfter(page, 0);
    expect(await page.consoleErrors()).toEqual([]);
    await reload(page);
    await laboratory.waitForStatus('paused');
    expect(await laboratory.figure('Moment', 'update')).toBeGreaterThanOrEqual(kept);
    await page.click('button', 'Resume');
    await laboratory.waitForStatus('training');
  };

  /** What a run in a browser of its own comes to that is reloaded, or loses its GPU, when it is at these updates. */
  const disturbed = async (link: string, moments: readonly Moment[]): Promise<Ended> => {
    await laboratory.close();
    laboratory = await openLaboratory(site, engine, { webglInWorkers: true });
    await laboratory.open(link);
    await laboratory.page.fill('Speed', '100');
    await laboratory.page.click('button', 'Train');
    let gapMs = 0;
    for (const { update, what } of moments) {
      if (what === 'reload') await reloadAt(update);
      else {
        await laboratory.waitForFigure('Moment', 'update', update);
        gapMs = await laboratory.page.evaluate(loseContext, PATIENCE_MS);
      }
    }
    await laboratory.page.fill('Speed', 'full');
    await laboratory.waitForStatus('stopped');
    const told = moments.map(({ update, what }) => `${what} at ${update}`).join(', ');
    console.log(`${engine}, ${link}: ${told}; without a GPU for ${Math.round(gapMs)} ms`);
    return { result: await cameTo(laboratory), gapMs };
  };

  /** At random updates, in a random order. */
  const momentsOf = (whats: readonly Moment['what'][]): Moment[] => {
    const seed = Date.now() % 2 ** 31;
    console.log(`seed ${seed}`);
    const draws = new Draws(seed);
    const left = [...whats];
    return whats
      .map(() => draws.below(LATEST_UPDATE))
      .toSorted((x, y) => x - y)
      .map((update) => ({ update, what: left.splice(draws.below(left.length), 1)[0]! }));
  };

  const reloads = Array.from({ length: RELOADS }, () => 'reload' as const);
  // WebKitGTK without a GPU gives WebGL to a browser's first document alone: one that was reloaded has none to lose
  const stories: readonly (readonly [string, readonly Moment['what'][]])[] =
    engine === 'webkit'
      ? [
          ['cpu', reloads],
          ['webgl', ['loss']],
        ]
      : [['webgl', [...reloads, 'loss']]];
  test.each(stories)('on %s: %j change no bit', async (runsOn, whats) => {
    const link = `${LINK}&engine=${runsOn}`;
    const { result: wanted } = await disturbed(link, []);
    const { result, gapMs } = await disturbed(link, momentsOf(whats));
    expect(result).toEqual(wanted);
    expect(gapMs).toBeLessThan(LONGEST_GAP_MS);
  });
});
