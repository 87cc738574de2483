/**
 * Compiles the programs that draw. Compiling goes on beside the worker where the driver has threads of its own for it
 * (KHR_parallel_shader_compile); a program that is needed before is waited for.
 */
import { EngineError } from '../engine.ts';
import type { Ledger } from './ledger.ts';

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

export class ProgramCompiler {
  readonly #gl: WebGL2RenderingContext;
  readonly #ledger: Ledger;
  readonly #vertexShader: WebGLShader;
  readonly #pending = new Map<DeviceProgram, Pending>();

  constructor(gl: WebGL2RenderingContext, ledger: Ledger) {
    this.#gl = gl;
    this.#ledger = ledger;
    this.#vertexShader = this.#compile(gl.VERTEX_SHADER, VERTEX_SHADER);
  }

  #compile(type: number, source: string): WebGLShader {
    const shader = this.#ledger.made(this.#gl.createShader(type), 'a shader');
    this.#gl.shaderSource(shader, source);
    this.#gl.compileShader(shader);
    return shader;
  }

  /** Starts to compile programs; `settle` waits for them without blocking where the driver can say how far it is. */
  start<Name extends string>(sources: Readonly<Record<Name, ProgramSource>>): Record<Name, DeviceProgram> {
    const programs = Object.entries<ProgramSource>(sources).map(([name, source]) => [
      name,
      this.#start(name, source),
    ]);
    return Object.fromEntries(programs) as Record<Name, DeviceProgram>;
  }

  #start(name: string, source: ProgramSource): DeviceProgram {
    const gl = this.#gl;
    const shader = this.#compile(gl.FRAGMENT_SHADER, source.fragment);
    const program = this.#ledger.made(gl.createProgram(), 'a program');
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
    const parallel = this.#gl.getExtension('KHR_parallel_shader_compile');
    const until = performance.now() + limitMs;
    const isCompiling = ({ program }: DeviceProgram): boolean =>
      parallel !== null && this.#gl.getProgramParameter(program, parallel.COMPLETION_STATUS_KHR) === false;
    const programs = [...this.#pending.keys()];
    for (const [done, program] of programs.entries()) {
      onCompiled(done, programs.length);
      while (isCompiling(program)) {
        if (performance.now() > until) throw new EngineError('The GPU takes too long to compile the kernel.');
        await new Promise((resolve) => setTimeout(resolve, COMPILE_POLL_MS));
      }
      this.finish(program);
    }
  }

  /** Takes a program over from the driver's compiler; waits for it if it must. */
  finish(made: DeviceProgram): void {
    const gl = this.#gl;
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
    this.#gl.deleteShader(pending.shader);
    this.#ledger.objects--;
  }

  delete(program: DeviceProgram): void {
    this.#forget(program);
    this.#gl.deleteProgram(program.program);
    this.#ledger.objects--;
  }

  dispose(): void {
    this.#gl.deleteShader(this.#vertexShader);
    this.#ledger.objects--;
  }
}
