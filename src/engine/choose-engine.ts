/** Which engine runs, and why: the visitor's choice if it works here, else the next best, with the reason in words. */
import type { ModelSpec } from '../lstm/params.ts';
import { createCpuEngine } from './cpu/cpu-engine.ts';
import { isCpuKernel, type CpuKernelName } from './cpu/cpu-kernels.ts';
import type { KernelName } from './webgl/designs.ts';
import { EngineError, type Engine, type EngineName } from './engine.ts';
import { createWebglEngine, type WebglOptions } from './webgl/webgl-engine.ts';

export interface ChosenEngine {
  readonly engine: Engine;
  /** Why it is not the engine that was asked for; null when it is. */
  readonly reason: string | null;
}

/** Renderers that draw on the processor; with more units the CPU engine is over 3 times as fast (`npm run bench`). */
const SOFTWARE = /llvmpipe|softpipe|swiftshader|basic render|swr/iu;
const SOFTWARE_UNITS = 4;

/** What the visitor asks for, and what is known of this device. */
export interface EngineWish extends Omit<WebglOptions, 'kernel'> {
  readonly choice: 'auto' | EngineName;
  /** The kernel to train with, of this engine or, with `auto`, of either; null: the best here. */
  readonly kernel: KernelName | CpuKernelName | null;
}

/** Makes the engine for a model. `auto`: WebGL, or the CPU where WebGL cannot be had or computes wrongly. */
export async function chooseEngine(
  { choice, kernel, ...others }: EngineWish,
  { hidden }: Pick<ModelSpec, 'hidden'>,
): Promise<ChosenEngine> {
  const ofCpu = kernel !== null && isCpuKernel(kernel) ? kernel : null;
  const ofWebgl = ofCpu ? null : (kernel as KernelName | null);
  if (choice === 'cpu' || (choice === 'auto' && ofCpu))
    return { engine: await createCpuEngine(ofCpu), reason: null };
  if (choice === 'layers') return chooseLayers();
  try {
    const engine = await createWebglEngine({ ...others, kernel: ofWebgl });
    const isFaster = hidden <= SOFTWARE_UNITS || !SOFTWARE.test(engine.renderer);
    if (choice === 'webgl' || ofWebgl || isFaster) return { engine, reason: null };
    engine.dispose();
    return {
      engine: await createCpuEngine(),
      reason: `WebGL is drawn by software here, which trains more than ${SOFTWARE_UNITS} units slower than the processor does by itself.`,
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
