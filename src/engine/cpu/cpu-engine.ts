/** The fused engine on tfjs' `cpu` backend: for browsers without float32 WebGL2, and to compare with. */
import { getBackend, memory, setBackend } from '@tensorflow/tfjs-core';
// the backend without its kernels: all that runs on it is the two fused ones
import '@tensorflow/tfjs-backend-cpu/dist/base.js';
import type { Engine, EngineRun, OptimizerState, RunPlan, RunStart } from '../engine.ts';
import { startFusedRun } from '../fused-run.ts';
import { createKernelSession } from '../kernel-session.ts';
import { registerFusedKernels } from '../kernels.ts';
import { checkArithmetic, checkFirstBatch, checkKernel, trialOf, WIDE } from '../self-test.ts';
import { availableKernel, slowerKernel, type CpuKernelName } from './cpu-kernels.ts';
import type { TimedRun } from '../faster-engine.ts';
import { timeUpdate } from '../update-time.ts';
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

/**
 * A run to be timed, with the kernel that trains unasked, which is not tested yet. tfjs' backend of before is the current
 * one again afterwards.
 */
export function timedCpuRun(plan: RunPlan, state: OptimizerState): TimedRun {
  let run: EngineRun | null = null;
  const time = async (): Promise<number> => {
    run ??= runWith(availableKernel(null), plan, state);
    return (await timeUpdate(run)).ms;
  };
  return { time: () => onCpuBackend(time), dispose: () => run?.dispose() };
}

async function onCpuBackend<Result>(call: () => Promise<Result>): Promise<Result> {
  const before = getBackend();
  registerFusedKernels('cpu', cpuFusedBackend);
  await setBackend('cpu');
  try {
    return await call();
  } finally {
    if (before && before !== 'cpu') await setBackend(before);
  }
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
