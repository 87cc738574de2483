/**
 * Both passes of a block of strings as WebAssembly with 128-bit vectors: four strings in a vector, float32. The text is
 * made for a number of units, an activation and a head, as the shaders are; the equations are those of
 * `lstm/forward.ts` and `lstm/backward.ts`, the memory that of `simd-layout.ts`.
 *
 *     forward(steps, countAll)   unpacks the strings, then gates, states, margins, `slopes` and what is counted;
 *                                `countAll`: -1 when every answer counts for the loss, 0 when the last of a string
 *     backward(steps)            adds the gradient of the block to the gradient regions
 *
 * Vectors that hold no running string are left out; in one that holds some, the rest have a slope of 0, and so no
 * gradient.
 */
import type { ModelSpec } from '../../lstm/params.ts';
import { backwardPass } from './simd-backward.kernel.ts';
import { forwardPass } from './simd-forward.kernel.ts';
import type { SimdLayout } from './simd-layout.ts';
import { assembleModule } from './wasm-assembler.ts';

/** The module's bytes. `isFused`: with relaxed SIMD's multiply-add. */
export const simdModule = (spec: ModelSpec, layout: SimdLayout, isFused: boolean): Uint8Array<ArrayBuffer> =>
  assembleModule({
    forward: forwardPass(spec, layout, isFused),
    backward: backwardPass(spec, layout, isFused),
  });
