/**
 * Faults of a GPU, as text that goes in front of the training worker's file. They begin when the worker has told its first
 * weights, after every test that an engine makes of itself, unless they say otherwise.
 */

/** Runs in the worker: what the faults below have at hand. */
function install(fault: (hands: Hands) => void): void {
  const gl = WebGL2RenderingContext.prototype;
  const sources = new WeakMap<object, string>();
  let program = '';
  const strikes = new BroadcastChannel('latch-strikes');
  const hands: Hands = {
    isArmed: false,
    around: (name, replacement) => {
      const original = gl[name] as (...args: unknown[]) => unknown;
      Object.defineProperty(gl, name, {
        value(this: WebGL2RenderingContext, ...args: unknown[]) {
          const call = (): unknown => original.apply(this, args);
          return hands.isArmed ? replacement(call, args) : call();
        },
        writable: true,
        configurable: true,
      });
    },
    program: () => program,
    strike: () => strikes.postMessage(null),
  };
  // which program draws, by what its fragment shader says
  const hear = (name: keyof WebGL2RenderingContext, listener: (...args: never[]) => void): void => {
    const original = Reflect.get(gl, name) as (...args: unknown[]) => unknown;
    Object.defineProperty(gl, name, {
      value(this: WebGL2RenderingContext, ...args: never[]) {
        listener(...args);
        return original.apply(this, args);
      },
      writable: true,
      configurable: true,
    });
  };
  hear('shaderSource', (shader: WebGLShader, source: string) => void sources.set(shader, source));
  hear('attachShader', (made: WebGLProgram, shader: WebGLShader) => {
    sources.set(made, (sources.get(made) ?? '') + (sources.get(shader) ?? ''));
  });
  hear('useProgram', (used: WebGLProgram | null) => void (program = used ? (sources.get(used) ?? '') : ''));
  const worker = self as unknown as { postMessage: (message: { type?: string }) => void };
  const post = worker.postMessage.bind(self);
  worker.postMessage = (message) => {
    post(message);
    // a guess has no weights to begin with
    if (message.type === 'started' || message.type === 'engine') setTimeout(() => (hands.isArmed = true), 0);
  };
  fault(hands);
}

interface Hands {
  /** Whether the fault has begun. */
  isArmed: boolean;
  /** Replaces a method of the context from when the fault has begun. */
  around(
    name: keyof WebGL2RenderingContext,
    replacement: (call: () => unknown, args: unknown[]) => unknown,
  ): void;
  /** The shader text of the program in use. */
  program(): string;
  /** The fault has done something, which the page's recorder counts: in some runs there is nothing for it to do. */
  strike(): void;
}

/** The text of a prelude; `fault` runs in the worker and closes over nothing but `values`, which it is given. */
const prelude = (fault: (hands: Hands, ...values: never[]) => void, ...values: unknown[]): string =>
  preludeOf(`(hands) => (${fault.toString()})(hands, ...${JSON.stringify(values)})`);

const preludeOf = (source: string): string => `(${install.toString()})(${source});\n`;

/** Reads give what `change` makes of them; they are counted from 0. */
const reads = (change: (values: Float32Array, count: number) => void): string =>
  preludeOf(`(hands) => {
    let count = 0;
    hands.around('readPixels', (call, args) => {
      call();
      if (!(args[6] instanceof Float32Array)) return;
      const before = args[6].slice();
      (${change.toString()})(args[6], count++);
      if (before.some((value, k) => value !== args[6][k])) hands.strike();
    });
  }`);

const everyDraw = (every: number): string =>
  prelude((hands: Hands, each: number) => {
    let count = 0;
    for (const name of ['drawArrays', 'drawElements'] as const)
      hands.around(name, (call) => (++count % each === 0 ? hands.strike() : call()));
  }, every);

