/** The kernel designs of the CPU engine, as run files and links name them. */
import type { RunPlan } from '../engine.ts';
import { createBatchedPasses } from './batched-passes.ts';
import type { Passes } from './passes.ts';
import { createSimdPasses } from './simd-passes.ts';

/**
 * Each is faster than the next: `cpu-fma`, float32 in WebAssembly's vectors with a multiply-add that rounds once
 * (relaxed SIMD, Chrome 114); `cpu-simd`, without it; `cpu-batched`, float64 in JavaScript. The last stays because Safari in
 * Lockdown Mode has neither WebGL nor WebAssembly, Safari before 16.4 no vectors, and the plain model would take 8 times as
 * long for one unit, 13 for four and 24 for sixteen (`e2e/bench/javascript.ts`).
 */
export const CPU_KERNELS = ['cpu-fma', 'cpu-simd', 'cpu-batched'] as const;
export type CpuKernelName = (typeof CPU_KERNELS)[number];

export const isCpuKernel = (name: string): name is CpuKernelName =>
  CPU_KERNELS.some((known) => known === name);

/** What computes a run. Throws a RangeError when the memory cannot be had. */
export const createPasses = (kernel: CpuKernelName, { model, dataset }: RunPlan): Passes =>
  kernel === 'cpu-batched'
    ? createBatchedPasses(model, dataset.max)
    : createSimdPasses(model, dataset.max, kernel === 'cpu-fma');

/** The fastest kernel that can be had here, from `wanted` on. */
export const availableKernel = (wanted: CpuKernelName | null): CpuKernelName =>
  CPU_KERNELS.slice(CPU_KERNELS.indexOf(wanted ?? 'cpu-fma')).find(isAvailable) ?? 'cpu-batched';

/** The next slower kernel; null after the last. */
export const slowerKernel = (kernel: CpuKernelName): CpuKernelName | null =>
  CPU_KERNELS[CPU_KERNELS.indexOf(kernel) + 1] ?? null;

const availability = new Map<CpuKernelName, boolean>();

/** Vectors are not to be had in Safari before 16.4, nor where a policy forbids WebAssembly. */
function isAvailable(kernel: CpuKernelName): boolean {
  const known = availability.get(kernel);
  if (known !== undefined) return known;
  const compiles = kernel === 'cpu-batched' || compilesVectors(kernel === 'cpu-fma');
  availability.set(kernel, compiles);
  return compiles;
}

function compilesVectors(isFused: boolean): boolean {
  try {
    createSimdPasses({ hidden: 1, activation: 'sigmoid', head: 'softmax' }, 1, isFused);
    return true;
  } catch {
    return false;
  }
}
