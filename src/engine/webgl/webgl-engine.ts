/** The WebGL engine: tfjs' webgl backend on our own context, with the fused kernels registered. */
import { memory, removeBackend } from '@tensorflow/tfjs-core';
import type { Engine, EngineRun } from '../engine.ts';
import { startFusedRun } from '../fused-run.ts';
import { registerFusedKernels, unregisterFusedKernels, type KernelSession } from '../kernels.ts';
import { guardContext, startWebglBackend } from './context.ts';
import { Device } from './device.ts';
import { fusedWebgl } from './fused-webgl.ts';
import { WebglSession } from './webgl-session.ts';

/** Most units that the kernel is written for: each unit costs a repeat of every string. */
export const MAX_HIDDEN = 8;

/** Name of the one kernel design: a fragment runs one string forward and backward. */
const STRING_KERNEL = 'string';

/** Makes the engine, or throws an EngineError that says what the browser or the GPU lacks. */
export async function createWebglEngine(options: { readonly targets?: 4 | 8 } = {}): Promise<Engine> {
  const context = await startWebglBackend();
  const device = new Device(context.gl);
  const targets = workingTargets(device, Math.min(options.targets ?? 8, context.maxTargets));
  const sessions = new Map<KernelSession, WebglSession>();
  registerFusedKernels(
    'webgl',
    fusedWebgl((session) => {
      const known = sessions.get(session) ?? new WebglSession(device, session.plan, targets);
      sessions.set(session, known);
      return known;
    }),
  );
  const release = (session: KernelSession): void => {
    sessions.get(session)?.dispose();
    sessions.delete(session);
  };
  return {
    name: 'webgl',
    renderer: context.renderer,
    kernel: `${STRING_KERNEL}-${targets}`,
    lost: context.lost,
    start: (plan, state) => warmedUp(guardContext(context, startFusedRun(plan, state, release))),
    memory: () => ({ tensors: memory().numTensors, glObjects: device.objects }),
    loseContext: () => context.gl.getExtension('WEBGL_lose_context')?.loseContext(),
    dispose() {
      for (const session of sessions.keys()) release(session);
      unregisterFusedKernels('webgl');
      device.dispose();
      removeBackend('webgl');
      context.gl.getExtension('WEBGL_lose_context')?.loseContext();
    },
  };
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

/**
 * Has the kernels compiled before the clock of the training runs: one update with every replica frozen changes
 * nothing. What the GPU cannot hold or compile fails here, and not in mid-run.
 */
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
