/**
 * The fused engines in real browsers against the plain float64 model: gradients, updates, evaluation; that neither
 * chunks nor other replicas change a bit; what they hold; and what they say when the GPU goes away.
 */
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import type { RunPlan } from '../src/engine/engine.ts';
import { paramCount } from '../src/lstm/params.ts';
import { engines, isWhole, tellsAll } from './driver/open.ts';
import { isCore } from './driver/tiers.ts';
import type { EngineName } from './driver/page.ts';
import type { Site } from './driver/serve.ts';
import type { EngineKind } from './engine-page/engine-page.worker.ts';
import { openEnginePage, serveEnginePage, type EnginePage } from './engine-page/open.ts';
import { likeThePlainModel, planOfAny, type PlanChange } from './engine-page/plain-model.ts';

/** What holds of runs as such is tried once for every design, with a number of units that it is made for. */
const DESIGNS = [
  { kind: 'string-8', hidden: 1, batch: 32 },
  { kind: 'quad-8', hidden: 5, batch: 32 },
  { kind: 'step-8', hidden: 9, batch: 32 },
  { kind: 'serial-8', hidden: 1, batch: 1 },
  { kind: 'cpu', hidden: 1, batch: 32 },
] as const satisfies readonly { kind: EngineKind; hidden: number; batch: number }[];

/** What a browser does with runs as such shows in these two; every design is tried in the first browser. */
const isPlain = (kind: EngineKind): boolean => kind === 'string-8' || kind === 'cpu';
const designsIn = (browser: EngineName): readonly (typeof DESIGNS)[number][] =>
  DESIGNS.filter(({ kind }) => (tellsAll(browser) && !isCore) || isPlain(kind));

const JUDGED = [
  { max: 50, updates: 40 },
  { max: 128, updates: 3 },
  { max: 20, updates: 3 },
  { max: 70, updates: 3 },
];

/** Designs that hold a whole string in a fragment share what judges; units that do not take longest. */
function judgedLengths(browser: EngineName, kind: EngineKind): typeof JUDGED {
  if (isWhole) return JUDGED;
  if (kind === 'step-8') return JUDGED.slice(2, 3);
  return JUDGED.slice(0, kind === 'string-8' && tellsAll(browser) ? 2 : 1);
}

/**
 * Whether the gate tells case k of each kernel; the same driver stands behind all browsers here. Neither the first of each nor
 * the widest, which are the last: their shaders take a browser ten seconds to compile.
 */
function isTold(browser: EngineName, k: number): boolean {
  if (isWhole) return true;
  return tellsAll(browser) ? k % 12 === 4 : k % 36 === 8;
}

