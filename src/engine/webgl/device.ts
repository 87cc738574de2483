/**
 * A thin layer over the WebGL2 context that our kernels share with tfjs: programs, textures and render targets
 * counted in a ledger, and one way to draw.
 *
 * tfjs sets program, vertex array, framebuffer, viewport and scissor for every kernel of its own, and assumes that
 * blending, depth, stencil and dithering are off, SCISSOR_TEST on and back faces culled (tfjs-backend-webgl
 * `canvas_util.ts`). So our triangle winds counter-clockwise and every draw sets viewport and scissor itself.
 */
import { EngineError } from '../engine.ts';

export type TextureFormat =
  'rgba32f' | 'rg32f' | 'r32f' | 'rgba32ui' | 'rg32ui' | 'r32ui' | 'rgba32i' | 'r32i';

export interface DeviceTexture {
  readonly texture: WebGLTexture;
  readonly width: number;
  readonly height: number;
}

/** Where a draw goes: one framebuffer with one texture, or texture layer, per output of the shader. */
export interface RenderTarget {
  readonly framebuffer: WebGLFramebuffer;
  readonly width: number;
  readonly height: number;
}

/** A program whose samplers are bound to texture units in the order of `samplers`. */
export interface DeviceProgram {
  readonly program: WebGLProgram;
  /** Empty until the program has compiled. */
  readonly uniforms: Map<string, WebGLUniformLocation>;
}

/** A program that may still be compiling. */
interface Pending {
  readonly name: string;
  readonly source: ProgramSource;
  readonly shader: WebGLShader;
}

export interface ProgramSource {
  readonly fragment: string;
  /** Sampler names, in the order of their texture units. */
  readonly samplers: readonly string[];
  readonly uniforms: readonly string[];
}

/** Hears how many of how many programs have compiled. */
export type CompileListener = (done: number, of: number) => void;

/** Pause between two looks at a compiler. */
const COMPILE_POLL_MS = 5;

/** One triangle that covers the viewport, counter-clockwise, made from the vertex number alone. */
const VERTEX_SHADER = `#version 300 es
void main() {
  gl_Position = vec4(gl_VertexID == 1 ? 3.0 : -1.0, gl_VertexID == 2 ? 3.0 : -1.0, 0.0, 1.0);
}`;

/** What every fragment shader opens with. */
export const FRAGMENT_PROLOGUE = `#version 300 es
precision highp float;
precision highp int;
precision highp sampler2D;
precision highp sampler2DArray;
precision highp usampler2D;
precision highp isampler2D;
`;

export class Device {
  readonly gl: WebGL2RenderingContext;
  /** GL objects created and not yet deleted. */
  objects = 0;
  readonly #vertexArray: WebGLVertexArrayObject;
  readonly #vertexShader: WebGLShader;
  readonly #pending = new Map<DeviceProgram, Pending>();

  constructor(gl: WebGL2RenderingContext) {
    this.gl = gl;
    this.#vertexArray = this.#made(gl.createVertexArray(), 'a vertex array');
    this.#vertexShader = this.#compile(gl.VERTEX_SHADER, VERTEX_SHADER);
  }

