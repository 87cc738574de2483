/** An engine that trains or judges wrongly is found out before it is used. */
import { afterEach, describe, expect, test, vi } from 'vitest';
import { createCpuEngine } from './cpu/cpu-engine.ts';
import type { EngineRun, OptimizerState, RunPlan } from './engine.ts';
import { checkArithmetic, checkFirstBatch, checkKernel } from './self-test.ts';
import { freshState } from './state.ts';

const model = { hidden: 1, activation: 'sigmoid', head: 'softmax' } as const;

type Change = (run: EngineRun) => Partial<EngineRun>;

/** The CPU engine, a part of it changed. */
const changed =
  (change: Change) =>
  async (plan: RunPlan, state: OptimizerState): Promise<EngineRun> => {
    const run = await (await createCpuEngine('cpu-batched')).start(plan, state);
    return { ...run, ...change(run) };
  };

const changes: readonly (readonly [string, Change])[] = [
  [
    'moments are 1 % off',
    (run) => ({
      read: async () => ({ ...(await run.read()), m: (await run.read()).m.map((m) => 1.01 * m) }),
    }),
  ],
  ['weights are not trained', (run) => ({ train: (chunk) => run.train({ ...chunk, learningRate: 0 }) })],
  [
    'the loss of the judged strings is 1 % off',
    (run) => ({
      evaluate: async () => (await run.evaluate()).map((told) => ({ ...told, loss: 1.01 * told.loss })),
    }),
  ],
  [
    'wrong answers are not counted',
    (run) => ({
      evaluate: async () =>
        (await run.evaluate()).map((told) => ({ ...told, wrongByLength: told.wrongByLength.map(() => 0) })),
    }),
  ],
];

describe('a kernel', () => {
  test('that is right passes', async () => {
    await expect(
      checkKernel(
        model,
        { who: 'It' },
        changed(() => ({})),
      ),
    ).resolves.toBeUndefined();
  });

  test.each(changes)('is refused where %s', async (_, change) => {
    await expect(checkKernel(model, { who: 'It' }, changed(change))).rejects.toThrow(
      /^It computes something else than the plain model/u,
    );
  });
});

describe('a first batch', () => {
  const plan: RunPlan = {
    model,
    supervision: 'every',
    dataset: { lengths: 'variable', max: 50, strings: 500, sparse: 0.5 },
    batch: 32,
    repeats: 1,
    seeds: [4, 5],
    tallyEvery: 10,
  };
  const state = freshState(plan, 'glorot-normal');
  const check = async (change: Change): Promise<void> =>
    checkFirstBatch(await changed(change)(plan, state), state);

  test('that is right passes', async () => {
    await expect(check(() => ({}))).resolves.toBeUndefined();
  });

  test.each<readonly [string, Change]>([
    changes[0],
    [
      'a string is missing',
      (run) => ({
        train: async (chunk) =>
          (await run.train(chunk)).map((told) => ({ ...told, strings: told.strings - 1 })),
      }),
    ],
    [
      'the loss is 1 % off',
      (run) => ({
        train: async (chunk) =>
          (await run.train(chunk)).map((told) => ({ ...told, lossSum: 1.01 * told.lossSum })),
      }),
    ],
  ])('is refused where %s', async (_, change) => {
    await expect(check(change)).rejects.toThrow(/^The engine computes something else/u);
  });
});

describe('the arithmetic of the browser', () => {
  afterEach(() => vi.restoreAllMocks());

  test('is right here', () => {
    expect(checkArithmetic).not.toThrow();
  });

  test.each(['exp', 'tanh', 'log', 'log1p'] as const)('is refused where %s is a millionth off', (name) => {
    const exact = Math[name];
    vi.spyOn(Math, name).mockImplementation((x) => exact(x) * (1 + 1e-6));
    expect(checkArithmetic).toThrow(/wrongly/u);
  });
});
