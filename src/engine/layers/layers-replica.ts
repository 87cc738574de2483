/** One replica on stock tf.layers: a model, `tf.train.adam`, and the counts of its training batches. */
import * as tf from '@tensorflow/tfjs';
import { ADAM } from '../../lstm/adam.ts';
import { paramCount, type ModelSpec, type ParamVector, type Supervision } from '../../lstm/params.ts';
import type { TrainingTally } from '../engine.ts';
import {
  answerLossTensor,
  countedAnswers,
  createLayersModel,
  flattenTensors,
  lossSum,
  modelVariables,
  paramTensors,
  type EncodedBatch,
} from './layers-model.ts';

/** Weights and moments of one replica. */
export interface ReplicaVectors {
  readonly params: ParamVector;
  readonly m: ParamVector;
  readonly v: ParamVector;
}

/** What is counted on the device: lossSum, wrongBits, wrongLastBits, wrongStrings. */
const COUNTS = 4;

export class LayersReplica {
  readonly #spec: ModelSpec;
  readonly #model: tf.Sequential;
  readonly #optimizer = tf.train.adam(0, ADAM.beta1, ADAM.beta2, ADAM.epsilon);
  #start: ReplicaVectors | undefined;
  #counts: tf.Tensor = tf.zeros([COUNTS]);
  #totals = { answers: 0, strings: 0, bits: 0 };

  /** `counted`: what its tally begins with, where it goes on in the midst of one. */
  constructor(spec: ModelSpec, start: ReplicaVectors, counted?: TrainingTally) {
    this.#spec = spec;
    this.#model = createLayersModel(spec, start.params);
    this.#start = start;
    if (!counted) return;
    const { answers, strings, bits } = counted;
    const counts = [counted.lossSum, counted.wrongBits, counted.wrongLastBits, counted.wrongStrings];
    this.#replaceCounts(tf.tensor1d(counts));
    this.#totals = { answers, strings, bits };
  }

  /** Puts Adam where it was after `updates` updates; the first call only. */
  async resumeAt(updates: number): Promise<void> {
    if (!this.#start) return;
    const { m, v } = this.#start;
    this.#start = undefined;
    if (updates === 0) return;
    const tensors = [tf.scalar(updates), ...paramTensors(this.#spec, m), ...paramTensors(this.#spec, v)];
    await this.#optimizer.setWeights(tensors.map((tensor, k) => ({ name: `adam/${k}`, tensor })));
    tf.dispose(tensors);
    // tfjs takes powers here, which round otherwise than the products that training comes to
    const { accBeta1, accBeta2 } = this.#optimizer as unknown as Record<'accBeta1' | 'accBeta2', tf.Variable>;
    tf.tidy(() => {
      accBeta1.assign(tf.scalar(repeatedProduct(ADAM.beta1, updates)));
      accBeta2.assign(tf.scalar(repeatedProduct(ADAM.beta2, updates)));
    });
  }

  /** One update; nothing is read back. */
  update(batch: EncodedBatch, supervision: Supervision, learningRate: number): void {
    // tfjs declares the rate protected, and reads it afresh at every update
    Object.assign(this.#optimizer, { learningRate });
    const variables = modelVariables(this.#model);
    const counts = tf.tidy(() => {
      let answers: tf.Tensor | undefined;
      const loss = (): tf.Scalar => {
        answers = tf.keep(this.#model.apply(batch.inputs, { training: true }) as tf.Tensor);
        return lossSum(answers, batch, supervision).div(countedAnswers(batch, supervision));
      };
      const mean = this.#optimizer.minimize(loss, true, variables)!;
      const sum = mean.mul(countedAnswers(batch, supervision));
      const counted = this.#counts.add(tf.stack([sum, ...wrongAnswers(answers!, batch)]));
      answers!.dispose();
      return counted;
    });
    this.#replaceCounts(counts);
    this.#totals.answers += countedAnswers(batch, supervision);
    this.#totals.strings += batch.inputs.shape[0];
    this.#totals.bits += batch.bits;
  }

  restartTally(): void {
    this.#replaceCounts(tf.zeros([COUNTS]));
    this.#totals = { answers: 0, strings: 0, bits: 0 };
  }

  #replaceCounts(counts: tf.Tensor): void {
    this.#counts.dispose();
    this.#counts = counts;
  }

  /** Waits for the device. */
  async tally(): Promise<TrainingTally> {
    const [loss, wrongBits, wrongLastBits, wrongStrings] = await this.#counts.data();
    return { lossSum: loss, ...this.#totals, wrongBits, wrongLastBits, wrongStrings };
  }

  /** Sums over strings of one length: wrong answers after each bit, losses, strings with a wrong answer. */
  judge(batch: EncodedBatch): {
    readonly wrong: ArrayLike<number>; // [time]
    readonly losses: ArrayLike<number>; // [time]
    readonly wrongStrings: number;
  } {
    return tf.tidy(() => {
      const answers = this.#model.predict(batch.inputs) as tf.Tensor;
      const wrong = wrongMask(answers, batch);
      return {
        wrong: wrong.sum(0).dataSync(),
        losses: answerLossTensor(answers, batch.targets).sum(0).dataSync(),
        wrongStrings: wrong.max(1).sum().dataSync()[0],
      };
    });
  }

  /** Weights and moments; the moments are zeros until the first update. */
  async read(): Promise<Record<'params' | 'm' | 'v', Float32Array>> {
    const size = paramCount(this.#spec.hidden);
    const vectors = {
      params: new Float32Array(size),
      m: Float32Array.from(this.#start?.m ?? { length: size }),
      v: Float32Array.from(this.#start?.v ?? { length: size }),
    };
    flattenTensors(modelVariables(this.#model), vectors.params);
    // [updates, m of each variable, v of each variable]
    const [updates, ...moments] = (await this.#optimizer.getWeights()).map(({ tensor }) => tensor);
    updates.dispose();
    if (moments.length > 0) {
      flattenTensors(moments.slice(0, moments.length / 2), vectors.m);
      flattenTensors(moments.slice(moments.length / 2), vectors.v);
    }
    return vectors;
  }

  dispose(): void {
    this.#model.dispose();
    this.#optimizer.dispose();
    this.#counts.dispose();
  }
}

/** A factor, multiplied by itself so many times in 32-bit floats. */
function repeatedProduct(factor: number, times: number): number {
  const rounded = Math.fround(factor);
  let product = rounded;
  for (let k = 0; k < times && product > 0; k++) product = Math.fround(product * rounded);
  return product;
}

/** 1 where a real bit is answered wrongly; a tie counts as even. */
const wrongMask = (answers: tf.Tensor, batch: EncodedBatch): tf.Tensor =>
  answers.argMax(-1).notEqual(batch.targets.argMax(-1)).cast('float32').mul(batch.isReal);

/** Wrong bits, wrong last bits, strings with a wrong bit. */
function wrongAnswers(answers: tf.Tensor, batch: EncodedBatch): tf.Tensor[] {
  const wrong = wrongMask(answers, batch);
  return [wrong.sum(), wrong.mul(batch.isLast).sum(), wrong.max(1).sum()];
}
