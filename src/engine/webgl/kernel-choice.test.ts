/** Which design is chosen, with runs whose updates take the time that they are told to. */
import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import type { EngineRun, RunPlan } from '../engine.ts';
import { designsFor, type DesignName } from './designs.ts';
import { fastestDesign } from './kernel-choice.ts';

let now = 0;
beforeEach(() => {
  now = 0;
  vi.spyOn(performance, 'now').mockImplementation(() => now);
});
afterEach(() => vi.restoreAllMocks());

const planOf = (hidden: number): RunPlan => ({
  model: { hidden, activation: 'sigmoid', head: 'softmax' },
  supervision: 'every',
  dataset: { lengths: 'variable', max: 50, strings: 500, sparse: 0 },
  batch: 128,
  repeats: 1,
  seeds: [1],
  tallyEvery: 10,
});

interface Told {
  /** Milliseconds per update; a design that is absent cannot be had. */
  readonly update: Partial<Record<DesignName, number>>;
  /** Milliseconds until a run is ready. */
  readonly start?: number;
  /** Designs that compute something wrong. */
  readonly wrong?: readonly DesignName[];
  /** What WebGL may take to be chosen; milliseconds of an update. */
  readonly most?: number;
}

interface Choice {
  readonly design: DesignName;
  readonly ms: number;
  readonly tried: readonly DesignName[];
  readonly tested: readonly DesignName[];
  readonly open: number;
}

async function choose(hidden: number, { update, start = 0, wrong = [], most }: Told): Promise<Choice> {
  const tried: DesignName[] = [];
  const tested: DesignName[] = [];
  let open = 0;
  const best = await fastestDesign(
    designsFor(planOf(hidden)),
    {
      async start(name) {
        tried.push(name);
        now += start;
        const ms = update[name];
        if (ms === undefined) throw new Error(`no ${name} here`);
        open++;
        const train = ({ count }: { readonly count: number }): Promise<[]> => {
          now += ms * count;
          return Promise.resolve([]);
        };
        return { train, dispose: () => open-- } as unknown as EngineRun;
      },
      async test(name) {
        tested.push(name);
        if (wrong.includes(name)) throw new Error(`${name} is wrong`);
      },
    },
    most,
  );
  return { ...best, tried, tested, open };
}

test('the first is kept where another is faster, but not clearly', async () => {
  const { design, tried, open } = await choose(4, { update: { quad: 1, string: 0.51, step: 0.6 } });
  expect({ design, tried, open }).toEqual({ design: 'quad', tried: ['quad', 'string', 'step'], open: 0 });
});

test('one that takes less than half is taken', async () => {
  expect(await choose(4, { update: { quad: 1, string: 0.49, step: 3 } })).toMatchObject({ design: 'string' });
});

test('a third must be clearly faster than the second', async () => {
  expect(await choose(4, { update: { quad: 1, string: 0.4, step: 0.3 } })).toMatchObject({
    design: 'string',
  });
  expect(await choose(4, { update: { quad: 1, string: 0.4, step: 0.1 } })).toMatchObject({ design: 'step' });
});

test('one that cannot be had is passed over', async () => {
  const { design, open } = await choose(4, { update: { string: 5, step: 20 } });
  expect({ design, open }).toEqual({ design: 'string', open: 0 });
});

test('where none can be had the last one says why', async () => {
  await expect(choose(4, { update: {} })).rejects.toThrow('no step here');
});

test('one that computes something wrong is passed over', async () => {
  const { design, open } = await choose(4, { update: { quad: 1, string: 5, step: 20 }, wrong: ['quad'] });
  expect({ design, open }).toEqual({ design: 'string', open: 0 });
});

test('only what may be chosen is tested', async () => {
  const { tested } = await choose(4, { update: { quad: 1, string: 0.9, step: 0.1 } });
  expect(tested).toEqual(['quad', 'step']);
});

test('no further one is tried after a second and a half of training', async () => {
  const { design, tried } = await choose(4, { update: { quad: 1600, string: 0.01 } });
  expect({ design, tried }).toEqual({ design: 'quad', tried: ['quad'] });
});

test('how long a driver compiles keeps none from being tried', async () => {
  const { design, tried } = await choose(4, { update: { quad: 8, string: 5, step: 1 }, start: 5000 });
  expect({ design, tried }).toEqual({ design: 'step', tried: ['quad', 'string', 'step'] });
});

test('one that takes too long to be chosen is not tested, and where it is hopeless no other is tried', async () => {
  const slow = { quad: 8, string: 7, step: 3 };
  expect(await choose(4, { update: slow, most: 2.5 })).toMatchObject({
    design: 'step',
    ms: 3,
    tried: ['quad', 'string', 'step'],
    tested: [],
  });
  expect(await choose(4, { update: slow, most: 1 })).toMatchObject({ ms: 8, tried: ['quad'], tested: [] });
});
