/**
 * Our own WebGL2 context on an OffscreenCanvas, to be handed to tfjs: works in Safari's workers and on software GL,
 * where tfjs refuses to make one, and tells us when it is lost (see `engine/webgl/webgl-engine.ts`).
 */
// the backend without its kernels: all that runs on it is the two fused ones
import { GPGPUContext, MathBackendWebGL, setWebGLContext } from '@tensorflow/tfjs-backend-webgl/dist/base.js';
import { findBackendFactory, registerBackend, removeBackend, setBackend } from '@tensorflow/tfjs-core';
import { EngineError } from '../engine.ts';

export interface GpuContext {
  readonly gl: WebGL2RenderingContext;
  readonly renderer: string;
  /** Colour attachments that one draw may write: 8 or 4. */
  readonly maxTargets: number;
}

/**
 * Makes tfjs' `webgl` backend the current one, on a context of our own; an earlier one is removed with all it holds.
 * Throws an EngineError that says what the browser or the GPU lacks.
 */
export async function startWebglBackend(): Promise<GpuContext> {
  const context = createGpuContext();
  // before tfjs evaluates any flag of its own
  setWebGLContext(2, context.gl);
  if (findBackendFactory('webgl')) removeBackend('webgl');
  registerBackend('webgl', () => new MathBackendWebGL(new GPGPUContext(context.gl)), 2);
  if (!(await setBackend('webgl'))) throw new EngineError('tfjs could not start on this WebGL2 context.');
  return context;
}

/** Makes a context that can render to float32 textures, or throws an EngineError that says what is missing. */
export function createGpuContext(): GpuContext {
  if (typeof OffscreenCanvas === 'undefined')
    throw new EngineError('This browser has no OffscreenCanvas, so a worker cannot reach the GPU.');
  const gl = new OffscreenCanvas(1, 1).getContext('webgl2', {
    alpha: false,
    antialias: false,
    depth: false,
    stencil: false,
    preserveDrawingBuffer: false,
    powerPreference: 'high-performance',
    failIfMajorPerformanceCaveat: false,
  });
  if (!gl) throw new EngineError('This browser gives a worker no WebGL2.');
  if (!gl.getExtension('EXT_color_buffer_float'))
    throw new EngineError('This GPU cannot render to 32-bit float textures (no EXT_color_buffer_float).');
  const attachments = Math.min(
    Number(gl.getParameter(gl.MAX_DRAW_BUFFERS)),
    Number(gl.getParameter(gl.MAX_COLOR_ATTACHMENTS)),
  );
  return { gl, renderer: rendererName(gl), maxTargets: attachments >= 8 ? 8 : 4 };
}

function rendererName(gl: WebGL2RenderingContext): string {
  const unmasked = gl.getExtension('WEBGL_debug_renderer_info');
  return String(gl.getParameter(unmasked ? unmasked.UNMASKED_RENDERER_WEBGL : gl.RENDERER));
}
