/**
 * The model and the flat layout of its parameters, which every engine, file and panel shares.
 *
 * `LSTM(hidden) -> Dense(2)` on one-hot bits. Gate order i, f, c, o, as in Keras and tf.layers:
 *
 *     inputKernel     [2][4H]   row b is added when the bit is b
 *     recurrentKernel [H][4H]
 *     bias            [4H]
 *     outputKernel    [H][2]
 *     outputBias      [2]
 *
 * flattened row by row in that order: 4H(2 + H + 1) + 2H + 2 numbers, 20 at one unit.
 */

export type Activation = 'sigmoid' | 'hard-sigmoid';
export type Head = 'softmax' | 'double-softmax';
export type Supervision = 'every' | 'last';

/** Most units that a network may have, here and in every file and link. */
export const MAX_HIDDEN = 64;

/** What fixes the shape and the meaning of a parameter vector. */
export interface ModelSpec {
  readonly hidden: number;
  /** The recurrent activation of the three gates. */
  readonly activation: Activation;
  /** `double-softmax` is the notebook's: a softmax layer behind a Dense layer that already ends in one. */
  readonly head: Head;
}

/** Parameters, or gradients in the same layout. */
export type ParamVector = Float32Array | Float64Array;

/** The four gates in the order in which they are stored. */
export const GATES = ['i', 'f', 'c', 'o'] as const;

export const PARAM_NAMES = ['inputKernel', 'recurrentKernel', 'bias', 'outputKernel', 'outputBias'] as const;
export type ParamName = (typeof PARAM_NAMES)[number];

/** Where one parameter array lies in the flat vector: `rows * columns` numbers from `offset`, row by row. */
export interface ParamBlock {
  readonly offset: number;
  readonly rows: number;
  readonly columns: number;
}

export type ParamLayout = Readonly<Record<ParamName, ParamBlock>> & { readonly size: number };

/** The layout of a model of `hidden` units. */
export function paramLayout(hidden: number): ParamLayout {
  const gates = GATES.length * hidden;
  const shapes: Record<ParamName, readonly [number, number]> = {
    inputKernel: [2, gates],
    recurrentKernel: [hidden, gates],
    bias: [1, gates],
    outputKernel: [hidden, 2],
    outputBias: [1, 2],
  };
  let size = 0;
  const block = (name: ParamName): ParamBlock => {
    const [rows, columns] = shapes[name];
    const offset = size;
    size += rows * columns;
    return { offset, rows, columns };
  };
  const blocks = {
    inputKernel: block('inputKernel'),
    recurrentKernel: block('recurrentKernel'),
    bias: block('bias'),
    outputKernel: block('outputKernel'),
    outputBias: block('outputBias'),
  };
  return { ...blocks, size };
}

/** Number of parameters of a model of `hidden` units: `4H(2 + H + 1) + 2H + 2`. */
export const paramCount = (hidden: number): number => paramLayout(hidden).size;

/** A parameter vector with what gives it meaning. */
export interface Model {
  readonly spec: ModelSpec;
  readonly params: ParamVector;
  readonly layout: ParamLayout;
}

/** Puts a parameter vector beside its layout. */
export const modelOf = (spec: ModelSpec, params: ParamVector): Model => ({
  spec,
  params,
  layout: paramLayout(spec.hidden),
});

/** One parameter array as nested rows, for files and for the page. */
export function paramRows(params: ParamVector, block: ParamBlock): number[][] {
  return Array.from({ length: block.rows }, (_, row) => {
    const start = block.offset + row * block.columns;
    return Array.from(params.subarray(start, start + block.columns));
  });
}
