/** The WebGL engine: tfjs' webgl backend on our own context, with the fused kernels registered. */
import { memory, removeBackend } from '@tensorflow/tfjs-core';
import { paramCount } from '../../lstm/params.ts';
import { EngineError, type Engine, type EngineRun, type OptimizerState, type RunPlan } from '../engine.ts';
import { startFusedRun } from '../fused-run.ts';
import {
  createSession,
  registerFusedKernels,
  unregisterFusedKernels,
  type KernelSession,
} from '../kernels.ts';
import { compareWithPlainModel } from '../plain-run.ts';
import { freshState } from '../state.ts';
import { guardContext, startWebglBackend, type GpuContext } from './context.ts';
import { designsFor, type DesignName, type KernelName, parseKernel } from './designs.ts';
import { Device } from './device.ts';
import { fusedWebgl } from './fused-webgl.ts';
import { choiceKey, fastestDesign, type KernelMemory } from './kernel-choice.ts';
import { WebglSession } from './webgl-session.ts';
import type { CompileListener } from './program-compiler.ts';

export interface WebglOptions {
  /** The kernel to train with; null or absent: the fastest here. */
  readonly kernel?: KernelName | null;
  /** Choices made earlier; new ones are added. */
  readonly remembered?: KernelMemory;
  /** Hears how far the compiler is. */
  readonly onCompiled?: CompileListener;
}

/** Largest disagreement with the plain model that a kernel may start with (float32 gives about 1e-6). */
const SELF_TEST_LIMITS = { gradient: 1e-4, weight: 1e-4 };
/** Longest that a design's shaders may take to compile. */
const COMPILE_LIMIT_MS = 10_000;

/** Makes the engine, or throws an EngineError that says what the browser or the GPU lacks. */
export async function createWebglEngine(options: WebglOptions = {}): Promise<Engine> {
  const context = await startWebglBackend();
  return new WebglEngine(context, options);
}

class WebglEngine implements Engine {
  readonly name = 'webgl';
  readonly renderer: string;
  readonly lost: Promise<EngineError>;
  readonly #context: GpuContext;
  readonly #device: Device;
  readonly #forced: { readonly design: DesignName; readonly targets: 4 | 8 } | null;
  readonly #targets: 4 | 8;
  readonly #remembered: KernelMemory;
  readonly #onCompiled: CompileListener | undefined;
  readonly #sessions = new Map<KernelSession, WebglSession>();
  /** Whether a design computes what the plain model does, by design and kind of network. */
  readonly #tested = new Map<string, Promise<void>>();

  constructor(context: GpuContext, { kernel = null, remembered = new Map(), onCompiled }: WebglOptions) {
    this.#context = context;
    this.renderer = context.renderer;
    this.lost = context.lost;
    this.#device = new Device(context.gl);
    this.#forced = kernel === null ? null : parseKernel(kernel);
    this.#targets = workingTargets(this.#device, Math.min(this.#forced?.targets ?? 8, context.maxTargets));
    this.#remembered = remembered;
    this.#onCompiled = onCompiled;
    registerFusedKernels(
      'webgl',
      fusedWebgl((session) => {
        const known = this.#sessions.get(session);
        if (!known) throw new EngineError('This run has ended.');
        return known;
      }),
    );
  }

  async start(plan: RunPlan, state: OptimizerState): Promise<EngineRun> {
    const design = this.#forced?.design ?? (await this.#choose(plan, state));
    await this.#testOnce(design, plan);
    return this.#startWith(design, plan, state);
  }

  /** The fastest design for a plan, remembered or measured. */
  async #choose(plan: RunPlan, state: OptimizerState): Promise<DesignName> {
    const key = choiceKey(this.renderer, this.#targets, plan);
    const known = parseKernel(this.#remembered.get(key) ?? '')?.design;
    if (known && designsFor(plan).includes(known)) return known;
    const design = await fastestDesign(plan, async (candidate) => {
      await this.#testOnce(candidate, plan);
      return this.#startWith(candidate, plan, state);
    });
    this.#remembered.set(key, `${design}-${this.#targets}`);
    return design;
  }

  /** A run with its kernels compiled, before the clock of the training runs. */
  async #startWith(design: DesignName, plan: RunPlan, state: OptimizerState): Promise<EngineRun> {
    const kernel = `${design}-${this.#targets}`;
    const session = createSession(plan, kernel);
    const release = (): void => {
      this.#sessions.get(session)?.dispose();
      this.#sessions.delete(session);
    };
    this.#sessions.set(session, new WebglSession(this.#device, plan, design, this.#targets));
    try {
      await this.#device.settle(COMPILE_LIMIT_MS, this.#onCompiled);
    } catch (error) {
      release();
      throw error;
    }
    return warmedUp(guardContext(this.#context, startFusedRun(session, state, { kernel, release })));
  }

  /** Trains three updates beside the plain model, once; rejects with an EngineError when the two disagree. */
  #testOnce(design: DesignName, { model }: RunPlan): Promise<void> {
    const key = [design, model.hidden, model.activation, model.head].join(' ');
    const test = this.#tested.get(key) ?? this.#selfTest(design, model);
    this.#tested.set(key, test);
    return test;
  }

  async #selfTest(design: DesignName, model: RunPlan['model']): Promise<void> {
    const plan: RunPlan = {
      model,
      supervision: 'every',
      dataset: { lengths: 'variable', max: 12, strings: 64, sparse: 0.5 },
      batch: design === 'serial' ? 1 : 16,
      repeats: 1,
      seeds: [11, 12],
      tallyEvery: 1,
    };
    const state = freshState(plan, 'glorot-normal');
    const run = await this.#startWith(design, plan, state);
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

  memory(): { readonly tensors: number; readonly glObjects: number } {
    return { tensors: memory().numTensors, glObjects: this.#device.objects };
  }

  loseContext(): void {
    this.#context.gl.getExtension('WEBGL_lose_context')?.loseContext();
  }

  dispose(): void {
    for (const session of this.#sessions.values()) session.dispose();
    this.#sessions.clear();
    unregisterFusedKernels('webgl');
    this.#device.dispose();
    removeBackend('webgl');
    this.loseContext();
  }
}

/** 8 render targets where the driver can really draw into them, else 4, which WebGL2 guarantees. */
function workingTargets(device: Device, wanted: number): 4 | 8 {
  if (wanted < 8) return 4;
  const array = device.textureArray(4, 4, 8);
  const target = device.layerTarget(array, 8);
  const works = device.isComplete(target);
  device.deleteTarget(target);
  device.deleteTexture(array);
  return works ? 8 : 4;
}

/** One update with every replica frozen changes nothing: what the GPU cannot do fails here, and not in mid-run. */
async function warmedUp(run: EngineRun): Promise<EngineRun> {
  try {
    run.setActive(run.plan.seeds.map(() => false));
    await run.train({ first: 0, count: 1, learningRate: 0 });
    run.setActive(run.plan.seeds.map(() => true));
    return run;
  } catch (error) {
    run.dispose();
    throw error;
  }
}
