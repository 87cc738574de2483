/** The fused kernels for tfjs' `cpu` backend. */
import type { TensorInfo } from '@tensorflow/tfjs-core';
import type { MathBackendCPU } from '@tensorflow/tfjs-backend-cpu/dist/base.js';
import { MAX_STRING_BITS, WORDS_PER_STRING } from '../../parity/bits.ts';
import type { PackedStrings } from '../../parity/dataset.ts';
import { digest, digestRows, judgedSum, markAfter } from '../canary.ts';
import { judgedWidth, SAMPLE_STRIDE, SAMPLES, SUMS_SIZE, TALLY_SIZE } from '../kernel-rows.ts';
import type { KernelSession } from '../kernel-session.ts';
import type { DigestCall, EvaluateCall, FusedBackend, TrainChunkCall } from '../kernels.ts';
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
  const stride = params.length / plan.seeds.length;
  const size = stride - 1;
  const passes = passesOf(session);
  const batch = createBatch(plan);
  for (const [replica, seed] of plan.seeds.entries()) {
    const counts = tally.subarray(replica * TALLY_SIZE, (replica + 1) * TALLY_SIZE);
    const at = replica * stride;
    if (active[replica]) {
      const row = (values: Float32Array): Float32Array => values.subarray(at, at + size);
      const state = { params: row(params), m: row(m), v: row(v), tally: counts };
      trainReplica(passes, batch, { plan, seed, chunk }, state);
      for (const values of [params, m, v]) values[at + size] = markAfter(values[at + size], chunk.count);
    }
    counts[TALLY_SIZE - 1] = digest(counts, 0, TALLY_SIZE - 1, params[at + size]);
  }
  return [
    backend.makeTensorInfo(inputs.params.shape, 'float32', params),
    backend.makeTensorInfo(inputs.m.shape, 'float32', m),
    backend.makeTensorInfo(inputs.v.shape, 'float32', v),
    backend.makeTensorInfo(inputs.tally.shape, 'float32', tally),
  ];
}

function evaluate(backend: MathBackendCPU, { session, stamp, inputs }: EvaluateCall): TensorInfo[] {
  const { plan } = session;
  const passes = passesOf(session);
  const replicas = plan.seeds.length;
  const { max } = plan.dataset;
  const params = backend.readSync(inputs.params.dataId) as Float32Array;
  const stride = params.length / replicas;
  const width = judgedWidth(max);
  const judged = new Float32Array(replicas * width);
  for (let replica = 0; replica < replicas; replica++) {
    const row = judged.subarray(replica * width, (replica + 1) * width);
    const weights = params.subarray(replica * stride, (replica + 1) * stride - 1);
    const strings = session.heldOut(replica);
    const sums = row.subarray(max, max + SUMS_SIZE);
    passes.evaluate(weights, strings, { wrongByLength: row.subarray(0, max), sums });
    sums[SUMS_SIZE - 1] = judgedSum(strings, stamp);
    row[max + SUMS_SIZE] = params[(replica + 1) * stride - 1];
    writeSampleLosses(passes, weights, strings, row.subarray(max + SUMS_SIZE + 1));
  }
  return [backend.makeTensorInfo([replicas, width], 'float32', judged)];
}

/** The losses of single held-out strings, over all their bits. */
function writeSampleLosses(
  passes: Passes,
  weights: Float32Array,
  strings: PackedStrings,
  into: Float32Array,
): void {
  const rows = { wrongByLength: new Float32Array(MAX_STRING_BITS), sums: new Float32Array(SUMS_SIZE) };
  for (let sample = 0; sample < SAMPLES; sample++) {
    const index = sample * SAMPLE_STRIDE;
    const one = {
      words: strings.words.subarray(WORDS_PER_STRING * index, WORDS_PER_STRING * (index + 1)),
      lengths: strings.lengths.subarray(index, index + 1),
    };
    passes.evaluate(weights, one, rows);
    [into[sample]] = rows.sums;
  }
}

function digestValues(backend: MathBackendCPU, { inputs: { values } }: DigestCall): TensorInfo[] {
  const [rows, width] = values.shape;
  const digests = digestRows(backend.readSync(values.dataId) as Float32Array, width);
  return [backend.makeTensorInfo([rows, digests.length / rows], 'float32', digests)];
}

export const cpuFusedBackend: FusedBackend<MathBackendCPU> = { trainChunk, evaluate, digest: digestValues };
