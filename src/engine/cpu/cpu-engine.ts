/** The fused engine on tfjs' `cpu` backend: for browsers without float32 WebGL2, and to compare with. */
import { memory, setBackend } from '@tensorflow/tfjs-core';
// the backend without its kernels: all that runs on it is the two fused ones
import '@tensorflow/tfjs-backend-cpu/dist/base.js';
import type { Engine, EngineRun, OptimizerState, RunPlan } from '../engine.ts';
import { startFusedRun } from '../fused-run.ts';
import { createSession, registerFusedKernels } from '../kernels.ts';
import { availableKernel, type CpuKernelName } from './cpu-kernels.ts';
import { cpuFusedBackend, releaseSession } from './fused-cpu.ts';

/** Makes tfjs' `cpu` backend the current one. `wanted`: the kernel to train with; null: the fastest here. */
export async function createCpuEngine(wanted: CpuKernelName | null = null): Promise<Engine> {
  registerFusedKernels('cpu', cpuFusedBackend);
  await setBackend('cpu');
  return {
    name: 'cpu',
    renderer: 'this processor',
    start: (plan, state) => Promise.resolve(startRun(wanted, plan, state)),
    memory: () => ({ tensors: memory().numTensors, glObjects: 0 }),
    dispose: () => undefined,
  };
}

function startRun(wanted: CpuKernelName | null, plan: RunPlan, state: OptimizerState): EngineRun {
  const kernel = availableKernel(wanted);
  return startFusedRun(createSession(plan, kernel), state, { kernel, release: releaseSession });
}
