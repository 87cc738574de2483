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
import { evaluateReplica } from './evaluate.ts';
import { createBatch, trainReplica } from './train-chunk.ts';
import { createWorkspace, type Workspace } from './workspace.ts';

/** Buffers of each run. */
const workspaces = new WeakMap<KernelSession, Workspace>();

function workspaceOf(session: KernelSession): Workspace {
  const { model, dataset } = session.plan;
  const workspace = workspaces.get(session) ?? createWorkspace(model, dataset.max);
  workspaces.set(session, workspace);
  return workspace;
}

/** Frees the buffers of a run. */
export const releaseSession = (session: KernelSession): void => {
  workspaces.delete(session);
};

const copyOf = (backend: MathBackendCPU, tensor: TensorInfo): Float32Array =>
  (backend.readSync(tensor.dataId) as Float32Array).slice();

function trainChunk(backend: MathBackendCPU, { session, chunk, inputs }: TrainChunkCall): TensorInfo[] {
  const { plan, active } = session;
  const [params, m, v, tally] = [inputs.params, inputs.m, inputs.v, inputs.tally].map((tensor) =>
    copyOf(backend, tensor),
  );
  const size = params.length / plan.seeds.length;
  const workspace = workspaceOf(session);
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
    trainReplica(workspace, batch, { plan, seed, chunk }, state);
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
  const replicas = plan.seeds.length;
  const { max } = plan.dataset;
  const params = backend.readSync(inputs.params.dataId) as Float32Array;
  const size = params.length / replicas;
  const wrongByLength = new Float32Array(replicas * max);
  const sums = new Float32Array(replicas * SUMS_SIZE);
  for (let replica = 0; replica < replicas; replica++)
    evaluateReplica(
      workspaceOf(session),
      params.subarray(replica * size, (replica + 1) * size),
      session.heldOut(replica),
      {
        wrongByLength: wrongByLength.subarray(replica * max, (replica + 1) * max),
        sums: sums.subarray(replica * SUMS_SIZE, (replica + 1) * SUMS_SIZE),
      },
    );
  return [
    backend.makeTensorInfo([replicas, max], 'float32', wrongByLength),
    backend.makeTensorInfo([replicas, SUMS_SIZE], 'float32', sums),
  ];
}

export const cpuFusedBackend: FusedBackend<MathBackendCPU> = { trainChunk, evaluate };
