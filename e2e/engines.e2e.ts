/**
 * The fused engines in real browsers against the plain float64 model: gradients, updates, evaluation; that neither
 * chunks nor other replicas change a bit; what they hold; and what they say when the GPU goes away.
 */
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import type { RunPlan } from '../src/engine/engine.ts';
import { pairwiseCases } from '../src/lstm/pairwise-cases.ts';
import { engines } from './driver/open.ts';
import type { Site } from './driver/serve.ts';
import { openEnginePage, serveEnginePage, type EnginePage } from './engine-page/open.ts';

type PlanChange = Partial<Omit<RunPlan, 'model' | 'dataset'>> & {
  readonly model?: Partial<RunPlan['model']>;
  readonly dataset?: Partial<RunPlan['dataset']>;
};

function planOf({ model, dataset, ...rest }: PlanChange = {}): RunPlan {
  return {
    model: { hidden: 1, activation: 'sigmoid', head: 'softmax', ...model },
    dataset: { lengths: 'fixed', max: 20, strings: 500, sparse: 0, ...dataset },
    supervision: 'every',
    batch: 32,
    repeats: 1,
    seeds: [1],
    tallyEvery: 1000,
    ...rest,
  };
}

/** Every pair of options, trained for 20 updates. */
const optionCases = pairwiseCases().map(({ hidden, activation, head, supervision, lengths, batch }, k) => ({
  name: `${hidden} units, ${activation}, ${head}, ${supervision} step, ${lengths} length, batch ${batch}`,
  plan: planOf({
    model: { hidden, activation, head },
    dataset: { lengths, sparse: k % 2 === 0 ? 0 : 0.5 },
    supervision,
    batch,
    seeds: [k + 1],
  }),
}));

/** Sizes at which something in the kernels changes: words, blocks of lanes, segments of steps. */
const oddCases = [1, 2, 31, 32, 33, 63, 64, 65, 128].map((max, k) => {
  const batch = [1, 7, 129][k % 3];
  const plan = planOf({
    dataset: { max, lengths: 'variable' },
    batch,
    seeds: [k + 1, k + 9],
    repeats: 1 + (k % 2),
  });
  return { name: `length ${max}, batch ${batch}`, plan };
});

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

  describe.each(['webgl', 'webgl-4', 'cpu'] as const)('%s against the plain model', (kind) => {
    // numbers of units that share out over the slices unevenly
    const moreUnits = [5, 6, 7].map((hidden) => ({
      name: `${hidden} units`,
      plan: planOf({ model: { hidden } }),
    }));
    // 4 render targets change nothing but where columns are written
    const cases =
      kind === 'webgl-4'
        ? [...optionCases.slice(0, 5), ...oddCases.slice(0, 3), ...moreUnits]
        : [...optionCases, ...oddCases, ...moreUnits];
    test.each(cases)('$name', async ({ plan }) => {
      const { gradient, weight } = await page.call('compare', {
        kind,
        plan,
        updates: 20,
        learningRate: 0.01,
      });
      expect(gradient).toBeLessThan(1e-5);
      expect(weight).toBeLessThan(1e-3);
    });
  });

  describe.each(['webgl', 'cpu'] as const)('%s', (kind) => {
    const learningRate = 0.01;

    test('chunks change nothing', async () => {
      const plan = planOf({ dataset: { lengths: 'variable', sparse: 0.5 }, seeds: [3, 4], repeats: 2 });
      const whole = await page.call('weights', { kind, plan, learningRate, chunks: [40] });
      const cut = await page.call('weights', { kind, plan, learningRate, chunks: [1, 2, 3, 5, 7, 22] });
      expect(cut).toEqual(whole);
    });

    test('a replica is bit for bit the run of its seed alone', async () => {
      const plan = planOf({ seeds: [5, 6, 7, 8, 9] });
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

    test('a frozen replica keeps its weights and does not disturb the others', async () => {
      const plan = planOf({ seeds: [5, 6, 7] });
      const all = await page.call('weights', { kind, plan, learningRate, chunks: [10] });
      const fresh = await page.call('initialWeights', { plan });
      const active = [true, false, true];
      const some = await page.call('weights', { kind, plan, learningRate, chunks: [10], active });
      expect(some).toEqual([...all.slice(0, 20), ...fresh.slice(20, 40), ...all.slice(40)]);
    });

    test('the tally counts every string and bit, the last small batch of an epoch included', async () => {
      const plan = planOf({ dataset: { strings: 70 }, batch: 32 });
      const [tally] = await page.call('tally', { kind, plan, learningRate, chunks: [1, 2] });
      expect(tally).toMatchObject({ strings: 70, bits: 1400, answers: 1400 });
      expect(tally.wrongBits).toBeGreaterThan(0);
      expect(tally.wrongBits).toBeLessThan(1400);
    });

    test.each([
      { max: 20, updates: 3 },
      { max: 50, updates: 40 },
      { max: 70, updates: 3 },
      { max: 128, updates: 3 },
    ])('judges like the plain model: $max bits', async ({ max, updates }) => {
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
    });

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

  test('more than the GPU should hold is refused in plain words', async () => {
    const seeds = Array.from({ length: 256 }, (_, k) => k + 1);
    const plan = planOf({ model: { hidden: 8 }, batch: 1024, seeds });
    const training = page.call('weights', { kind: 'webgl', plan, learningRate: 0.01, chunks: [1] });
    await expect(training).rejects.toThrow(/Fewer replicas or a smaller batch will fit/u);
  });

  test('a lost context is an error, not zeros', async () => {
    const said = await page.call('afterLoss', { kind: 'webgl', plan: planOf(), learningRate: 0.01 });
    expect(said).toMatch(/EngineError: The browser took the GPU away/u);
  });
});
