/** The engines in a worker of their own, with what tests and benchmarks ask of them. */
import { createCpuEngine } from '../../src/engine/cpu/cpu-engine.ts';
import type { CpuKernelName } from '../../src/engine/cpu/cpu-kernels.ts';
import type { Engine, EngineRun, OptimizerState, RunPlan } from '../../src/engine/engine.ts';
import { compareWithPlainModel, plainEvaluate, type Disagreement } from '../../src/engine/plain-run.ts';
import { freshState } from '../../src/engine/state.ts';
import { designsFor, type KernelName } from '../../src/engine/webgl/designs.ts';
import type { KernelMemory } from '../../src/engine/webgl/kernel-choice.ts';
import { createWebglEngine } from '../../src/engine/webgl/webgl-engine.ts';
import { MAX_HIDDEN, paramCount } from '../../src/lstm/params.ts';
import { median } from '../../src/parity/median.ts';
import type { HeldOutMetrics } from '../../src/parity/metrics.ts';

/** `webgl` chooses its kernel design for the device; the others name one. */
export type EngineKind =
  'webgl' | KernelName | 'cpu' | CpuKernelName | 'layers-webgl' | 'layers-cpu' | 'layers-wasm';

/** Which engine to make, and what to train on it. */
interface Task {
  readonly kind: EngineKind;
  readonly plan: RunPlan;
  readonly learningRate: number;
}

async function createEngine(kind: EngineKind): Promise<Engine> {
  switch (kind) {
    case 'webgl':
      return createWebglEngine();
    case 'cpu':
      return createCpuEngine();
    case 'cpu-fma':
    case 'cpu-simd':
    case 'cpu-batched':
      return createCpuEngine(kind);
    case 'layers-webgl':
      return createLayers('webgl');
    case 'layers-cpu':
      return createLayers('cpu');
    case 'layers-wasm':
      await registerWasmBackend();
      return createLayers('wasm');
    default:
      return createWebglEngine({ kernel: kind });
  }
}

async function createLayers(backend: 'webgl' | 'cpu' | 'wasm'): Promise<Engine> {
  const { createLayersEngine } = await import('../../src/engine/layers/layers-engine.ts');
  return createLayersEngine(backend);
}

/** With SIMD, and in one thread: more need headers that static hosts do not send, though tfjs wants all three paths. */
async function registerWasmBackend(): Promise<void> {
  const { setWasmPaths } = await import('@tensorflow/tfjs-backend-wasm');
  setWasmPaths({
    'tfjs-backend-wasm.wasm': new URL(
      '../../node_modules/@tensorflow/tfjs-backend-wasm/dist/tfjs-backend-wasm.wasm',
      import.meta.url,
    ).href,
    'tfjs-backend-wasm-threaded-simd.wasm': new URL(
      '../../node_modules/@tensorflow/tfjs-backend-wasm/dist/tfjs-backend-wasm-threaded-simd.wasm',
      import.meta.url,
    ).href,
    'tfjs-backend-wasm-simd.wasm': new URL(
      '../../node_modules/@tensorflow/tfjs-backend-wasm/dist/tfjs-backend-wasm-simd.wasm',
      import.meta.url,
    ).href,
  });
}

const start = (plan: RunPlan): OptimizerState => freshState(plan, 'glorot-normal');

async function withRun<T>(
  { kind, plan }: Pick<Task, 'kind' | 'plan'>,
  use: (run: EngineRun, engine: Engine) => Promise<T>,
): Promise<T> {
  const engine = await createEngine(kind);
  try {
    const run = await engine.start(plan, start(plan));
    try {
      return await use(run, engine);
    } finally {
      run.dispose();
    }
  } finally {
    engine.dispose();
  }
}

/** Trains chunks of the given sizes one after the other. */
async function trainChunks(run: EngineRun, sizes: readonly number[], learningRate: number): Promise<void> {
  let first = 0;
  for (const count of sizes) {
    await run.train({ first, count, learningRate });
    first += count;
  }
}

