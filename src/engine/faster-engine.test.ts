/** Which engine trains a run that is left to the page, with stopwatches that say what they are told to. */
import { describe, expect, test } from 'vitest';
import { paramCount } from '../lstm/params.ts';
import type { OptimizerState, RunPlan } from './engine.ts';
import { cpuTimesAsFast, isCpuChosen, planKey, whyCpu } from './faster-engine.ts';

const planOf = (
  changes: Partial<Pick<RunPlan, 'batch'>> & { hidden?: number; replicas?: number } = {},
): RunPlan => ({
  model: { hidden: changes.hidden ?? 1, activation: 'sigmoid', head: 'softmax' },
  supervision: 'every',
  dataset: { lengths: 'variable', max: 50, strings: 100_000, sparse: 0 },
  batch: changes.batch ?? 128,
  repeats: 1,
  seeds: Array.from({ length: changes.replicas ?? 8 }, (_, k) => k + 1),
  tallyEvery: 10,
});

/** Weights at rest: what they are does not count here. */
function stateOf({ seeds, model }: RunPlan): OptimizerState {
  const zeros = new Float32Array(seeds.length * paramCount(model.hidden));
  return { params: zeros, m: zeros, v: zeros };
}

interface Asked {
  readonly replicas: number;
  readonly batch: number;
  readonly mostMs: number;
}

interface Speeds {
  /** Milliseconds of an update of one network on one string: of the processor the first time, and later. */
  readonly cpuMs: number | readonly [number, number];
  readonly webglMs: number;
}

async function measure(
  plan: RunPlan,
  { cpuMs, webglMs }: Speeds,
  remembered = new Map<string, string>(),
): Promise<{ readonly times: number; readonly asked: readonly Asked[]; readonly open: number }> {
  const asked: Asked[] = [];
  let open = 0;
  const takes = (ms: number, { seeds, batch }: RunPlan, mostMs: number): Promise<number> => {
    asked.push({ replicas: seeds.length, batch, mostMs });
    return Promise.resolve(ms * seeds.length * batch);
  };
  const expectFit = ({ seeds }: RunPlan, { params }: OptimizerState): void =>
    expect(params).toHaveLength(seeds.length * paramCount(plan.model.hidden));
  const times = await cpuTimesAsFast(
    { renderer: 'a GPU', remembered },
    { plan, state: stateOf(plan) },
    {
      cpu(trial, state) {
        expectFit(trial, state);
        open++;
        const [first, later] = typeof cpuMs === 'number' ? [cpuMs, cpuMs] : cpuMs;
        return {
          time: () => takes(asked.length === 0 ? first : later, trial, 0),
          dispose: () => void open--,
        };
      },
      webgl(trial, state, mostMs) {
        expectFit(trial, state);
        return takes(webglMs, trial, mostMs);
      },
    },
  );
  return { times, asked, open };
}

test('WebGL is kept unless the processor is more than three times as fast', () => {
  expect([0.01, 1, 2.9, 3].map(isCpuChosen)).toEqual([false, false, false, false]);
  expect([3.1, 7, 200].map(isCpuChosen)).toEqual([true, true, true]);
});

describe('the measurement', () => {
  test('is of the very plan where that is short', async () => {
    const { times, asked, open } = await measure(planOf(), { cpuMs: 0.0016, webglMs: 0.016 });
    expect({ times, open }).toEqual({ times: 10, open: 0 });
    expect(asked.map(({ replicas, batch }) => ({ replicas, batch }))).toEqual([
      { replicas: 1, batch: 128 },
      { replicas: 8, batch: 128 },
    ]);
    expect(asked[1]?.mostMs).toBeCloseTo(3 * 8 * 128 * 0.0016);
  });

  test.each([
    ['of fewer networks', planOf({ hidden: 8, replicas: 32 }), 0.01, { replicas: 23, batch: 128 }],
    ['of one network', planOf({ hidden: 32, replicas: 32 }), 0.15, { replicas: 1, batch: 128 }],
    [
      'of a smaller batch',
      planOf({ hidden: 64, replicas: 64, batch: 1024 }),
      0.1,
      { replicas: 1, batch: 300 },
    ],
    ['of no fewer strings than tell', planOf({ hidden: 64, batch: 1024 }), 0.5, { replicas: 1, batch: 128 }],
  ])('is %s where an update takes the processor long', async (_, plan, cpuMs, cut) => {
    const { times, asked } = await measure(plan, { cpuMs, webglMs: 2 * cpuMs });
    expect(times).toBe(2);
    expect(asked[1]).toMatchObject(cut);
  });

  test('asks the processor again before WebGL is kept, and takes its best', async () => {
    const slowAtFirst = await measure(planOf(), { cpuMs: [0.016, 0.0016], webglMs: 0.016 });
    expect(slowAtFirst).toMatchObject({ times: 10, asked: { length: 3 }, open: 0 });
    const slowAfterwards = await measure(planOf(), { cpuMs: [0.004, 0.04], webglMs: 0.008 });
    expect(slowAfterwards).toMatchObject({ times: 2, asked: { length: 3 } });
    expect(await measure(planOf(), { cpuMs: 0.004, webglMs: 0.016 })).toMatchObject({ asked: { length: 2 } });
  });

  test('is made once for a device and a plan', async () => {
    const remembered = new Map<string, string>();
    await measure(planOf(), { cpuMs: 0.001, webglMs: 0.00723 }, remembered);
    const again = await measure(planOf(), { cpuMs: 0.001, webglMs: 0.001 }, remembered);
    expect(again).toEqual({ times: 7.2, asked: [], open: 0 });
    const other = await measure(planOf({ replicas: 1 }), { cpuMs: 0.001, webglMs: 0.001 }, remembered);
    expect(other.times).toBe(1);
    expect(other.asked).toHaveLength(3);
  });

  test.each(['', 'fast', '-1', '0', 'NaN'])('is made anew where "%s" is remembered', async (what) => {
    const remembered = new Map<string, string>();
    await measure(planOf(), { cpuMs: 0.001, webglMs: 0.004 }, remembered);
    for (const key of remembered.keys()) remembered.set(key, what);
    const { times, asked } = await measure(planOf(), { cpuMs: 0.001, webglMs: 0.001 }, remembered);
    expect({ times, trials: asked.length }).toEqual({ times: 1, trials: 3 });
  });
});

test('plans that cost the same are one: their seeds and weights do not count, their size does', () => {
  const plan = planOf();
  expect(planKey({ ...plan, seeds: plan.seeds.map((seed) => seed + 100) })).toBe(planKey(plan));
  expect(planKey(planOf({ replicas: 9 }))).not.toBe(planKey(plan));
  expect(planKey(planOf({ batch: 64 }))).not.toBe(planKey(plan));
  // a batch is never larger than the set
  const small = { ...plan, dataset: { ...plan.dataset, strings: 100 } };
  expect(planKey({ ...small, batch: 1000 })).toBe(planKey(small));
});

test('the words say what was measured', () => {
  expect(whyCpu('ANGLE (Google, Vulkan 1.3.0 (SwiftShader Device))', 7)).toBe(
    'WebGL is drawn by software here: the processor is 7 times as fast.',
  );
  expect(whyCpu('ANGLE (Intel, HD Graphics)', 3.4)).toBe(
    'WebGL is slow here: the processor is 3.4 times as fast.',
  );
});
