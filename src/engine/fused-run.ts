/** A run on a fused backend: four tensors, replaced by each chunk's outputs. */
import { tensor2d, zeros, type Tensor, type Tensor2D } from '@tensorflow/tfjs-core';
import { paramCount } from '../lstm/params.ts';
import { HELD_OUT_STRINGS } from '../parity/dataset.ts';
import { metricsOf, type HeldOutMetrics } from '../parity/metrics.ts';
import type { Chunk, EngineRun, OptimizerState, RunPlan, TrainingTally } from './engine.ts';
import {
  runEvaluate,
  runTrainChunk,
  SUMS_SIZE,
  TALLY_SIZE,
  type KernelSession,
  type RunTensors,
} from './kernels.ts';

/** Starts a run on tfjs' current backend. `release` frees what the backend keeps for the session. */
export function startFusedRun(
  session: KernelSession,
  state: OptimizerState,
  { kernel, release }: { readonly kernel: string; readonly release: (session: KernelSession) => void },
): EngineRun {
  const { plan } = session;
  const replicas = plan.seeds.length;
  const shape: [number, number] = [replicas, paramCount(plan.model.hidden)];
  const matrix = (values: Float32Array): Tensor2D => tensor2d(values, shape);
  let tensors: RunTensors = {
    params: matrix(state.params),
    m: matrix(state.m),
    v: matrix(state.v),
    tally: zeros([replicas, TALLY_SIZE]),
  };
  const disposeTensors = (): void => Object.values(tensors).forEach((tensor: Tensor2D) => tensor.dispose());

  return {
    plan,
    kernel,
    train(chunk: Chunk) {
      const next = runTrainChunk(tensors, session, chunk);
      disposeTensors();
      tensors = next;
      // a blocking read: in a worker it idles until the device is done, where polling a fence would burn a core
      return Promise.resolve(readTallies(tensors.tally.dataSync() as Float32Array));
    },
    evaluate() {
      const { wrongByLength, sums } = runEvaluate(tensors.params, session);
      const counts = [wrongByLength.dataSync() as Float32Array, sums.dataSync() as Float32Array] as const;
      wrongByLength.dispose();
      sums.dispose();
      return Promise.resolve(readHeldOut(plan, ...counts));
    },
    read() {
      return Promise.resolve({ params: copy(tensors.params), m: copy(tensors.m), v: copy(tensors.v) });
    },
    setActive(active) {
      session.active = active;
    },
    dispose() {
      disposeTensors();
      release(session);
    },
  };
}

const copy = (tensor: Tensor): Float32Array => tensor.dataSync().slice() as Float32Array;

function readTallies(values: Float32Array): TrainingTally[] {
  return Array.from({ length: values.length / TALLY_SIZE }, (_, replica) => {
    const at = (column: number): number => values[replica * TALLY_SIZE + column];
    return {
      lossSum: at(0),
      answers: at(1),
      strings: at(2),
      bits: at(3),
      wrongBits: at(4),
      wrongLastBits: at(5),
      wrongStrings: at(6),
    };
  });
}

function readHeldOut(plan: RunPlan, wrong: Float32Array, sums: Float32Array): HeldOutMetrics[] {
  const { max } = plan.dataset;
  return plan.seeds.map((_, replica) => {
    const wrongByLength = Array.from(wrong.subarray(replica * max, (replica + 1) * max));
    const [everyLoss, lastLoss, wrongStrings] = sums.subarray(replica * SUMS_SIZE, (replica + 1) * SUMS_SIZE);
    return heldOutMetrics(plan, { wrongByLength, everyLoss, lastLoss, wrongStrings });
  });
}

/** Metrics from an engine's counts over the held-out set. */
export function heldOutMetrics(
  plan: RunPlan,
  counts: {
    readonly wrongByLength: readonly number[];
    readonly everyLoss: number;
    readonly lastLoss: number;
    readonly wrongStrings: number;
  },
): HeldOutMetrics {
  const strings = HELD_OUT_STRINGS;
  const bits = strings * plan.dataset.max;
  const loss = plan.supervision === 'every' ? counts.everyLoss / bits : counts.lastLoss / strings;
  const tally = {
    strings,
    bits,
    wrongBits: counts.wrongByLength.reduce((sum, wrong) => sum + wrong, 0),
    wrongLastBits: counts.wrongByLength.at(-1)!,
    wrongStrings: counts.wrongStrings,
  };
  return { ...metricsOf(tally, loss), wrongByLength: counts.wrongByLength };
}
