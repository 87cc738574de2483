/** The fused kernels on tfjs' WebGL backend: tensors' textures in, fresh tensors' textures out, no copies. */
import type { MathBackendWebGL } from '@tensorflow/tfjs-backend-webgl/dist/base.js';
import type { TensorInfo } from '@tensorflow/tfjs-core';
import { DIGEST_SPAN } from '../canary.ts';
import { judgedWidth } from '../kernel-rows.ts';
import type { KernelSession } from '../kernel-session.ts';
import type { DigestCall, EvaluateCall, FusedBackend, TrainChunkCall } from '../kernels.ts';
import type { DeviceTexture } from './device.ts';
import type { WebglSession } from './webgl-session.ts';

/** A tensor's own texture: R32F, one number a texel in flat order. */
function textureOf(backend: MathBackendWebGL, { dataId }: TensorInfo): DeviceTexture {
  backend.uploadToGPU(dataId);
  const { texture, texShape } = backend.texData.get(dataId);
  return { texture: texture!.texture, width: texShape![1], height: texShape![0] };
}

const emptyTensor = (backend: MathBackendWebGL, shape: number[]): TensorInfo =>
  backend.makeTensorInfo(shape, 'float32');

/** The fused kernels; `sessionOf` finds or makes what a run keeps on the GPU. */
export function fusedWebgl(
  sessionOf: (session: KernelSession) => WebglSession,
): FusedBackend<MathBackendWebGL> {
  return {
    trainChunk(backend: MathBackendWebGL, { session, chunk, inputs }: TrainChunkCall) {
      const { params, m, v, tally } = inputs;
      const made = [params, m, v, tally].map(({ shape }) => emptyTensor(backend, shape));
      const outputs = made.map((tensor) => textureOf(backend, tensor));
      const sources = [params, m, v, tally].map((tensor) => textureOf(backend, tensor).texture);
      sessionOf(session).train(chunk, session.active, sources, {
        params: outputs[0],
        m: outputs[1],
        v: outputs[2],
        tally: outputs[3],
      });
      return made;
    },
    evaluate(backend: MathBackendWebGL, { session, stamp, inputs }: EvaluateCall) {
      const { seeds, dataset } = session.plan;
      const judged = emptyTensor(backend, [seeds.length, judgedWidth(dataset.max)]);
      const source = textureOf(backend, inputs.params).texture;
      sessionOf(session).evaluate(session, source, stamp, textureOf(backend, judged));
      return [judged];
    },
    digest(backend: MathBackendWebGL, { session, inputs: { values } }: DigestCall) {
      const [rows, columns] = values.shape;
      const digests = emptyTensor(backend, [rows, Math.ceil(columns / DIGEST_SPAN)]);
      const source = textureOf(backend, values).texture;
      sessionOf(session).digest(source, values.shape, textureOf(backend, digests));
      return [digests];
    },
  };
}