describe.each(engines)('%s', (browser) => {
  let site: Site;
  let page: EnginePage;
  beforeAll(async () => {
    site = await serveEnginePage();
    page = await openEnginePage(site, browser);
  });
  afterAll(async () => {
    await page?.close();
    await site?.close();
  });

  test('the WebGL engine is WebGL', async () => {
    const { name, renderer } = await page.call('describe', { kind: 'webgl' });
    expect(name).toBe('webgl');
    expect(renderer).not.toBe('');
  });

  likeThePlainModel(
    () => page,
    (k) => isTold(browser, k),
  );

  test.runIf(tellsAll(browser))(
    'the kernel is the fastest here, and the same when a run starts again',
    async () => {
      for (const hidden of [1, 4]) {
        const { kernels, chosen, again } = await page.call('choose', {
          plan: planOfAny({ model: { hidden } }),
        });
        expect(again).toEqual(chosen);
        expect(kernels).toContain(chosen);
      }
    },
  );

  describe.each(designsIn(browser))('$kind', ({ kind, hidden, batch }) => {
    const learningRate = 0.01;
    const planOf = (change: PlanChange = {}): RunPlan =>
      planOfAny({ batch, ...change, model: { hidden, ...change.model } });
    const size = paramCount(hidden);

    test('chunks change nothing', async () => {
      const plan = planOf({ dataset: { lengths: 'variable', sparse: 0.5 }, seeds: [3, 4], repeats: 2 });
      const whole = await page.call('weights', { kind, plan, learningRate, chunks: [40] });
      const cut = await page.call('weights', { kind, plan, learningRate, chunks: [1, 2, 3, 5, 7, 22] });
      expect(cut).toEqual(whole);
    });

    // arithmetic of the kernels alone: what a browser could do to it shows in the others
    test.runIf(tellsAll(browser))('a replica is bit for bit the run of its seed alone', async () => {
      const plan = planOf({ seeds: [5, 6, 7] });
      const together = await page.call('weights', { kind, plan, learningRate, chunks: [30] });
      const alone: number[] = [];
      for (const seed of plan.seeds)
        alone.push(
          ...(await page.call('weights', {
            kind,
            plan: { ...plan, seeds: [seed] },
            learningRate,
            chunks: [30],
          })),
        );
      expect(together).toEqual(alone);
    });

    test.runIf(tellsAll(browser))(
      'a frozen replica keeps its weights and does not disturb the others',
      async () => {
        const plan = planOf({ seeds: [5, 6, 7] });
        const all = await page.call('weights', { kind, plan, learningRate, chunks: [10] });
        const fresh = await page.call('initialWeights', { plan });
        const active = [true, false, true];
        const some = await page.call('weights', { kind, plan, learningRate, chunks: [10], active });
        expect(some).toEqual([...all.slice(0, size), ...fresh.slice(size, 2 * size), ...all.slice(2 * size)]);
      },
    );

    test('the tally counts every string and bit, the last small batch of an epoch included', async () => {
      // three batches
      const strings = batch === 1 ? 3 : 70;
      const plan = planOf({ dataset: { strings } });
      const [tally] = await page.call('tally', { kind, plan, learningRate, chunks: [1, 2] });
      expect(tally).toMatchObject({ strings, bits: 20 * strings, answers: 20 * strings });
      expect(tally.wrongBits).toBeGreaterThan(0);
      expect(tally.wrongBits).toBeLessThan(20 * strings);
    });

    test.each(judgedLengths(browser, kind))(
      'judges like the plain model: $max bits',
      async ({ max, updates }) => {
        const plan = planOf({ dataset: { max }, seeds: [2, 3] });
        const { engine, plain } = await page.call('evaluate', { kind, plan, learningRate, updates });
        for (const [replica, expected] of plain.entries()) {
          const found = engine[replica];
          expect(found.loss).toBeCloseTo(expected.loss, 4);
          // float32 may decide a margin within rounding of zero the other way
          const differences = found.wrongByLength.map((wrong, t) =>
            Math.abs(wrong - expected.wrongByLength[t]),
          );
          expect(Math.max(...differences)).toBeLessThanOrEqual(5);
          expect(Math.abs(found.stringAccuracy - expected.stringAccuracy)).toBeLessThanOrEqual(5e-4);
          expect(found.lastBitAccuracy).toBe((10_000 - found.wrongByLength[max - 1]) / 10_000);
        }
      },
    );

    test('a run holds nothing after it was disposed, and nothing grows while it trains', async () => {
      const { before, during, later, after } = await page.call('memory', {
        kind,
        plan: planOf(),
        learningRate,
      });
      expect(after).toEqual(before);
      expect(later).toEqual(during);
    });
  });

  test.runIf(tellsAll(browser))('more than the GPU should hold is refused in plain words', async () => {
    const seeds = Array.from({ length: 256 }, (_, k) => k + 1);
    const plan = planOfAny({ model: { hidden: 8 }, batch: 1024, seeds });
    const training = page.call('weights', { kind: 'string-8', plan, learningRate: 0.01, chunks: [1] });
    await expect(training).rejects.toThrow(/Fewer replicas or a smaller batch will fit/u);
  });

  test('a lost context is an error, not zeros', async () => {
    const said = await page.call('afterLoss', { kind: 'webgl', plan: planOfAny(), learningRate: 0.01 });
    expect(said).toMatch(/EngineError: The browser took the GPU away/u);
  });
});
