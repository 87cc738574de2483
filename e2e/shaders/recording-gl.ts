/**
 * A WebGL2 context without a GPU: whatever it is asked succeeds, nothing is computed, and every draw is told with the
 * program that it was made with. It is handed to the engine's own classes in place of a browser's.
 */

/** One draw: the fragment shader in use, and how many texels it fills. */
export interface Draw {
  readonly fragment: string;
  readonly width: number;
  readonly height: number;
}

type Answers = Readonly<Record<string, (...inputs: never[]) => unknown>>;

/** `onVertexShader` hears the text that all programs share, `onDraw` each draw in turn. */
export function recordingContext(listeners: {
  readonly onVertexShader: (text: string) => void;
  readonly onDraw: (draw: Draw) => void;
}): WebGL2RenderingContext {
  const numbers = new Map<string, number>();
  const constant = (name: string): number => {
    const known = numbers.get(name) ?? numbers.size + 1;
    numbers.set(name, known);
    return known;
  };
  const types = new Map<object, number>();
  const texts = new Map<object, string>();
  const fragments = new Map<object, string>();
  let inUse = '';
  let size = { width: 0, height: 0 };
  const isFragment = (shader: object): boolean => types.get(shader) === constant('FRAGMENT_SHADER');

  const answers: Answers = {
    createShader(type: number) {
      const shader = {};
      types.set(shader, type);
      return shader;
    },
    shaderSource(shader: object, text: string) {
      texts.set(shader, text);
      if (!isFragment(shader)) listeners.onVertexShader(text);
    },
    attachShader(program: object, shader: object) {
      if (isFragment(shader)) fragments.set(program, texts.get(shader) ?? '');
    },
    useProgram: (program: object) => void (inUse = fragments.get(program) ?? ''),
    scissor: (_x: number, _y: number, width: number, height: number) => void (size = { width, height }),
    drawArrays: () => listeners.onDraw({ fragment: inUse, ...size }),
    getProgramParameter: () => true,
    getUniformLocation: () => ({}),
    checkFramebufferStatus: () => constant('FRAMEBUFFER_COMPLETE'),
    getExtension: () => null,
  };
  const context = new Proxy(
    {},
    {
      get(_, name) {
        if (typeof name !== 'string') return undefined;
        if (/^[A-Z]/u.test(name)) return constant(name);
        return answers[name] ?? (() => (name.startsWith('create') ? {} : undefined));
      },
    },
  );
  return context as WebGL2RenderingContext;
}
