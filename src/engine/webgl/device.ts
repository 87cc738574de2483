/**
 * A thin layer over the WebGL2 context that our kernels share with tfjs: programs, textures and render targets
 * counted in a ledger, and one way to draw.
 *
 * tfjs sets program, vertex array, framebuffer, viewport and scissor for every kernel of its own, and assumes that
 * blending, depth, stencil and dithering are off, SCISSOR_TEST on and back faces culled (tfjs-backend-webgl
 * `canvas_util.ts`). So our triangle winds counter-clockwise and every draw sets viewport and scissor itself.
 */
import { Ledger } from './ledger.ts';
import {
  ProgramCompiler,
  type CompileListener,
  type DeviceProgram,
  type ProgramSource,
} from './program-compiler.ts';

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

export class Device {
  readonly gl: WebGL2RenderingContext;
  readonly #ledger = new Ledger();
  readonly #compiler: ProgramCompiler;
  readonly #vertexArray: WebGLVertexArrayObject;

  constructor(gl: WebGL2RenderingContext) {
    this.gl = gl;
    this.#vertexArray = this.#ledger.made(gl.createVertexArray(), 'a vertex array');
    this.#compiler = new ProgramCompiler(gl, this.#ledger);
  }

  /** GL objects created and not yet deleted. */
  get objects(): number {
    return this.#ledger.objects;
  }

  /** Starts to compile programs; they may be used at once. */
  programs<Name extends string>(sources: Readonly<Record<Name, ProgramSource>>): Record<Name, DeviceProgram> {
    return this.#compiler.start(sources);
  }

  /** Waits until every program has compiled: `ProgramCompiler.settle`. */
  settle(limitMs: number, onCompiled?: CompileListener): Promise<void> {
    return this.#compiler.settle(limitMs, onCompiled);
  }

  texture(
    format: TextureFormat,
    width: number,
    height: number,
    data: ArrayBufferView | null = null,
  ): DeviceTexture {
    const { gl } = this;
    const texture = this.#ledger.made(gl.createTexture(), 'a texture');
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
    const texture = this.#ledger.made(gl.createTexture(), 'a texture');
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
    const framebuffer = this.#ledger.made(gl.createFramebuffer(), 'a framebuffer');
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
    this.#compiler.finish(program);
    this.gl.useProgram(program.program);
    for (const [unit, texture] of textures.entries()) this.bind(unit, texture);
  }

  deleteTexture({ texture }: DeviceTexture): void {
    this.gl.deleteTexture(texture);
    this.#ledger.objects--;
  }

  deleteTarget({ framebuffer }: RenderTarget): void {
    this.gl.deleteFramebuffer(framebuffer);
    this.#ledger.objects--;
  }

  deleteProgram(program: DeviceProgram): void {
    this.#compiler.delete(program);
  }

  dispose(): void {
    this.gl.deleteVertexArray(this.#vertexArray);
    this.#ledger.objects--;
    this.#compiler.dispose();
  }
}

/** Where a program keeps a uniform; null, which GL ignores, if its compiler found it unused. */
export const uniform = (program: DeviceProgram, name: string): WebGLUniformLocation | null =>
  program.uniforms.get(name) ?? null;
