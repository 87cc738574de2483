/** Which engine runs, and why: the visitor's choice if it works here, else the next best, with the reason in words. */
import type { ModelSpec } from '../lstm/params.ts';
import { createCpuEngine } from './cpu/cpu-engine.ts';
import { EngineError, type Engine, type EngineName } from './engine.ts';
import { createWebglEngine, type WebglOptions } from './webgl/webgl-engine.ts';

export interface ChosenEngine {
  readonly engine: Engine;
  /** Why it is not the engine that was asked for; null when it is. */
  readonly reason: string | null;
}

/** Renderers that draw on the processor, and the most units that they train faster than JavaScript (`npm run bench`). */
const SOFTWARE = /llvmpipe|softpipe|swiftshader|basic render|swr/iu;
const SOFTWARE_UNITS = 8;

/** What the visitor asks for, and what is known of this device. */
export interface EngineWish extends WebglOptions {
  readonly choice: 'auto' | EngineName;
}

/** Makes the engine for a model. `auto`: WebGL, or the CPU where WebGL cannot be had or computes wrongly. */
export async function chooseEngine(
  { choice, ...options }: EngineWish,
  { hidden }: Pick<ModelSpec, 'hidden'>,
): Promise<ChosenEngine> {
  if (choice === 'cpu') return { engine: await createCpuEngine(), reason: null };
  if (choice === 'layers') return chooseLayers();
  try {
    const engine = await createWebglEngine(options);
    if (choice === 'webgl' || hidden <= SOFTWARE_UNITS || !SOFTWARE.test(engine.renderer))
      return { engine, reason: null };
    engine.dispose();
    return {
      engine: await createCpuEngine(),
      reason: `WebGL is drawn by software here, which trains more than ${SOFTWARE_UNITS} units slower than JavaScript does.`,
    };
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
