/**
 * Initial weights as Keras draws them, from a generator that the caller hands in (tfjs' initialisers ignore or
 * reject seeds). Keras 3 `initializers/random_initializers.py` is the source of the scales.
 */
import { paramLayout, type ParamBlock, type ParamVector } from './params.ts';
import { dotProduct, normOf } from './vectors.ts';

/** How the input kernel is drawn: the notebook's tfjs-era default, or today's Keras default. */
export type Initializer = 'glorot-normal' | 'glorot-uniform';

/** Uniform number `index` in (0, 1) of the run's weight stream. */
export type UniformDraw = (index: number) => number;

/** Standard deviation of a unit normal truncated at two standard deviations; Keras divides by it. */
const TRUNCATED_NORMAL_STDDEV = 0.87962566103423978;

/** Fresh parameters: recurrent kernel orthogonal, biases 0 but 1 at the forget gate, output kernel glorot-uniform. */
export function initialParams(hidden: number, initializer: Initializer, uniform: UniformDraw): Float32Array {
  const layout = paramLayout(hidden);
  const params = new Float32Array(layout.size);
  let next = 0;
  const draw = (): number => uniform(next++);
  if (initializer === 'glorot-normal') fillGlorotNormal(params, layout.inputKernel, draw);
  else fillGlorotUniform(params, layout.inputKernel, draw);
  fillOrthogonal(params, layout.recurrentKernel, draw);
  params.fill(1, layout.bias.offset + hidden, layout.bias.offset + 2 * hidden);
  fillGlorotUniform(params, layout.outputKernel, draw);
  return params;
}

/** Uniform in ±sqrt(6 / (fan in + fan out)) (Glorot and Bengio, AISTATS 2010, eq. 16). */
function fillGlorotUniform(params: ParamVector, block: ParamBlock, draw: () => number): void {
  const limit = Math.sqrt(6 / (block.rows + block.columns));
  for (let k = 0; k < block.rows * block.columns; k++) params[block.offset + k] = limit * (2 * draw() - 1);
}

/** Normal of variance 2 / (fan in + fan out) after truncation at two standard deviations. */
function fillGlorotNormal(params: ParamVector, block: ParamBlock, draw: () => number): void {
  const stddev = Math.sqrt(2 / (block.rows + block.columns)) / TRUNCATED_NORMAL_STDDEV;
  for (let k = 0; k < block.rows * block.columns; k++)
    params[block.offset + k] = stddev * truncatedNormal(draw);
}

function truncatedNormal(draw: () => number): number {
  for (;;) {
    const x = normal(draw);
    if (Math.abs(x) <= 2) return x;
  }
}

/** Box and Muller (Annals of Mathematical Statistics 29, 1958); the second value is not used, for simplicity. */
const normal = (draw: () => number): number =>
  Math.sqrt(-2 * Math.log(draw())) * Math.cos(2 * Math.PI * draw());

/**
 * Rows that are orthonormal: a [rows, 4 rows] matrix from the Gram-Schmidt process on normal rows, which has the
 * distribution of Keras' QR with the signs of R's diagonal (Mezzadri, Notices of the AMS 54, 2007).
 */
function fillOrthogonal(params: ParamVector, block: ParamBlock, draw: () => number): void {
  const rows: Float64Array[] = [];
  for (let r = 0; r < block.rows; r++) {
    const row = Float64Array.from({ length: block.columns }, () => normal(draw));
    // projecting twice keeps the rows orthogonal to rounding error
    for (let pass = 0; pass < 2; pass++) for (const other of rows) subtractProjection(row, other);
    const norm = normOf(row);
    for (let k = 0; k < row.length; k++) row[k] /= norm;
    rows.push(row);
    params.set(row, block.offset + r * block.columns);
  }
}

function subtractProjection(row: Float64Array, unit: Float64Array): void {
  const length = dotProduct(row, unit);
  for (let k = 0; k < row.length; k++) row[k] -= length * unit[k];
}
