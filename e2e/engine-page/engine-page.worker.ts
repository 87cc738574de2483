/** The engines in a worker of their own, with what tests and benchmarks ask of them. */
import { createCpuEngine } from '../../src/engine/cpu/cpu-engine.ts';
import type { Engine, EngineRun, RunPlan } from '../../src/engine/engine.ts';
import { compareWithPlainModel, type Disagreement } from '../../src/engine/plain-run.ts';
import { freshState } from '../../src/engine/state.ts';
import { createWebglEngine } from '../../src/engine/webgl/webgl-engine.ts';

export type EngineKind = 'webgl' | 'webgl-4' | 'cpu' | 'layers-webgl' | 'layers-cpu';

async function createEngine(kind: EngineKind): Promise<Engine> {
  switch (kind) {
    case 'webgl':
      return createWebglEngine();
    case 'webgl-4':
      return createWebglEngine({ targets: 4 });
    case 'cpu':
      return createCpuEngine();
    default:
      throw new Error(kind);
  }
}

async function withRun<T>(
  kind: EngineKind,
  plan: RunPlan,
  use: (run: EngineRun, engine: Engine) => Promise<T>,
): Promise<T> {
  const engine = await createEngine(kind);
  try {
    const run = await engine.start(plan, freshState(plan, 'glorot-normal'));
    try {
      return await use(run, engine);
    } finally {
      run.dispose();
    }
  } finally {
    engine.dispose();
  }
}

const calls = {
  describe: async ({ kind }: { kind: EngineKind }) => {
    const engine = await createEngine(kind);
    const { name, renderer, kernel } = engine;
    engine.dispose();
    return { name, renderer, kernel };
  },

  /** Agreement with the plain model over 20 updates. */
  compare: (argument: {
    kind: EngineKind;
    plan: RunPlan;
    updates: number;
    learningRate: number;
  }): Promise<Disagreement> =>
    withRun(argument.kind, argument.plan, (run) =>
      compareWithPlainModel(run, freshState(argument.plan, 'glorot-normal'), argument),
    ),

  /** Milliseconds per update: the median of `repetitions` chunks of `count` updates after one of warm-up. */
  time: (argument: {
    kind: EngineKind;
    plan: RunPlan;
    count: number;
    repetitions: number;
    learningRate: number;
  }) =>
    withRun(argument.kind, argument.plan, async (run) => {
      const { count, learningRate } = argument;
      const started = performance.now();
      await run.train({ first: 0, count, learningRate });
      const firstMs = performance.now() - started;
      const samples: number[] = [];
      for (let k = 1; k <= argument.repetitions; k++) {
        const from = performance.now();
        await run.train({ first: k * count, count, learningRate });
        samples.push((performance.now() - from) / count);
      }
      samples.sort((a, b) => a - b);
      const from = performance.now();
      await run.evaluate();
      const evaluateFirst = performance.now() - from;
      const again = performance.now();
      const heldOut = await run.evaluate();
      return {
        median: samples[samples.length >> 1],
        least: samples[0],
        firstMs,
        evaluateFirst,
        evaluate: performance.now() - again,
        lastBit: heldOut.map((m) => m.lastBitAccuracy),
      };
    }),
};

export type EngineCalls = typeof calls;

self.onmessage = async (event: MessageEvent<{ id: number; name: keyof EngineCalls; argument: never }>) => {
  const { id, name, argument } = event.data;
  try {
    self.postMessage({ id, ok: true, value: await calls[name](argument) });
  } catch (error) {
    self.postMessage({
      id,
      ok: false,
      value: error instanceof Error ? `${error.message}\n${error.stack}` : error,
    });
  }
};