async function milliseconds(work: () => Promise<unknown>): Promise<number> {
  const from = performance.now();
  await work();
  return performance.now() - from;
}

/** A run kept between calls, so that a benchmark can alternate between engines. */
interface HeldRun {
  readonly engine: Engine;
  readonly run: EngineRun;
  readonly learningRate: number;
  updates: number;
}
let held: HeldRun | null = null;

function releaseHeld(): void {
  held?.run.dispose();
  held?.engine.dispose();
  held = null;
}

async function trainHeld(count: number): Promise<void> {
  if (!held) throw new Error('no run is held');
  const first = held.updates;
  held.updates += count;
  await held.run.train({ first, count, learningRate: held.learningRate });
}

const calls = {
  async describe({ kind }: Pick<Task, 'kind'>): Promise<Pick<Engine, 'name' | 'renderer'>> {
    const engine = await createEngine(kind);
    const { name, renderer } = engine;
    engine.dispose();
    return { name, renderer };
  },

  /** Which kernel is chosen for a plan, at first and from memory, and which there are. */
  async choose({ plan }: Pick<Task, 'plan'>): Promise<{ kernels: string[]; chosen: string; again: string }> {
    const remembered: KernelMemory = new Map();
    const engine = await createWebglEngine({ remembered });
    try {
      const first = await engine.start(plan, start(plan));
      first.dispose();
      const second = await engine.start(plan, start(plan));
      second.dispose();
      const kernels = designsFor(plan).flatMap((design) => [`${design}-4`, `${design}-8`]);
      return { kernels, chosen: first.kernel, again: second.kernel };
    } finally {
      engine.dispose();
    }
  },

  /** Distance from the plain model after the first and after all updates. */
  compare: (task: Task & { readonly updates: number }): Promise<Disagreement> =>
    withRun(task, (run) => compareWithPlainModel(run, start(task.plan), task)),

  /** All weights after chunks of the given sizes; replicas that are false in `active` are frozen from the start. */
  weights: (
    task: Task & { readonly chunks: readonly number[]; readonly active?: readonly boolean[] },
  ): Promise<number[]> =>
    withRun(task, async (run) => {
      if (task.active) run.setActive(task.active);
      await trainChunks(run, task.chunks, task.learningRate);
      return Array.from((await run.read()).params);
    }),

  /** All weights after each of some numbers of updates, which ascend. */
  weightsAt: (task: Task & { readonly updates: readonly number[] }): Promise<number[][]> =>
    withRun(task, async (run) => {
      const weights: number[][] = [];
      let first = 0;
      for (const update of task.updates) {
        const count = update - first;
        if (count > 0) await run.train({ first, count, learningRate: task.learningRate });
        first = update;
        weights.push(Array.from(await run.readParams()));
      }
      return weights;
    }),

  initialWeights: ({ plan }: Pick<Task, 'plan'>): Promise<number[]> =>
    Promise.resolve(Array.from(start(plan).params)),

  /** The last tally of every replica. */
  tally: (task: Task & { readonly chunks: readonly number[] }) =>
    withRun(task, async (run) => {
      const { length } = task.chunks;
      await trainChunks(run, task.chunks.slice(0, -1), task.learningRate);
      const first = task.chunks.slice(0, -1).reduce((sum, count) => sum + count, 0);
      return run.train({ first, count: task.chunks[length - 1], learningRate: task.learningRate });
    }),

  /** The engine's judgement after some updates beside the plain model's of the same weights. */
  evaluate: (
    task: Task & { readonly updates: number },
  ): Promise<{ engine: readonly HeldOutMetrics[]; plain: HeldOutMetrics[] }> =>
    withRun(task, async (run) => {
      await run.train({ first: 0, count: task.updates, learningRate: task.learningRate });
      const engine = await run.evaluate();
      const { params } = await run.read();
      const size = paramCount(task.plan.model.hidden);
      const plain = task.plan.seeds.map((_, replica) =>
        plainEvaluate(task.plan, params.subarray(replica * size, (replica + 1) * size), replica),
      );
      return { engine, plain };
    }),

  /** The texts of all shaders that are compiled for a run, and for the tests before it. */
  async compiled(task: Task): Promise<string[]> {
    const texts = new Set<string>();
    const { prototype } = WebGL2RenderingContext;
    // oxlint-disable-next-line typescript/unbound-method -- called on its context below
    const { shaderSource } = prototype;
    prototype.shaderSource = function (shader, text) {
      texts.add(text);
      shaderSource.call(this, shader, text);
    };
    try {
      await withRun(task, async (run) => {
        await run.train({ first: 0, count: 1, learningRate: task.learningRate });
        await run.evaluate();
      });
    } finally {
      prototype.shaderSource = shaderSource;
    }
    return [...texts];
  },

  /** What the engine holds before, during and after a run. */
  memory: ({ kind, plan, learningRate }: Task) =>
    withRun({ kind, plan }, async (_, engine) => {
      const before = engine.memory();
      const run = await engine.start(plan, start(plan));
      await run.train({ first: 0, count: 3, learningRate });
      await run.evaluate();
      const during = engine.memory();
      await run.train({ first: 3, count: 3, learningRate });
      await run.evaluate();
      const later = engine.memory();
      run.dispose();
      return { before, during, later, after: engine.memory() };
    }),

  /** What training says after the context was lost. */
  afterLoss: (task: Task): Promise<string> =>
    withRun(task, async (run, engine) => {
      await run.train({ first: 0, count: 3, learningRate: task.learningRate });
      engine.loseContext?.();
      return run.train({ first: 3, count: 3, learningRate: task.learningRate }).then(
        () => 'went on',
        (error: Error) => `${error.name}: ${error.message}`,
      );
    }),

  /** Milliseconds per update: the median of `repetitions` chunks of `count` updates after one of warm-up. */
  time: (task: Task & { readonly count: number; readonly repetitions: number }) =>
    withRun(task, async (run) => {
      const { count, learningRate } = task;
      const first = await milliseconds(() => run.train({ first: 0, count, learningRate }));
      const samples: number[] = [];
      for (let k = 1; k <= task.repetitions; k++)
        samples.push(
          (await milliseconds(() => run.train({ first: k * count, count, learningRate }))) / count,
        );
      const evaluateFirst = await milliseconds(() => run.evaluate());
      const evaluate = await milliseconds(() => run.evaluate());
      return {
        median: median(samples),
        least: Math.min(...samples),
        firstMs: first,
        evaluateFirst,
        evaluate,
      };
    }),

  /**
   * Starts a run that `trainHeld` goes on with, in place of an earlier one, and tells its kernel; null if the engine
   * cannot have it.
   */
  async hold({ kind, plan, learningRate }: Task): Promise<string | null> {
    releaseHeld();
    if (!kind.startsWith('layers') && !kind.startsWith('cpu') && plan.model.hidden > MAX_HIDDEN) return null;
    const engine = await createEngine(kind);
    held = { engine, run: await engine.start(plan, start(plan)), learningRate, updates: 0 };
    return held.run.kernel;
  },

  /** Milliseconds that the held run's next `count` updates take. */
  trainHeld: ({ count }: { readonly count: number }): Promise<number> => milliseconds(() => trainHeld(count)),

  release: (): Promise<void> => Promise.resolve(releaseHeld()),
};

export type EngineCalls = typeof calls;
interface CallMessage {
  readonly id: number;
  readonly name: keyof EngineCalls;
  readonly argument: never;
}

self.onmessage = (event: MessageEvent<CallMessage>): void => {
  const { id, name, argument } = event.data;
  const reply = (ok: boolean, value: unknown): void => self.postMessage({ id, ok, value });
  calls[name](argument).then(
    (value: unknown) => reply(true, value),
    (error: unknown) => reply(false, error instanceof Error ? `${error.message}\n${error.stack}` : error),
  );
};
