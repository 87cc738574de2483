/**
 * Stock tf.layers: the rival in the race. One model for each replica, one after another. Not `fit`, which shuffles
 * by Math.random and stops in hidden tabs, but what it does for a batch.
 */
import * as tf from '@tensorflow/tfjs';
import type { LabelledString } from '../../lstm/backward.ts';
import { paramCount } from '../../lstm/params.ts';
import { prefixParities, unpackBits } from '../../parity/bits.ts';
import { HELD_OUT_STRINGS, heldOutStrings, type PackedStrings } from '../../parity/dataset.ts';
import type { HeldOutMetrics } from '../../parity/metrics.ts';
import { confirmed } from '../confirmed-run.ts';
import {
  EngineError,
  startsTally,
  type Chunk,
  type Engine,
  type EngineRun,
  type OptimizerState,
  type RunPlan,
  type RunStart,
  type TrainingTally,
} from '../engine.ts';
import { heldOutMetrics } from '../fused-run.ts';
import { plainBatch } from '../plain-run.ts';
import { checkReadBack, guardContext, startWebglBackend } from '../webgl/context.ts';
import { encodeBatch, type EncodedBatch } from './layers-model.ts';
import { LayersReplica } from './layers-replica.ts';

/** Makes a tfjs backend the current one, and trains on it. `wasm` is for whoever has registered that backend. */
export async function createLayersEngine(backendName: 'webgl' | 'cpu' | 'wasm'): Promise<Engine> {
  const { guard, ...backend } = await (backendName === 'webgl'
    ? startWebgl()
    : startOnProcessor(backendName));
  return {
    ...backend,
    name: 'layers',
    start: (plan, state) => Promise.resolve(guard(startLayersRun(plan, state))),
    memory: () => ({ tensors: tf.memory().numTensors, glObjects: 0 }),
  };
}

/** On a context of ours: tfjs makes none on software GL, nor in Safari's workers. */
async function startWebgl(): Promise<Backend> {
  const context = await startWebglBackend();
  const { gl, renderer, lost } = context;
  return {
    renderer,
    lost,
    // stock kernels carry no marks: what was read counts if something known is still read as it is
    guard: (run) => guardContext(context, run, () => checkReadBack(gl)),
    loseContext: () => gl.getExtension('WEBGL_lose_context')?.loseContext(),
    dispose() {
      tf.removeBackend('webgl');
      gl.getExtension('WEBGL_lose_context')?.loseContext();
    },
  };
}

async function startOnProcessor(backendName: 'cpu' | 'wasm'): Promise<Backend> {
  if (!(await tf.setBackend(backendName)))
    throw new EngineError(`tfjs could not start its ${backendName} backend.`);
  const language = backendName === 'cpu' ? 'JavaScript' : 'WebAssembly';
  return { renderer: `${language}, this processor`, guard: (run) => run, dispose: () => undefined };
}

/** What a tfjs backend brings to the engine. */
interface Backend extends Pick<Engine, 'renderer' | 'lost' | 'loseContext' | 'dispose'> {
  /** Keeps a run from taking what a lost device returns for a result. */
  readonly guard: (run: EngineRun) => EngineRun;
}

function startLayersRun(plan: RunPlan, state: RunStart): EngineRun {
  const size = paramCount(plan.model.hidden);
  const replicas = plan.seeds.map((_, replica) => {
    const row = (values: Float32Array): Float32Array => values.slice(replica * size, (replica + 1) * size);
    const vectors = { params: row(state.params), m: row(state.m), v: row(state.v) };
    return new LayersReplica(plan.model, vectors, state.tallies?.[replica]);
  });
  let active: readonly boolean[] = plan.seeds.map(() => true);
  const strings: PackedStrings[] = [];
  const read = async (): Promise<OptimizerState> => {
    const all = await Promise.all(replicas.map((replica) => replica.read()));
    const join = (name: keyof OptimizerState): Float32Array => {
      const values = new Float32Array(size * replicas.length);
      for (const [replica, vectors] of all.entries()) values.set(vectors[name], replica * size);
      return values;
    };
    return { params: join('params'), m: join('m'), v: join('v') };
  };
  const heldOut = (replica: number): PackedStrings =>
    (strings[replica] ??= heldOutStrings({ ...plan.dataset, seed: plan.seeds[replica] }));

  return confirmed({
    plan,
    kernel: 'tf.layers.lstm',
    heldOut,
    async train(chunk) {
      const tallies: TrainingTally[] = [];
      for (const [index, replica] of replicas.entries()) {
        if (active[index]) await trainReplica(plan, { replica, index }, chunk);
        tallies.push(await replica.tally());
      }
      return tallies;
    },
    judge: () =>
      Promise.resolve(
        replicas.map((replica, index) => ({
          metrics: evaluateReplica(plan, replica, heldOut(index)),
          sampleLosses: null,
        })),
      ),
    readParams: async () => (await read()).params,
    read,
    setActive(next) {
      active = next;
    },
    dispose() {
      for (const replica of replicas) replica.dispose();
    },
  });
}

async function trainReplica(
  plan: RunPlan,
  { replica, index }: { readonly replica: LayersReplica; readonly index: number },
  chunk: Chunk,
): Promise<void> {
  await replica.resumeAt(chunk.first);
  for (let update = chunk.first; update < chunk.first + chunk.count; update++) {
    if (startsTally(plan, update)) replica.restartTally();
    const batch = encodeBatch(plainBatch(plan, index, update), plan.dataset.max);
    replica.update(batch, plan.supervision, chunk.learningRate);
    disposeBatch(batch);
  }
}

const disposeBatch = ({ inputs, targets, isReal, isLast }: EncodedBatch): void =>
  tf.dispose([inputs, targets, isReal, isLast]);

/** Held-out strings that are judged at a time. */
const JUDGED_AT_ONCE = 1000;

function evaluateReplica(plan: RunPlan, replica: LayersReplica, strings: PackedStrings): HeldOutMetrics {
  const { max } = plan.dataset;
  const wrongByLength = Array.from({ length: max }, () => 0);
  let everyLoss = 0;
  let lastLoss = 0;
  let wrongStrings = 0;
  for (let from = 0; from < HELD_OUT_STRINGS; from += JUDGED_AT_ONCE) {
    const batch = encodeBatch(labelledStrings(strings, from, from + JUDGED_AT_ONCE), max);
    const counts = replica.judge(batch);
    disposeBatch(batch);
    for (let t = 0; t < max; t++) {
      wrongByLength[t] += counts.wrong[t];
      everyLoss += counts.losses[t];
    }
    lastLoss += counts.losses[max - 1];
    wrongStrings += counts.wrongStrings;
  }
  return heldOutMetrics(plan, { wrongByLength, everyLoss, lastLoss, wrongStrings });
}

const labelledStrings = (strings: PackedStrings, from: number, to: number): LabelledString[] =>
  Array.from({ length: to - from }, (_, k) => {
    const bits = unpackBits(strings.words, from + k, strings.lengths[from + k]);
    return { bits, labels: prefixParities(bits) };
  });