/** Draws of the program whose shader holds a text are skipped, every `nth` of them. */
const drawsOf = (text: string, nth = 1): string =>
  prelude(
    (hands: Hands, held: string, each: number) => {
      let count = 0;
      hands.around('drawArrays', (call) =>
        hands.program().includes(held) && ++count % each === 0 ? hands.strike() : call(),
      );
    },
    text,
    nth,
  );

/** Shaders that hold a text compute an exponential that is 1 % off: from the worker's start, or those compiled late. */
const wrongExp = (held: string, isLate: boolean): string =>
  prelude(
    (hands: Hands, text: string, late: boolean) => {
      hands.isArmed = !late;
      hands.around('shaderSource', (call, args) => {
        const source = String(args[1]);
        if (source.includes(text)) {
          args[1] = source.replace(/\bexp\(/gu, '1.01 * exp(');
          hands.strike();
        }
        return call();
      });
    },
    held,
    isLate,
  );

/** Every fault by name. */
export const GL_FAULTS = {
  'reads give zeros': reads((values, count) => void (count >= 40 && values.fill(0))),
  'draws do nothing': everyDraw(1),
  'one draw in 50 is skipped': everyDraw(50),
  'one draw in 200 is skipped': everyDraw(200),
  'the evaluation is not counted': drawsOf('rowTotals'),
  'rows are not counted': drawsOf('uniform int columns;\nlayout(location = 0) out float total'),
  'nothing is answered': drawsOf('judgedOf'),
  'gradients are not drawn': drawsOf('forwardStep'),
  'Adam is left out once in seven': drawsOf('gradientSum(int', 7),
  'strings are not made': drawsOf('threefry'),
  'strings are not counted': drawsOf('out vec4 answers'),
  'weights are not unpacked': drawsOf('out float secondMoment'),
  'weights are not packed': drawsOf('firstMoment = four'),
  'the tally is not unpacked': drawsOf('uniform int width;\nlayout(location = 0) out float value'),
  'uploads are dropped': prelude((hands: Hands) => {
    for (const name of ['texSubImage2D', 'texImage2D'] as const)
      hands.around(name, (call, args) => (args.at(-1) === null ? call() : hands.strike()));
  }),
  'exp is wrong in evaluation': wrongExp('judgedOf', false),
  'exp is wrong in late evaluation': wrongExp('judgedOf', true),
  'exp is wrong everywhere': wrongExp('exp(', false),
  'a read is stale': prelude((hands: Hands) => {
    let count = 0;
    const before = new Map<number, Float32Array>();
    hands.around('readPixels', (call, args) => {
      call();
      const values = args[6] as Float32Array;
      const last = before.get(values.length);
      before.set(values.length, values.slice());
      if (!last || ++count % 20 !== 0 || last.every((value, k) => value === values[k])) return;
      values.set(last);
      hands.strike();
    });
  }),
  'one bit of a read is flipped': reads((values, count) => {
    if (count % 10 !== 0) return;
    const words = new Uint32Array(values.buffer, values.byteOffset, values.length);
    words[(4 * (count / 10)) % words.length]! ^= 1 << 17;
  }),
  'reads are 0.1 % off': reads((values) => {
    for (let k = 0; k < values.length; k++) values[k]! *= 1.001;
  }),
  'the tally is read 0.1 % off': reads((values) => {
    if (values.length < 100) values[0]! *= 1.001;
  }),
} as const satisfies Readonly<Record<string, string>>;

export type GlFault = keyof typeof GL_FAULTS;

/** From the worker's start on reads are off in their last digits, as browsers make them that protect against fingerprinting. */
export const NOISY_READS = preludeOf(`(hands) => {
  hands.isArmed = true;
  hands.around('readPixels', (call, args) => {
    call();
    const values = args[6];
    if (values instanceof Float32Array) for (let k = 0; k < values.length; k += 3) values[k] *= 1.0000005;
  });
}`);

/** The processor's own arithmetic is 1 % off. */
export const WRONG_MATH = `const exactExp = Math.exp; Math.exp = (x) => 1.01 * exactExp(x);\n`;