  #made<T>(object: T | null, what: string): T {
    if (object === null) throw new EngineError(`The GPU could not make ${what}.`);
    this.objects++;
    return object;
  }

  #compile(type: number, source: string): WebGLShader {
    const shader = this.#made(this.gl.createShader(type), 'a shader');
    this.gl.shaderSource(shader, source);
    this.gl.compileShader(shader);
    return shader;
  }

  /**
   * Starts to compile programs. `settle` waits for them without blocking where the driver can say how far it is; a
   * program used before is waited for.
   */
  programs<Name extends string>(sources: Readonly<Record<Name, ProgramSource>>): Record<Name, DeviceProgram> {
    const programs = Object.entries<ProgramSource>(sources).map(([name, source]) => [
      name,
      this.#startProgram(name, source),
    ]);
    return Object.fromEntries(programs) as Record<Name, DeviceProgram>;
  }

  #startProgram(name: string, source: ProgramSource): DeviceProgram {
    const { gl } = this;
    const shader = this.#compile(gl.FRAGMENT_SHADER, source.fragment);
    const program = this.#made(gl.createProgram(), 'a program');
    gl.attachShader(program, this.#vertexShader);
    gl.attachShader(program, shader);
    gl.linkProgram(program);
    const made = { program, uniforms: new Map<string, WebGLUniformLocation>() };
    this.#pending.set(made, { name, source, shader });
    return made;
  }

  /**
   * Waits until everything has compiled; tells of every program that has. Rejects with an EngineError when one fails or
   * `limitMs` have passed.
   */
  async settle(limitMs: number, onCompiled: CompileListener = () => undefined): Promise<void> {
    const parallel = this.gl.getExtension('KHR_parallel_shader_compile');
    const until = performance.now() + limitMs;
    const isCompiling = ({ program }: DeviceProgram): boolean =>
      parallel !== null && this.gl.getProgramParameter(program, parallel.COMPLETION_STATUS_KHR) === false;
    const programs = [...this.#pending.keys()];
    for (const [done, program] of programs.entries()) {
      onCompiled(done, programs.length);
      while (isCompiling(program)) {
        if (performance.now() > until) throw new EngineError('The GPU takes too long to compile the kernel.');
        await new Promise((resolve) => setTimeout(resolve, COMPILE_POLL_MS));
      }
      this.#finish(program);
    }
  }

  /** Takes a program over from the compiler. */
  #finish(made: DeviceProgram): void {
    const { gl } = this;
    const pending = this.#pending.get(made);
    if (!pending) return;
    const { name, source, shader } = pending;
    const { program, uniforms } = made;
    if (!gl.getProgramParameter(program, gl.LINK_STATUS)) {
      const log = (gl.getShaderInfoLog(shader) || gl.getProgramInfoLog(program)) ?? 'no log';
      throw new EngineError(`The GPU's compiler refused the ${name} kernel: ${log.slice(0, 500)}`);
    }
    this.#forget(made);
    gl.useProgram(program);
    for (const [unit, sampler] of source.samplers.entries())
      gl.uniform1i(gl.getUniformLocation(program, sampler), unit);
    for (const uniform of source.uniforms) {
      const location = gl.getUniformLocation(program, uniform);
      // a uniform that the compiler found unused has no location
      if (location) uniforms.set(uniform, location);
    }
  }

  /** Lets go of the shader of a program that has compiled, or never will. */
  #forget(program: DeviceProgram): void {
    const pending = this.#pending.get(program);
    if (!pending) return;
    this.#pending.delete(program);
    this.gl.deleteShader(pending.shader);
    this.objects--;
  }

  texture(
    format: TextureFormat,
    width: number,
    height: number,
    data: ArrayBufferView | null = null,
  ): DeviceTexture {
    const { gl } = this;
    const texture = this.#made(gl.createTexture(), 'a texture');
    const [internal, external, type] = this.#formatOf(format);
    gl.bindTexture(gl.TEXTURE_2D, texture);
    gl.texStorage2D(gl.TEXTURE_2D, 1, internal, width, height);
    if (data) gl.texSubImage2D(gl.TEXTURE_2D, 0, 0, 0, width, height, external, type, data);
    this.#sampleNearest(gl.TEXTURE_2D);
    return { texture, width, height };
  }

  /** Replaces all of a texture's texels. */
  upload(target: DeviceTexture, format: TextureFormat, data: ArrayBufferView): void {
    const { gl } = this;
    const [, external, type] = this.#formatOf(format);
    gl.bindTexture(gl.TEXTURE_2D, target.texture);
    gl.texSubImage2D(gl.TEXTURE_2D, 0, 0, 0, target.width, target.height, external, type, data);
  }

  /** An RGBA32F texture of several layers, each a render target of its own. */
  textureArray(width: number, height: number, layers: number): DeviceTexture {
    const { gl } = this;
    const texture = this.#made(gl.createTexture(), 'a texture');
    gl.bindTexture(gl.TEXTURE_2D_ARRAY, texture);
    gl.texStorage3D(gl.TEXTURE_2D_ARRAY, 1, gl.RGBA32F, width, height, layers);
    this.#sampleNearest(gl.TEXTURE_2D_ARRAY);
    return { texture, width, height };
  }

  #sampleNearest(target: number): void {
    const { gl } = this;
    gl.texParameteri(target, gl.TEXTURE_MIN_FILTER, gl.NEAREST);
    gl.texParameteri(target, gl.TEXTURE_MAG_FILTER, gl.NEAREST);
  }

  #formatOf(format: TextureFormat): readonly [internal: number, external: number, type: number] {
    const { gl } = this;
    const formats = {
      rgba32f: [gl.RGBA32F, gl.RGBA, gl.FLOAT],
      rg32f: [gl.RG32F, gl.RG, gl.FLOAT],
      r32f: [gl.R32F, gl.RED, gl.FLOAT],
      rgba32ui: [gl.RGBA32UI, gl.RGBA_INTEGER, gl.UNSIGNED_INT],
      rg32ui: [gl.RG32UI, gl.RG_INTEGER, gl.UNSIGNED_INT],
      r32ui: [gl.R32UI, gl.RED_INTEGER, gl.UNSIGNED_INT],
      rgba32i: [gl.RGBA32I, gl.RGBA_INTEGER, gl.INT],
      r32i: [gl.R32I, gl.RED_INTEGER, gl.INT],
    } as const;
    return formats[format];
  }

  /** A render target over whole textures of one size. */
  target(textures: readonly DeviceTexture[]): RenderTarget {
    const { gl } = this;
    return this.#target(textures[0], textures.length, (k) =>
      gl.framebufferTexture2D(
        gl.FRAMEBUFFER,
        gl.COLOR_ATTACHMENT0 + k,
        gl.TEXTURE_2D,
        textures[k].texture,
        0,
      ),
    );
  }

  /** A render target over the first `layers` layers of an array texture. */
  layerTarget(array: DeviceTexture, layers: number): RenderTarget {
    const { gl } = this;
    return this.#target(array, layers, (k) =>
      gl.framebufferTextureLayer(gl.FRAMEBUFFER, gl.COLOR_ATTACHMENT0 + k, array.texture, 0, k),
    );
  }

  #target(size: DeviceTexture, attachments: number, attach: (k: number) => void): RenderTarget {
    const { gl } = this;
    const framebuffer = this.#made(gl.createFramebuffer(), 'a framebuffer');
    gl.bindFramebuffer(gl.FRAMEBUFFER, framebuffer);
    const buffers: number[] = [];
    for (let k = 0; k < attachments; k++) {
      attach(k);
      buffers.push(gl.COLOR_ATTACHMENT0 + k);
    }
    gl.drawBuffers(buffers);
    return { framebuffer, width: size.width, height: size.height };
  }

  /** Whether the driver can really draw into a target (it may promise more attachments than it has). */
  isComplete(target: RenderTarget): boolean {
    const { gl } = this;
    gl.bindFramebuffer(gl.FRAMEBUFFER, target.framebuffer);
    return gl.checkFramebufferStatus(gl.FRAMEBUFFER) === gl.FRAMEBUFFER_COMPLETE;
  }

  /**
   * Must come before a series of our draws: tfjs may have left another vertex array bound, and enables SCISSOR_TEST on
   * contexts of its own making only.
   */
  begin(): void {
    this.gl.bindVertexArray(this.#vertexArray);
    this.gl.enable(this.gl.SCISSOR_TEST);
  }

  bind(unit: number, texture: WebGLTexture, target: number = this.gl.TEXTURE_2D): void {
    this.gl.activeTexture(this.gl.TEXTURE0 + unit);
    this.gl.bindTexture(target, texture);
  }

  /** Draws rows `firstRow .. firstRow + rows - 1` of a target with the program in use. */
  draw(target: RenderTarget, rows: number = target.height, firstRow = 0): void {
    const { gl } = this;
    gl.bindFramebuffer(gl.FRAMEBUFFER, target.framebuffer);
    gl.viewport(0, 0, target.width, target.height);
    gl.scissor(0, firstRow, target.width, rows);
    gl.drawArrays(gl.TRIANGLES, 0, 3);
  }

  /** Draws once into textures that are not ours, and forgets the framebuffer. */
  drawInto(textures: readonly DeviceTexture[]): void {
    const target = this.target(textures);
    this.draw(target);
    this.deleteTarget(target);
  }

  /** Puts a program in use with its textures in the order of its samplers. */
  use(program: DeviceProgram, textures: readonly WebGLTexture[]): void {
    this.#finish(program);
    this.gl.useProgram(program.program);
    for (const [unit, texture] of textures.entries()) this.bind(unit, texture);
  }

  deleteTexture({ texture }: DeviceTexture): void {
    this.gl.deleteTexture(texture);
    this.objects--;
  }

  deleteTarget({ framebuffer }: RenderTarget): void {
    this.gl.deleteFramebuffer(framebuffer);
    this.objects--;
  }

  deleteProgram(program: DeviceProgram): void {
    this.#forget(program);
    this.gl.deleteProgram(program.program);
    this.objects--;
  }

  dispose(): void {
    this.gl.deleteVertexArray(this.#vertexArray);
    this.gl.deleteShader(this.#vertexShader);
    this.objects -= 2;
  }
}

/** Where a program keeps a uniform; null, which GL ignores, if its compiler found it unused. */
export const uniform = (program: DeviceProgram, name: string): WebGLUniformLocation | null =>
  program.uniforms.get(name) ?? null;
