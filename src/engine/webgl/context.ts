/**
 * Our own WebGL2 context on an OffscreenCanvas, to be handed to tfjs: works in Safari's workers and on software GL,
 * where tfjs refuses to make one, and tells us when it is lost.
 */
// the backend without its kernels: all that runs on it is the two fused ones
import { GPGPUContext, MathBackendWebGL, setWebGLContext } from '@tensorflow/tfjs-backend-webgl/dist/base.js';
import { findBackendFactory, registerBackend, removeBackend, setBackend } from '@tensorflow/tfjs-core';
import { DeviceLostError, EngineError, type EngineRun } from '../engine.ts';
import { nextTurn } from '../../workers/turn.ts';

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
  await settled(context, () => Promise.resolve(checkReadBack(context.gl)));
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
    canvas.addEventListener('webglcontextlost', () => resolve(new DeviceLostError(CONTEXT_LOST)));
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
 * Awaits what a context was asked for. A dying GPU answers zeros without an error, and the browser tells of its loss as a
 * task: so a result counts only if, a turn of the event loop later, the context is still alive and no error is pending.
 * Whatever else failed, a lost context is why, which a busy browser may tell late: rejects with a DeviceLostError.
 */
export async function settled<Result>(
  { gl, lost }: Pick<GpuContext, 'gl' | 'lost'>,
  call: () => Promise<Result>,
): Promise<Result> {
  try {
    const result = await orLost(lost, call);
    const error = gl.getError();
    await nextTurn();
    checkAlive(gl);
    if (error !== gl.NO_ERROR) throw new EngineError(`The GPU reported error 0x${error.toString(16)}.`);
    return result;
  } catch (error) {
    for (const until = performance.now() + LATE_LOSS_MS; performance.now() < until;) {
      checkAlive(gl);
      await new Promise((resolve) => setTimeout(resolve, LOSS_POLL_MS));
    }
    checkAlive(gl);
    throw error;
  }
}

/** Who waits for a context; `error` once it is lost. */
interface Waiting {
  error: EngineError | null;
  readonly tell: Set<(error: EngineError) => void>;
}

const waitingFor = new WeakMap<Promise<EngineError>, Waiting>();

/**
 * Awaits a call, or rejects when the context is lost: tfjs polls a fence of a lost one for ever. Each context is
 * listened to once, since a promise that is never kept holds all that ever raced it, results included.
 */
async function orLost<Result>(lost: Promise<EngineError>, call: () => Promise<Result>): Promise<Result> {
  const waiting = waitingFor.get(lost) ?? listenTo(lost);
  if (waiting.error) throw waiting.error;
  let tell: (error: EngineError) => void = () => undefined;
  try {
    return await new Promise<Result>((resolve, reject) => {
      tell = reject;
      waiting.tell.add(tell);
      call().then(resolve, reject);
    });
  } finally {
    waiting.tell.delete(tell);
  }
}

function listenTo(lost: Promise<EngineError>): Waiting {
  const waiting: Waiting = { error: null, tell: new Set() };
  waitingFor.set(lost, waiting);
  void tellOfLoss(lost, waiting);
  return waiting;
}

async function tellOfLoss(lost: Promise<EngineError>, waiting: Waiting): Promise<void> {
  const error = await lost;
  waiting.error = error;
  for (const tell of waiting.tell) tell(error);
}

/** How long after a failure a loss may be told that is its cause, and how often it is asked for. */
const LATE_LOSS_MS = 600;
const LOSS_POLL_MS = 20;

function checkAlive(gl: WebGL2RenderingContext): void {
  if (gl.isContextLost()) throw new DeviceLostError(CONTEXT_LOST);
}

/** The run, with results that are settled. `proof`: what must succeed after every call. */
export function guardContext(
  context: GpuContext,
  run: EngineRun,
  proof: () => void = () => undefined,
): EngineRun {
  const guarded = <Result>(call: () => Promise<Result>): Promise<Result> =>
    settled(context, async () => {
      const result = await call();
      proof();
      return result;
    });
  return {
    ...run,
    train: (chunk) => guarded(() => run.train(chunk)),
    evaluate: () => guarded(() => run.evaluate()),
    readParams: () => guarded(() => run.readParams()),
    read: () => guarded(() => run.read()),
  };
}

/** Texels across and down of what is read back on trial. */
const TRIAL_TEXELS = 64;

/**
 * Throws an EngineError when a texture that was just filled does not read back as it is: browsers that protect against
 * fingerprinting put noise into what a page reads, or blank it.
 */
export function checkReadBack(gl: WebGL2RenderingContext): void {
  const texture = gl.createTexture();
  const framebuffer = gl.createFramebuffer();
  gl.bindTexture(gl.TEXTURE_2D, texture);
  gl.texStorage2D(gl.TEXTURE_2D, 1, gl.RGBA32F, TRIAL_TEXELS, TRIAL_TEXELS);
  gl.bindFramebuffer(gl.FRAMEBUFFER, framebuffer);
  gl.framebufferTexture2D(gl.FRAMEBUFFER, gl.COLOR_ATTACHMENT0, gl.TEXTURE_2D, texture, 0);
  gl.enable(gl.SCISSOR_TEST);
  for (let row = 0; row < TRIAL_TEXELS; row++) {
    gl.scissor(0, row, TRIAL_TEXELS, 1);
    gl.clearBufferfv(gl.COLOR, 0, trialColour(row));
  }
  const read = new Float32Array(4 * TRIAL_TEXELS ** 2);
  gl.readPixels(0, 0, TRIAL_TEXELS, TRIAL_TEXELS, gl.RGBA, gl.FLOAT, read);
  gl.bindFramebuffer(gl.FRAMEBUFFER, null);
  gl.deleteFramebuffer(framebuffer);
  gl.deleteTexture(texture);
  const isExact = read.every((value, k) => value === trialColour(Math.floor(k / 4 / TRIAL_TEXELS))[k % 4]);
  if (!isExact)
    throw new EngineError(
      'This browser does not let a page read exact numbers from the GPU, as protections against fingerprinting do.',
    );
}

const trialColour = (row: number): readonly [number, number, number, number] => [
  row + 1,
  1 / 1024,
  -row * 4096,
  0.5 + row / 128,
];
