/** The two fused kernels for tfjs' `cpu` backend. */
import type { TensorInfo } from '@tensorflow/tfjs-core';
import type { MathBackendCPU } from '@tensorflow/tfjs-backend-cpu/dist/base.js';
import {
  SUMS_SIZE,
  TALLY_SIZE,
  type EvaluateCall,
  type FusedBackend,
  type KernelSession,
  type TrainChunkCall,
} from '../kernels.ts';
import { createPasses, type CpuKernelName } from './cpu-kernels.ts';
import type { Passes } from './passes.ts';
import { createBatch, trainReplica } from './train-chunk.ts';

/** What computes each run, with its buffers. */
const passesOfRuns = new WeakMap<KernelSession, Passes>();

function passesOf(session: KernelSession): Passes {
  const passes = passesOfRuns.get(session) ?? createPasses(session.kernel as CpuKernelName, session.plan);
  passesOfRuns.set(session, passes);
  return passes;
}

/** Frees the buffers of a run. */
export const releaseSession = (session: KernelSession): void => {
  passesOfRuns.delete(session);
};

const copyOf = (backend: MathBackendCPU, tensor: TensorInfo): Float32Array =>
  (backend.readSync(tensor.dataId) as Float32Array).slice();

function trainChunk(backend: MathBackendCPU, { session, chunk, inputs }: TrainChunkCall): TensorInfo[] {
  const { plan, active } = session;
  const [params, m, v, tally] = [inputs.params, inputs.m, inputs.v, inputs.tally].map((tensor) =>
    copyOf(backend, tensor),
  );
  const size = params.length / plan.seeds.length;
  const passes = passesOf(session);
  const batch = createBatch(plan);
  for (const [replica, seed] of plan.seeds.entries()) {
    if (!active[replica]) continue;
    const row = (values: Float32Array, width: number): Float32Array =>
      values.subarray(replica * width, (replica + 1) * width);
    const state = {
      params: row(params, size),
      m: row(m, size),
      v: row(v, size),
      tally: row(tally, TALLY_SIZE),
    };
    trainReplica(passes, batch, { plan, seed, chunk }, state);
  }
  return [
    backend.makeTensorInfo(inputs.params.shape, 'float32', params),
    backend.makeTensorInfo(inputs.m.shape, 'float32', m),
    backend.makeTensorInfo(inputs.v.shape, 'float32', v),
    backend.makeTensorInfo(inputs.tally.shape, 'float32', tally),
  ];
}

function evaluate(backend: MathBackendCPU, { session, inputs }: EvaluateCall): TensorInfo[] {
  const { plan } = session;
  const passes = passesOf(session);
  const replicas = plan.seeds.length;
  const { max } = plan.dataset;
  const params = backend.readSync(inputs.params.dataId) as Float32Array;
  const size = params.length / replicas;
  const wrongByLength = new Float32Array(replicas * max);
  const sums = new Float32Array(replicas * SUMS_SIZE);
  for (let replica = 0; replica < replicas; replica++)
    passes.evaluate(params.subarray(replica * size, (replica + 1) * size), session.heldOut(replica), {
      wrongByLength: wrongByLength.subarray(replica * max, (replica + 1) * max),
      sums: sums.subarray(replica * SUMS_SIZE, (replica + 1) * SUMS_SIZE),
    });
  return [
    backend.makeTensorInfo([replicas, max], 'float32', wrongByLength),
    backend.makeTensorInfo([replicas, SUMS_SIZE], 'float32', sums),
  ];
}

export const cpuFusedBackend: FusedBackend<MathBackendCPU> = { trainChunk, evaluate };
