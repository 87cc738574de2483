/** Which engine runs, and why: the visitor's choice if it works here, else the next best, with the reason in words. */
import { createCpuEngine, timedCpuRun } from './cpu/cpu-engine.ts';
import { isCpuKernel, type CpuKernelName } from './cpu/cpu-kernels.ts';
import type { KernelName } from './webgl/designs.ts';
import {
  DeviceLostError,
  EngineError,
  type Engine,
  type EngineName,
  type RunStart,
  type RunPlan,
} from './engine.ts';
import { cpuTimesAsFast, isCpuChosen, whyCpu } from './faster-engine.ts';
import { createWebglEngine, WebglEngine, type WebglOptions } from './webgl/webgl-engine.ts';

export interface ChosenEngine {
  readonly engine: Engine;
  /** Why it is not the engine that was asked for; null when it is. */
  readonly reason: string | null;
  /** How many times as fast as WebGL the processor is here, where the choice was left to a measurement. */
  readonly cpuTimesAsFast: number | null;
}

/** What the visitor asks for, and what is known of this device. */
export interface EngineWish extends Omit<WebglOptions, 'kernel'> {
  readonly choice: 'auto' | EngineName;
  /** The kernel to train with, of this engine or, with `auto`, of either; null: the best here. */
  readonly kernel: KernelName | CpuKernelName | null;
  /** The engine of the run before, where it is to be kept unless another is faster; absent: none. */
  readonly former?: Engine | null;
}

/** The run that an engine is chosen for. */
export interface Beginning {
  readonly plan: RunPlan;
  readonly state: RunStart;
}

/**
 * Makes the engine for a run. `auto`: WebGL, or the CPU where that is clearly faster, or where WebGL cannot be had or
 * computes wrongly. The former engine is given back, or disposed of.
 */
export async function chooseEngine(wish: EngineWish, beginning: Beginning): Promise<ChosenEngine> {
  const { choice, kernel, former = null, ...others } = wish;
  const ofCpu = kernel !== null && isCpuKernel(kernel) ? kernel : null;
  const ofWebgl = ofCpu ? null : (kernel as KernelName | null);
  const webgl = former instanceof WebglEngine ? former : null;
  if (!webgl) former?.dispose();
  if (choice === 'cpu' || (choice === 'auto' && ofCpu)) return asAsked(await createCpuEngine(ofCpu));
  if (choice === 'layers') return chooseLayers();
  try {
    const engine = webgl ?? (await createWebglEngine({ ...others, kernel: ofWebgl }));
    if (choice === 'webgl' || ofWebgl) return asAsked(engine);
    return await chooseFaster(engine, others, beginning);
  } catch (error) {
    return cpuInstead(error);
  }
}

const asAsked = (engine: Engine): ChosenEngine => ({ engine, reason: null, cpuTimesAsFast: null });

/** The engine that was handed in, or the CPU in its place where that is clearly faster. */
async function chooseFaster(
  webgl: WebglEngine,
  { remembered = new Map() }: Pick<WebglOptions, 'remembered'>,
  beginning: Beginning,
): Promise<ChosenEngine> {
  const { renderer } = webgl;
  try {
    const times = await cpuTimesAsFast({ renderer, remembered }, beginning, {
      cpu: timedCpuRun,
      webgl: (plan, state, mostMs) => webgl.updateTime(plan, state, mostMs),
    });
    if (!isCpuChosen(times)) return { engine: webgl, reason: null, cpuTimesAsFast: times };
    webgl.dispose();
    return { engine: await createCpuEngine(), reason: whyCpu(renderer, times), cpuTimesAsFast: times };
  } catch (error) {
    // whoever starts the run finds the device lost as well, and may ask for it once more
    if (error instanceof DeviceLostError) return asAsked(webgl);
    webgl.dispose();
    throw error;
  }
}

/** The CPU engine, and why: in words for the visitor where there are some. */
export async function cpuInstead(error: unknown): Promise<ChosenEngine> {
  const message = error instanceof Error ? error.message : String(error);
  const reason = error instanceof EngineError ? message : `The WebGL engine could not start: ${message}`;
  return { engine: await createCpuEngine(), reason, cpuTimesAsFast: null };
}

/** Stock tf.layers comes in a chunk of its own: only the race and the curious load it. */
async function chooseLayers(): Promise<ChosenEngine> {
  const { createLayersEngine } = await import('./layers/layers-engine.ts');
  try {
    return asAsked(await createLayersEngine('webgl'));
  } catch (error) {
    if (!(error instanceof EngineError)) throw error;
    return {
      engine: await createLayersEngine('cpu'),
      reason: `${error.message} Stock tf.layers runs on tfjs' cpu backend.`,
      cpuTimesAsFast: null,
    };
  }
}
