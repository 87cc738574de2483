/** Which engine runs, and why: the visitor's choice if it works here, else the next best, with the reason in words. */
import { paramCount, type ModelSpec } from '../lstm/params.ts';
import { createCpuEngine } from './cpu/cpu-engine.ts';
import { EngineError, type Engine, type EngineName, type RunPlan } from './engine.ts';
import { compareWithPlainModel } from './plain-run.ts';
import { freshState } from './state.ts';
import { createWebglEngine, MAX_HIDDEN } from './webgl/webgl-engine.ts';

export interface ChosenEngine {
  readonly engine: Engine;
  /** Why it is not the engine that was asked for; null when it is. */
  readonly reason: string | null;
}

/** Largest disagreement with the plain model that an engine may start with (float32 gives about 1e-6). */
const SELF_TEST_LIMITS = { gradient: 1e-4, weight: 1e-4 };

/** Makes the engine for a model. `auto`: WebGL, or the CPU where WebGL cannot be had or computes wrongly. */
export async function chooseEngine(choice: 'auto' | EngineName, model: ModelSpec): Promise<ChosenEngine> {
  if (choice === 'cpu') return { engine: await createCpuEngine(), reason: null };
  if (choice === 'layers') return chooseLayers();
  if (model.hidden > MAX_HIDDEN) {
    const reason = `The WebGL kernel trains up to ${MAX_HIDDEN} units; ${model.hidden} are trained on the CPU.`;
    return { engine: await createCpuEngine(), reason };
  }
  try {
    return { engine: await createTestedWebglEngine(model), reason: null };
  } catch (error) {
    return cpuInstead(error);
  }
}

/** The CPU engine, and why: in words for the visitor where there are some. */
export async function cpuInstead(error: unknown): Promise<ChosenEngine> {
  const message = error instanceof Error ? error.message : String(error);
  const reason = error instanceof EngineError ? message : `The WebGL engine could not start: ${message}`;
  return { engine: await createCpuEngine(), reason };
}

async function createTestedWebglEngine(model: ModelSpec): Promise<Engine> {
  const engine = await createWebglEngine();
  try {
    await selfTest(engine, model);
    return engine;
  } catch (error) {
    engine.dispose();
    throw error;
  }
}

/** Stock tf.layers comes in a chunk of its own: only the race and the curious load it. */
async function chooseLayers(): Promise<ChosenEngine> {
  const { createLayersEngine } = await import('./layers/layers-engine.ts');
  try {
    return { engine: await createLayersEngine('webgl'), reason: null };
  } catch (error) {
    if (!(error instanceof EngineError)) throw error;
    return {
      engine: await createLayersEngine('cpu'),
      reason: `${error.message} Stock tf.layers runs on tfjs' cpu backend.`,
    };
  }
}

/** Trains three updates beside the plain model; throws an EngineError when the two disagree. */
async function selfTest(engine: Engine, model: ModelSpec): Promise<void> {
  const plan: RunPlan = {
    model,
    supervision: 'every',
    dataset: { lengths: 'variable', max: 12, strings: 64, sparse: 0.5 },
    batch: 16,
    repeats: 1,
    seeds: [11, 12],
    tallyEvery: 1,
  };
  const state = freshState(plan, 'glorot-normal');
  const run = await engine.start(plan, state);
  const found = await compareWithPlainModel(run, state, { updates: 3, learningRate: 0.01 }).finally(() =>
    run.dispose(),
  );
  const agrees = found.gradient < SELF_TEST_LIMITS.gradient && found.weight < SELF_TEST_LIMITS.weight;
  if (agrees) return;
  const parameters = paramCount(model.hidden);
  throw new EngineError(
    `This GPU computes something else than the plain model (gradient of ${parameters} parameters off by ${found.gradient.toExponential(1)}).`,
  );
}
