/** The fused engine on tfjs' `cpu` backend: for browsers without float32 WebGL2, and to compare with. */
import { memory, setBackend } from '@tensorflow/tfjs-core';
// the backend without its kernels: all that runs on it is the two fused ones
import '@tensorflow/tfjs-backend-cpu/dist/base.js';
import type { Engine, EngineRun, RunPlan, RunStart } from '../engine.ts';
import { startFusedRun } from '../fused-run.ts';
import { createKernelSession, registerFusedKernels } from '../kernels.ts';
import { checkArithmetic, checkFirstBatch, checkKernel, trialOf, WIDE } from '../self-test.ts';
import { availableKernel, slowerKernel, type CpuKernelName } from './cpu-kernels.ts';
import { cpuFusedBackend, releaseSession } from './fused-cpu.ts';

/**
 * Makes tfjs' `cpu` backend the current one. `wanted`: the kernel to train with; null: the fastest here that computes what
 * the plain model does. Rejects with an EngineError where this browser's own arithmetic is wrong.
 */
export async function createCpuEngine(wanted: CpuKernelName | null = null): Promise<Engine> {
  checkArithmetic();
  registerFusedKernels('cpu', cpuFusedBackend);
  await setBackend('cpu');
  return {
    name: 'cpu',
    renderer: 'this processor',
    start: (plan, state) => startRun(wanted, plan, state),
    memory: () => ({ tensors: memory().numTensors, glObjects: 0 }),
    dispose: () => undefined,
  };
}

/** Whether a kernel computes what the plain model does, by kernel and kind of network. */
const tested = new Map<string, Promise<void>>();

async function startRun(wanted: CpuKernelName | null, plan: RunPlan, state: RunStart): Promise<EngineRun> {
  const kernel = availableKernel(wanted);
  try {
    await testOnce(kernel, plan.model);
    const [few, start] = trialOf(plan, state);
    const trial = runWith(kernel, few, start);
    await checkFirstBatch(trial, start).finally(() => trial.dispose());
    return runWith(kernel, plan, state);
  } catch (error) {
    const slower = slowerKernel(kernel);
    if (slower === null) throw error;
    return startRun(slower, plan, state);
  }
}

function runWith(kernel: CpuKernelName, plan: RunPlan, state: RunStart): EngineRun {
  return startFusedRun(createKernelSession(plan, kernel), state, { kernel, release: releaseSession });
}

function testOnce(kernel: CpuKernelName, model: RunPlan['model']): Promise<void> {
  const key = [kernel, model.hidden, model.activation, model.head].join(' ');
  const test =
    tested.get(key) ??
    // wide networks take seconds to judge here; their first evaluation is looked at as all are
    checkKernel(model, { who: 'This processor', judges: model.hidden <= WIDE }, (plan, state) =>
      Promise.resolve(runWith(kernel, plan, state)),
    );
  tested.set(key, test);
  return test;
}
