/**
 * Our own WebGL2 context on an OffscreenCanvas, to be handed to tfjs: works in Safari's workers and on software GL,
 * where tfjs refuses to make one, and tells us when it is lost.
 */
// the backend without its kernels: all that runs on it is the two fused ones
import { GPGPUContext, MathBackendWebGL, setWebGLContext } from '@tensorflow/tfjs-backend-webgl/dist/base.js';
import { findBackendFactory, registerBackend, removeBackend, setBackend } from '@tensorflow/tfjs-core';
import { EngineError, type EngineRun } from '../engine.ts';

export interface GpuContext {
  readonly gl: WebGL2RenderingContext;
  readonly renderer: string;
  /** Colour attachments that one draw may write: 8 or 4. */
  readonly maxTargets: number;
  /** Resolves when the browser takes the GPU away. */
  readonly lost: Promise<EngineError>;
}

const CONTEXT_LOST = 'The browser took the GPU away from this page (context lost).';

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
  const canvas = new OffscreenCanvas(1, 1);
  const lost = new Promise<EngineError>((resolve) => {
    canvas.addEventListener('webglcontextlost', () => resolve(new EngineError(CONTEXT_LOST)));
  });
  const gl = canvas.getContext('webgl2', {
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
  return { gl, renderer: rendererName(gl), maxTargets: attachments >= 8 ? 8 : 4, lost };
}

function rendererName(gl: WebGL2RenderingContext): string {
  const unmasked = gl.getExtension('WEBGL_debug_renderer_info');
  return String(gl.getParameter(unmasked ? unmasked.UNMASKED_RENDERER_WEBGL : gl.RENDERER));
}

/**
 * tfjs does not notice a lost context: reads then return zeros, which would look like a solved run. So every result
 * is accepted only if the context is alive after it was read, and no error is pending.
 */
export function guardContext({ gl, lost }: GpuContext, run: EngineRun): EngineRun {
  const checkAlive = (): void => {
    if (gl.isContextLost()) throw new EngineError(CONTEXT_LOST);
  };
  // tfjs polls a fence of a lost context for ever
  const isLost = lost.then((error) => {
    throw error;
  });
  isLost.catch(() => undefined);
  const guarded = async <Result>(call: () => Promise<Result>): Promise<Result> => {
    try {
      const result = await Promise.race([call(), isLost]);
      const error = gl.getError();
      checkAlive();
      if (error !== gl.NO_ERROR) throw new EngineError(`The GPU reported error 0x${error.toString(16)}.`);
      return result;
    } catch (error) {
      // whatever failed, a lost context is why
      checkAlive();
      throw error;
    }
  };
  return {
    ...run,
    train: (chunk) => guarded(() => run.train(chunk)),
    evaluate: () => guarded(() => run.evaluate()),
    read: () => guarded(() => run.read()),
  };
}
