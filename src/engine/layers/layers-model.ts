/**
 * The model as users of tf.layers have it, and the losses of `lstm/loss.ts` in tfjs ops. Its weights come from us:
 * tfjs' own initialisers know no seed.
 */
import * as tf from '@tensorflow/tfjs';
import type { LabelledString, LossAndGradient } from '../../lstm/backward.ts';
import { PROBABILITY_CLIP } from '../../lstm/loss.ts';
import {
  PARAM_NAMES,
  paramLayout,
  type ModelSpec,
  type ParamVector,
  type Supervision,
} from '../../lstm/params.ts';

/** A stock model whose weights are the parameters given, in the order of PARAM_NAMES. */
export function createLayersModel(spec: ModelSpec, params: ParamVector): tf.Sequential {
  const zeros = { kernelInitializer: 'zeros', biasInitializer: 'zeros' } as const;
  const model = tf.sequential();
  model.add(
    tf.layers.lstm({
      ...zeros,
      recurrentInitializer: 'zeros',
      units: spec.hidden,
      inputShape: [null, 2],
      recurrentActivation: spec.activation === 'sigmoid' ? 'sigmoid' : 'hardSigmoid',
      returnSequences: true,
    }),
  );
  model.add(tf.layers.dense({ ...zeros, units: 2, activation: 'softmax' }));
  // tfjs' default is axis 1, which is time here
  if (spec.head === 'double-softmax') model.add(tf.layers.softmax({ axis: -1 }));
  tf.tidy(() => model.setWeights(paramTensors(spec, params)));
  return model;
}

/** A vector in the layout of the parameters as the tensors of a model's weights. */
export function paramTensors({ hidden }: ModelSpec, vector: ParamVector): tf.Tensor[] {
  const layout = paramLayout(hidden);
  return PARAM_NAMES.map((name) => {
    const { offset, rows, columns } = layout[name];
    const values = Float32Array.from(vector.subarray(offset, offset + rows * columns));
    return name === 'bias' || name === 'outputBias'
      ? tf.tensor1d(values)
      : tf.tensor2d(values, [rows, columns]);
  });
}

/** The weights' variables, in the order of PARAM_NAMES. */
export const modelVariables = (model: tf.LayersModel): tf.Variable[] =>
  model.trainableWeights.map((weight) => weight.read() as tf.Variable);

/** Tensors of one shape, one after another, as a vector in the layout of the parameters. */
export function flattenTensors(tensors: readonly tf.Tensor[], into: Float32Array): void {
  let offset = 0;
  for (const tensor of tensors) {
    into.set(tensor.dataSync(), offset);
    offset += tensor.size;
  }
}

/** A batch, padded behind each string's end with answers that weigh nothing. */
export interface EncodedBatch {
  readonly inputs: tf.Tensor; // [batch, time, 2], one-hot
  readonly targets: tf.Tensor; // [batch, time, 2], one-hot
  readonly isReal: tf.Tensor; // [batch, time]
  readonly isLast: tf.Tensor; // [batch, time]
  readonly bits: number;
}

/** Encodes a batch, padded to `time` bits: one shape for all batches, since tfjs compiles a shader for each. */
export function encodeBatch(batch: readonly LabelledString[], time: number): EncodedBatch {
  const inputs = new Float32Array(batch.length * time * 2);
  const targets = new Float32Array(inputs.length);
  const isReal = new Float32Array(batch.length * time);
  const isLast = new Float32Array(isReal.length);
  for (const [index, { bits, labels }] of batch.entries()) {
    const start = index * time;
    for (let t = 0; t < bits.length; t++) {
      inputs[2 * (start + t) + bits[t]] = 1;
      targets[2 * (start + t) + labels[t]] = 1;
    }
    isReal.fill(1, start, start + bits.length);
    if (bits.length > 0) isLast[start + bits.length - 1] = 1;
  }
  return {
    inputs: tf.tensor3d(inputs, [batch.length, time, 2]),
    targets: tf.tensor3d(targets, [batch.length, time, 2]),
    isReal: tf.tensor2d(isReal, [batch.length, time]),
    isLast: tf.tensor2d(isLast, [batch.length, time]),
    bits: batch.reduce((sum, { bits }) => sum + bits.length, 0),
  };
}

/** Binary cross entropy of every answer, averaged over both outputs, and clipped as Keras does. */
export function answerLossTensor(probabilities: tf.Tensor, targets: tf.Tensor): tf.Tensor {
  const p = probabilities.clipByValue(PROBABILITY_CLIP, 1 - PROBABILITY_CLIP);
  const right = targets.mul(p.log());
  const wrong = tf.sub(1, targets).mul(tf.sub(1, p).log());
  return right.add(wrong).mean(-1).neg();
}

/** Sum of the losses that count, each real bit's or each string's last. */
export const lossSum = (probabilities: tf.Tensor, batch: EncodedBatch, supervision: Supervision): tf.Scalar =>
  answerLossTensor(probabilities, batch.targets)
    .mul(supervision === 'every' ? batch.isReal : batch.isLast)
    .sum();

/** How many answers count for the loss. */
export const countedAnswers = (batch: EncodedBatch, supervision: Supervision): number =>
  supervision === 'every' ? batch.bits : batch.inputs.shape[0];

/** `lossAndGradient` of `lstm/backward.ts` by stock tf.layers and tfjs' autodiff, on the current backend. */
export function layersLossAndGradient(
  spec: ModelSpec,
  params: ParamVector,
  strings: readonly LabelledString[],
  supervision: Supervision,
): LossAndGradient {
  const model = createLayersModel(spec, params);
  const gradient = new Float32Array(params.length);
  const variables = modelVariables(model);
  const loss = tf.tidy(() => {
    const batch = encodeBatch(strings, Math.max(...strings.map(({ bits }) => bits.length)));
    const { value, grads } = tf.variableGrads(
      () =>
        lossSum(model.apply(batch.inputs) as tf.Tensor, batch, supervision).div(
          countedAnswers(batch, supervision),
        ),
      variables,
    );
    flattenTensors(
      variables.map(({ name }) => grads[name]),
      gradient,
    );
    return value.dataSync()[0];
  });
  model.dispose();
  return { loss, gradient: Float64Array.from(gradient) };
}
