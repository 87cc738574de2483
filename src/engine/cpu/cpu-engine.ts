/** The fused engine on tfjs' `cpu` backend: for browsers without float32 WebGL2, and to compare with. */
import { memory, setBackend } from '@tensorflow/tfjs-core';
// the backend without its kernels: all that runs on it is the two fused ones
import '@tensorflow/tfjs-backend-cpu/dist/base.js';
import type { Engine } from '../engine.ts';
import { startFusedRun } from '../fused-run.ts';
import { createSession, registerFusedKernels } from '../kernels.ts';
import { cpuFusedBackend, releaseSession } from './fused-cpu.ts';

/** Makes tfjs' `cpu` backend the current one. */
export async function createCpuEngine(): Promise<Engine> {
  registerFusedKernels('cpu', cpuFusedBackend);
  await setBackend('cpu');
  return {
    name: 'cpu',
    renderer: 'JavaScript, this processor',
    start: (plan, state) =>
      Promise.resolve(
        startFusedRun(createSession(plan), state, { kernel: 'cpu-batched', release: releaseSession }),
      ),
    memory: () => ({ tensors: memory().numTensors, glObjects: 0 }),
    dispose: () => undefined,
  };
}
