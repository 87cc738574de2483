/** What the calls of one run to the fused kernels have in common. */
import { heldOutStrings, type PackedStrings } from '../parity/dataset.ts';
import type { RunPlan } from './engine.ts';

/** What the calls of one run share. Backends keep their own resources for it in a WeakMap. */
export interface KernelSession {
  readonly plan: RunPlan;
  /** The kernel design to compute with, where a backend has several. */
  readonly kernel: string;
  /** Which replicas still train; read at every call. */
  active: readonly boolean[];
  /** The held-out strings of each replica, made on first use. */
  heldOut(replica: number): PackedStrings;
}

/** A session for a plan, with every replica active. */
export function createKernelSession(plan: RunPlan, kernel: string): KernelSession {
  const heldOut = new Map<number, PackedStrings>();
  return {
    plan,
    kernel,
    active: plan.seeds.map(() => true),
    heldOut(replica) {
      // guesses are judged on the strings of one seed
      const seed = plan.seeds[replica];
      const made = plan.judged ?? heldOut.get(seed) ?? heldOutStrings({ ...plan.dataset, seed });
      heldOut.set(seed, made);
      return made;
    },
  };
}
