/**
 * The tfjs kernels that every fused backend registers, and what goes in and comes out. A chunk of updates is
 * one kernel call: tensors in, tensors out, nothing read back in between.
 *
 *     LstmTrainChunk  { params, m, v [replicas, size + 1], tally [replicas, TALLY_SIZE] } -> the same four
 *     LstmEvaluate    { params [replicas, size + 1] } -> [replicas, judgedWidth(max)]
 *     LstmDigest      { values [rows, width] } -> [rows, spans]
 *
 * The last number of a row of weights or moments is its mark (`canary.ts`).
 */
import {
  engine as tfEngine,
  getKernel,
  registerKernel,
  unregisterKernel,
  type KernelBackend,
  type NamedAttrMap,
  type NamedTensorInfoMap,
  type Tensor,
  type TensorInfo,
} from '@tensorflow/tfjs-core';
import type { Chunk } from './engine.ts';
import type { KernelSession } from './kernel-session.ts';

export interface TrainChunkCall {
  readonly session: KernelSession;
  readonly chunk: Chunk;
  readonly inputs: Readonly<Record<'params' | 'm' | 'v' | 'tally', TensorInfo>>;
}

export interface EvaluateCall {
  readonly session: KernelSession;
  /** Tells one evaluation from the next. */
  readonly stamp: number;
  readonly inputs: Readonly<Record<'params', TensorInfo>>;
}

export interface DigestCall {
  readonly session: KernelSession;
  readonly inputs: Readonly<Record<'values', TensorInfo>>;
}

/** What a backend brings: the kernels on tensors of its own. */
export interface FusedBackend<Backend extends KernelBackend> {
  trainChunk(backend: Backend, call: TrainChunkCall): TensorInfo[];
  evaluate(backend: Backend, call: EvaluateCall): TensorInfo[];
  digest(backend: Backend, call: DigestCall): TensorInfo[];
}

const TRAIN_CHUNK = 'LstmTrainChunk';
const EVALUATE = 'LstmEvaluate';
const DIGEST = 'LstmDigest';

/** Registers the kernels for a tfjs backend, in place of those of an engine before. */
export function registerFusedKernels<Backend extends KernelBackend>(
  backendName: string,
  fused: FusedBackend<Backend>,
): void {
  unregisterFusedKernels(backendName);
  registerKernel({
    kernelName: TRAIN_CHUNK,
    backendName,
    kernelFunc: ({ inputs, attrs, backend }) =>
      fused.trainChunk(backend as Backend, { ...attrs, inputs } as unknown as TrainChunkCall),
  });
  registerKernel({
    kernelName: EVALUATE,
    backendName,
    kernelFunc: ({ inputs, attrs, backend }) =>
      fused.evaluate(backend as Backend, { ...attrs, inputs } as unknown as EvaluateCall),
  });
  registerKernel({
    kernelName: DIGEST,
    backendName,
    kernelFunc: ({ inputs, attrs, backend }) =>
      fused.digest(backend as Backend, { ...attrs, inputs } as unknown as DigestCall),
  });
}

/** Takes the kernels back, with whatever their functions hold on to. */
export function unregisterFusedKernels(backendName: string): void {
  for (const name of [TRAIN_CHUNK, EVALUATE, DIGEST])
    if (getKernel(name, backendName)) unregisterKernel(name, backendName);
}

/** Tensors that a run carries from chunk to chunk. */
export interface RunTensors {
  readonly params: Tensor;
  readonly m: Tensor;
  readonly v: Tensor;
  readonly tally: Tensor;
}

/** Trains a chunk on tfjs' current backend. The tensors handed in stay alive. */
export function runTrainChunk(tensors: RunTensors, session: KernelSession, chunk: Chunk): RunTensors {
  const outputs = runKernel(TRAIN_CHUNK, { ...tensors }, { session, chunk });
  const [params, m, v, tally] = outputs as [Tensor, Tensor, Tensor, Tensor];
  return { params, m, v, tally };
}

/** Judges weights on tfjs' current backend: [replicas, judgedWidth]. */
export function runEvaluate(params: Tensor, session: KernelSession, stamp: number): Tensor {
  return runKernel(EVALUATE, { params }, { session, stamp })[0];
}

/** Digests of a matrix's rows, as the backend sees them (`digestRows`). */
export function runDigest(values: Tensor, session: KernelSession): Tensor {
  return runKernel(DIGEST, { values }, { session })[0];
}

// tfjs types attributes as numbers, strings and arrays of them, but hands any object through untouched
const runKernel = (name: string, inputs: Record<string, Tensor>, attrs: object): Tensor[] =>
  tfEngine().runKernel(name, inputs as NamedTensorInfoMap as never, attrs as NamedAttrMap);
