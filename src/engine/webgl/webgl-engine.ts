/** The WebGL engine: tfjs' webgl backend on our own context, with the fused kernels registered. */
import { memory, removeBackend } from '@tensorflow/tfjs-core';
import { EngineError, type Engine, type EngineRun, type RunPlan, type RunStart } from '../engine.ts';
import { startFusedRun } from '../fused-run.ts';
import { createKernelSession, type KernelSession } from '../kernel-session.ts';
import { registerFusedKernels, unregisterFusedKernels } from '../kernels.ts';
import { checkFirstBatch, checkKernel } from '../self-test.ts';
import { guardContext, settled, startWebglBackend, type GpuContext } from './context.ts';
import { designsFor, type DesignName, type KernelName, parseKernel } from './designs.ts';
import { Device } from './device.ts';
import { fusedWebgl } from './fused-webgl.ts';
import { choiceKey, fastestDesign, type KernelMemory, type TimedDesign } from './kernel-choice.ts';
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

/** Longest that a design's shaders may take to compile. */
const COMPILE_LIMIT_MS = 10_000;

/** Makes the engine, or throws an EngineError that says what the browser or the GPU lacks. */
export async function createWebglEngine(options: WebglOptions = {}): Promise<WebglEngine> {
  const context = await startWebglBackend();
  return new WebglEngine(context, options);
}

export class WebglEngine implements Engine {
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
  /** Kinds of networks whose judging is, or has been, compared with the plain model's. */
  readonly #judged = new Set<string>();

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

  start(plan: RunPlan, state: RunStart): Promise<EngineRun> {
    return settled(this.#context, () => this.#start(plan, state));
  }

  async #start(plan: RunPlan, state: RunStart): Promise<EngineRun> {
    const design = this.#forced?.design ?? (await this.#choose(plan, state));
    await this.#testOnce(design, plan);
    return this.#startWith(design, plan, state, {
      judges: true,
      check: (run) => checkFirstBatch(run, state),
    });
  }

  /**
   * Milliseconds of an update with the fastest design. A design that takes no longer than `mostMs` has been tested.
   * Rejects with an EngineError where none can be had.
   */
  updateTime(plan: RunPlan, state: RunStart, mostMs: number): Promise<number> {
    return settled(this.#context, async () => {
      const known = this.#known(plan);
      const { ms } = await this.#fastest(known ? [known] : designsFor(plan), { plan, state, mostMs });
      return ms;
    });
  }

  /** The fastest design for a plan, remembered or measured. */
  async #choose(plan: RunPlan, state: RunStart): Promise<DesignName> {
    const designs = designsFor(plan);
    const known = this.#known(plan);
    if (known || designs.length === 1) return known ?? designs[0];
    return (await this.#fastest(designs, { plan, state, mostMs: Infinity })).design;
  }

  #known(plan: RunPlan): DesignName | null {
    const known = parseKernel(this.#remembered.get(this.#keyOf(plan)) ?? '')?.design;
    return known && designsFor(plan).includes(known) ? known : null;
  }

  #keyOf(plan: RunPlan): string {
    return choiceKey(this.renderer, this.#targets, plan);
  }

  async #fastest(
    designs: readonly DesignName[],
    { plan, state, mostMs }: { plan: RunPlan; state: RunStart; mostMs: number },
  ): Promise<TimedDesign> {
    const best = await fastestDesign(
      designs,
      {
        start: (design) => this.#startWith(design, plan, state),
        test: (design) => this.#testOnce(design, plan),
      },
      mostMs,
    );
    if (best.ms <= mostMs) this.#remembered.set(this.#keyOf(plan), `${best.design}-${this.#targets}`);
    return best;
  }

  /**
   * A run with its kernels compiled, before the clock of the training runs. What the GPU cannot do fails here, and not in
   * mid-run: one update is trained, looked at by `check`, and thrown away.
   */
  async #startWith(
    design: DesignName,
    plan: RunPlan,
    state: RunStart,
    { judges, check }: Trial = { judges: false, check: firstUpdate },
  ): Promise<EngineRun> {
    const kernel = `${design}-${this.#targets}`;
    const session = createKernelSession(plan, kernel);
    const release = (): void => {
      this.#sessions.get(session)?.dispose();
      this.#sessions.delete(session);
    };
    const onGpu = new WebglSession(this.#device, plan, design, this.#targets);
    this.#sessions.set(session, onGpu);
    if (judges) onGpu.prepareToJudge();
    const started = (end: () => void): EngineRun =>
      guardContext(this.#context, startFusedRun(session, state, { kernel, release: end }));
    try {
      await this.#device.settle(COMPILE_LIMIT_MS, this.#onCompiled);
      const trial = started(() => undefined);
      await check(trial).finally(() => trial.dispose());
      return started(release);
    } catch (error) {
      release();
      throw error;
    }
  }

  /** Compares a kernel with the plain model, once; rejects with an EngineError when the two disagree. */
  #testOnce(design: DesignName, { model }: RunPlan): Promise<void> {
    const key = [design, model.hidden, model.activation, model.head].join(' ');
    const test = this.#tested.get(key) ?? this.#selfTest(design, model);
    this.#tested.set(key, test);
    return test;
  }

  async #selfTest(design: DesignName, model: RunPlan['model']): Promise<void> {
    // what judges is the same for every design
    const judged = [model.hidden, model.activation, model.head].join(' ');
    const judges = !this.#judged.has(judged);
    const test = { who: 'This GPU', judges, ...(design === 'serial' ? { batch: 1 } : {}) };
    await checkKernel(model, test, (plan, state) => this.#startWith(design, plan, state));
    // a design that failed before it judged leaves that to the next
    if (judges) this.#judged.add(judged);
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

/** What is asked of a run on trial. */
interface Trial {
  /** It will judge, too, and is to compile what that needs. */
  readonly judges: boolean;
  readonly check: (run: EngineRun) => Promise<unknown>;
}

const firstUpdate = (run: EngineRun): Promise<unknown> => run.train({ first: 0, count: 1, learningRate: 0 });
