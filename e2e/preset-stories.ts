/** What the presets promise, as stories: how many of the seeds 1..8 learn, and that nothing learns what cannot be learnt. */
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { engines } from './driver/open.ts';
import { PATIENCE_MS } from './driver/patience.ts';
import type { Site } from './driver/serve.ts';
import { ENDED, openLaboratory, type Laboratory } from './laboratory.ts';
import { isSolved, lastJudged, readRunFile, type RunFile } from './run-file.ts';

/** At least how many of eight seeds solve. */
interface Promised {
  readonly preset: string;
  readonly least: number;
}

/** Trains a link to its end, and gives the saved run, which must agree with what the page says. */
async function trainToEnd(laboratory: Laboratory, link: string): Promise<RunFile> {
  await laboratory.open(link);
  await laboratory.page.click('button', 'Train');
  const ending = await laboratory.waitForStatus(ENDED, 2 * PATIENCE_MS);
  const { name, text } = await laboratory.download('Download run');
  expect(name).toMatch(/\.json$/u);
  const run = readRunFile(text);
  expect(ending).toBe(run.replicas.every((replica) => isSolved(run, replica)) ? 'solved' : 'stopped');
  return run;
}

/** Trains eight seeds and tells which solve; in Chromium, on WebGL. */
async function trainSeeds(
  laboratory: Laboratory,
  preset: string,
): Promise<{ run: RunFile; solved: number[] }> {
  const run = await trainToEnd(laboratory, `preset=${preset}&engine=webgl`);
  expect(run.engine.name).toBe('webgl');
  expect(run.replicas.map(({ seed }) => seed)).toEqual([1, 2, 3, 4, 5, 6, 7, 8]);
  const solved = run.replicas.filter((replica) => isSolved(run, replica)).map(({ seed }) => seed);
  console.log(`${preset}: ${solved.length} of 8 solve (seeds ${solved.join(', ') || 'none'})`);
  return { run, solved };
}

/** `promised`: which presets learn; `hopeless`: of which no seed does better than a coin. */
export function seedsInChromium(
  site: () => Site,
  promised: readonly Promised[],
  hopeless: readonly string[] = [],
): void {
  describe.runIf(engines.includes('chromium'))('seeds 1 to 8 in Chromium', () => {
    let laboratory: Laboratory;
    beforeAll(async () => void (laboratory = await openLaboratory(site(), 'chromium')));
    afterAll(() => laboratory.close());

    test.each(promised)('$preset: at least $least solve, the default seed among them', async (expected) => {
      const { solved } = await trainSeeds(laboratory, expected.preset);
      expect(solved.length).toBeGreaterThanOrEqual(expected.least);
      expect(solved).toContain(1);
    });

    test.each(hopeless)('%s: none learns anything', async (preset) => {
      const { run, solved } = await trainSeeds(laboratory, preset);
      expect(solved).toEqual([]);
      for (const replica of run.replicas) {
        const { lastBitAccuracy } = lastJudged(replica).heldOut;
        expect(lastBitAccuracy).toBeGreaterThanOrEqual(0.47);
        expect(lastBitAccuracy).toBeLessThanOrEqual(0.53);
      }
    });
  });
}

export function defaultSeedSolves(laboratory: () => Laboratory, presets: readonly string[]): void {
  test.each(presets)('%s solves', async (preset) => {
    const opened = laboratory();
    const run = await trainToEnd(opened, `preset=${preset}&replicas=1&engine=webgl`);
    expect(run.engine.name).toBe(opened.page.engine === 'webkit' ? 'cpu' : 'webgl');
    expect(await opened.status()).toBe('solved');
    expect(await opened.page.consoleErrors()).toEqual([]);
  });
}
