/**
 * What keeping a run costs its training: one run of the built page, whose training worker takes checkpoints
 * in every other turn of some seconds and none in between, so that a busy machine is busy for both. Everything counts that
 * a checkpoint brings: reading it, its way to the page, and writing it down. `LATCH_TURNS` for more or fewer.
 */
import { readFileSync } from 'node:fs';
import { basename, join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import type { TrainerEvent } from '../src/training/protocol.ts';
import { engines, openPage } from './driver/open.ts';
import { pause } from './driver/page.ts';
import type { Site } from './driver/serve.ts';
import type { Instruments } from './instruments.ts';
import { laboratoryOn } from './laboratory.ts';
import { quantile } from './main-thread.ts';
import { dist } from './scripts/prepare.mjs';
import { serveStatic } from './scripts/static-server.mjs';

declare const latchInstruments: Instruments;

const MOST = 0.01;
/** With, and as many without. */
const TURNS = Number(process.env['LATCH_TURNS'] ?? 120);
const TURN_MS = 3000;

const LINKS = [
  'preset=openai-variable&replicas=8&engine=webgl',
  'preset=openai-variable&replicas=32&engine=cpu',
  'preset=openai-variable&replicas=8&hidden=16&engine=webgl',
] as const;

/** When the next checkpoint is due, as the bundler writes `Math.max(CHECKPOINT_MS, (now - from) / CHECKPOINT_SHARE)`. */
const DUE = /Math\.max\(1e3,\((\w+)-\w+\)\/\.01\)/gu;

/** Puts off what would be due in a turn without. Runs in the worker. */
const PUT_OFF = `const latchPutOff = (now, wait) => {
  const due = performance.timeOrigin + now + wait;
  const turn = Math.floor(due / ${TURN_MS});
  return turn % 2 === 0 ? wait : wait + (turn + 1) * ${TURN_MS} - due;
};
`;

/** The built page, but for that. */
function serveInTurns(): Promise<Site> {
  return serveStatic({
    directory: dist,
    intercept(request, response) {
      const name = basename(new URL(request.url ?? '/', 'http://host').pathname);
      if (!name.startsWith('worker-part-trainer-desk-')) return false;
      const text = readFileSync(join(dist, 'assets', name), 'utf8');
      if (text.match(DUE)?.length !== 1)
        throw new Error(`${name} tells the due time of checkpoints otherwise`);
      response.writeHead(200, { 'content-type': 'text/javascript; charset=utf-8' });
      response.end(PUT_OFF + text.replace(DUE, 'latchPutOff($1,$&)'));
      return true;
    },
  });
}

interface Progress {
  /** Since 1970. */
  readonly ms: number;
  readonly update: number;
  readonly isCheckpoint: boolean;
}

/** Runs in the page, once it trains. */
function watchProgress(): void {
  const progress: Progress[] = [];
  (globalThis as unknown as { latchProgress: readonly Progress[] }).latchProgress = progress;
  latchInstruments.trainer!.addEventListener('message', ({ data }: MessageEvent<TrainerEvent>) => {
    if (data.type !== 'progress') return;
    const ms = performance.timeOrigin + performance.now();
    progress.push({ ms, update: data.update, isCheckpoint: data.checkpoint !== null });
  });
}

interface Turn {
  readonly number: number;
  /** Milliseconds of an update. */
  readonly ms: number;
  readonly checkpoints: number;
}

function turnsOf(progress: readonly Progress[]): Turn[] {
  const turns = new Map<number, Progress[]>();
  for (const one of progress) {
    const number = Math.floor(one.ms / TURN_MS);
    turns.set(number, [...(turns.get(number) ?? []), one]);
  }
  return [...turns].map(([number, of]) => {
    const [first, last] = [of[0]!, of.at(-1)!];
    return {
      number,
      ms: (last.ms - first.ms) / (last.update - first.update),
      checkpoints: of.filter(({ isCheckpoint }) => isCheckpoint).length,
    };
  });
}

describe.each(engines)('checkpoints cost at most 1 % of training in %s', (engine) => {
  let site: Site;
  beforeAll(async () => void (site = await serveInTurns()));
  afterAll(() => site.close());

  test.each(LINKS.map((link) => ({ link })))('$link', async ({ link }) => {
    const page = await openPage(engine, { alone: true, webglInWorkers: true });
    const laboratory = laboratoryOn(page, site);
    await laboratory.open(`${link}&epochs=1000&stop=budget&evaluate=100000000`);
    await page.click('button', 'Train');
    await laboratory.waitForFigure('Moment', 'update', 0);
    await page.fill('Speed', 'full');
    await page.evaluate(watchProgress);
    await pause((2 * TURNS + 2) * TURN_MS);
    const progress = JSON.parse(await page.waitFor<string>('JSON.stringify(latchProgress)')) as Progress[];
    await page.close();

    // the first and the last were not whole
    const turns = turnsOf(progress).slice(1, -1);
    const byNumber = new Map(turns.map((turn) => [turn.number, turn]));
    const kept = turns.filter(({ number }) => number % 2 === 0);
    const ratios = kept.flatMap(({ number, ms }) => {
      const beside = [byNumber.get(number - 1), byNumber.get(number + 1)].filter(
        (turn) => turn !== undefined,
      );
      return beside.length < 2 ? [] : [(2 * ms) / (beside[0].ms + beside[1].ms)];
    });
    const [low, middle, high] = [0.25, 0.5, 0.75].map((share) => quantile(ratios, share));
    // of a median of so many values whose middle half is so wide
    const error = (0.93 * (high - low)) / Math.sqrt(ratios.length);
    const count = (of: readonly Turn[]): number => of.reduce((sum, { checkpoints }) => sum + checkpoints, 0);
    const others = count(turns) - count(kept);
    console.log(
      `${link}: ${middle.toFixed(4)} +- ${error.toFixed(4)}, middle half ${low.toFixed(3)} to ${high.toFixed(3)}, ${ratios.length} turns of ${TURN_MS / 1000} s, ${count(kept)} checkpoints against ${others}`,
    );
    expect(count(kept)).toBeGreaterThan(kept.length);
    expect(others).toBeLessThan(0.2 * kept.length);
    expect(middle - 2 * error).toBeLessThan(1 + MOST);
  });
});
