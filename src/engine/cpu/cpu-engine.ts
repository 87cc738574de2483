/** The fused engine on tfjs' `cpu` backend: for browsers without float32 WebGL2, and to compare with. */
import { memory, setBackend } from '@tensorflow/tfjs-core';
// the backend without its kernels: all that runs on it is the two fused ones
import '@tensorflow/tfjs-backend-cpu/dist/base.js';
import type { Engine } from '../engine.ts';
import { startFusedRun } from '../fused-run.ts';
import { registerFusedKernels } from '../kernels.ts';
import { cpuFusedBackend, releaseSession } from './fused-cpu.ts';

/** Makes tfjs' `cpu` backend the current one. */
export async function createCpuEngine(): Promise<Engine> {
  registerFusedKernels('cpu', cpuFusedBackend);
  await setBackend('cpu');
  return {
    name: 'cpu',
    renderer: 'JavaScript, this processor',
    kernel: 'cpu-batched',
    start: (plan, state) => Promise.resolve(startFusedRun(plan, state, releaseSession)),
    memory: () => ({ tensors: memory().numTensors, glObjects: 0 }),
    dispose: () => undefined,
  };
}
