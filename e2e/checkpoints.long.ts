/**
 * What keeping a run costs its training, in Chromium: the built page against the same page whose training worker takes its
 * first checkpoint and no other, in turns, so that a busy machine is busy for both. A page whose turn it is not takes one
 * update a second. Everything counts that a checkpoint brings: reading it, its way to the page, and writing it down.
 */
import { readFileSync } from 'node:fs';
import { basename, join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import type { TrainerEvent } from '../src/training/protocol.ts';
import { openChromium } from './driver/chromium.ts';
import { engines } from './driver/open.ts';
import { pause } from './driver/page.ts';
import { serveDist, type Site } from './driver/serve.ts';
import type { Instruments } from './instruments.ts';
import { laboratoryOn, type Laboratory } from './laboratory.ts';
import { quantile } from './main-thread.ts';
import { dist } from './scripts/prepare.mjs';
import { serveStatic } from './scripts/static-server.mjs';

declare const latchInstruments: Instruments;
declare const latchProgress: readonly Progress[];

const MOST = 0.01;
const TURNS = Number(process.env['LATCH_TURNS'] ?? 24);
const TURN_MS = 4000;
/** Chunks grow to their length first. */
const SETTLING_MS = 700;

const LINKS = [
  'preset=openai-variable&replicas=8&engine=webgl',
  'preset=openai-variable&replicas=32&engine=cpu',
  'preset=openai-variable&replicas=8&hidden=16&engine=webgl',
] as const;

/** When the next checkpoint is due, as the bundler writes `Math.max(CHECKPOINT_MS, (now - from) / CHECKPOINT_SHARE)`. */
const DUE = /Math\.max\(1e3,\(\w+-\w+\)\/\.01\)/gu;

/** The built page, but for the due time. */
function serveWithoutCheckpoints(): Promise<Site> {
  return serveStatic({
    directory: dist,
    intercept(request, response) {
      const name = basename(new URL(request.url ?? '/', 'http://host').pathname);
      if (!name.startsWith('worker-part-trainer-desk-')) return false;
      const text = readFileSync(join(dist, 'assets', name), 'utf8');
      if (text.match(DUE)?.length !== 1)
        throw new Error(`${name} tells the due time of checkpoints otherwise`);
      response.writeHead(200, { 'content-type': 'text/javascript; charset=utf-8' });
      response.end(text.replace(DUE, '1/0'));
      return true;
    },
  });
}

interface Progress {
  readonly ms: number;
  readonly update: number;
  readonly isCheckpoint: boolean;
}

/** Runs in the page, once it trains. */
function watchProgress(): void {
  const progress: Progress[] = [];
  (globalThis as unknown as { latchProgress: readonly Progress[] }).latchProgress = progress;
  latchInstruments.trainer!.addEventListener('message', ({ data }: MessageEvent<TrainerEvent>) => {
    if (data.type === 'progress')
      progress.push({ ms: performance.now(), update: data.update, isCheckpoint: data.checkpoint !== null });
  });
}

interface Turn {
  /** Milliseconds of an update. */
  readonly ms: number;
  readonly checkpoints: number;
}

async function takeTurn({ page }: Laboratory): Promise<Turn> {
  await page.fill('Speed', 'full');
  await pause(SETTLING_MS);
  const from = await page.evaluate(() => latchProgress.length);
  await pause(TURN_MS);
  const read = `JSON.stringify(latchProgress.slice(${from}))`;
  const progress = JSON.parse(await page.waitFor<string>(read)) as Progress[];
  await page.fill('Speed', '1');
  const [first, last] = [progress[0]!, progress.at(-1)!];
  return {
    ms: (last.ms - first.ms) / (last.update - first.update),
    checkpoints: progress.slice(1).filter(({ isCheckpoint }) => isCheckpoint).length,
  };
}

describe.runIf(engines.includes('chromium'))('checkpoints', () => {
  const sites: Site[] = [];
  beforeAll(async () => void sites.push(await serveDist(), await serveWithoutCheckpoints()));
  afterAll(() => Promise.all(sites.map((site) => site.close())));

  test.each(LINKS)('cost at most 1 %% of training: %s', async (link) => {
    const laboratories = await Promise.all(
      sites.map(async (site) => laboratoryOn(await openChromium({ alone: true }), site)),
    );
    for (const laboratory of laboratories) {
      await laboratory.open(`${link}&epochs=1000&stop=budget&evaluate=100000000`);
      await laboratory.page.click('button', 'Train');
      await laboratory.waitForStatus('training');
      await laboratory.page.evaluate(watchProgress);
      await laboratory.page.fill('Speed', '1');
    }
    const ratios: number[] = [];
    const counts = [0, 0];
    for (let k = 0; k < TURNS; k++) {
      const turns: Turn[] = [];
      for (const which of k % 2 === 0 ? [0, 1] : [1, 0]) {
        turns[which] = await takeTurn(laboratories[which]);
        counts[which] += turns[which].checkpoints;
      }
      ratios.push(turns[0].ms / turns[1].ms);
    }
    await Promise.all(laboratories.map((laboratory) => laboratory.close()));
    const [low, middle, high] = [0.25, 0.5, 0.75].map((share) => quantile(ratios, share));
    // of a median of values whose middle half is so wide
    const error = (0.93 * (high - low)) / Math.sqrt(TURNS);
    console.log(
      `${link}: ${middle.toFixed(4)} +- ${error.toFixed(4)}, middle half ${low.toFixed(3)} to ${high.toFixed(3)}, ${TURNS} turns of ${TURN_MS / 1000} s, ${counts[0]} checkpoints against ${counts[1]}`,
    );
    expect(counts[0]).toBeGreaterThan((TURNS * TURN_MS) / 5000);
    expect(counts[1]).toBe(0);
    expect(middle - 2 * error).toBeLessThan(1 + MOST);
  });
});
