/** Sums over flat vectors of the same length. */

export function dotProduct(a: Float64Array, b: Float64Array): number {
  let sum = 0;
  for (let k = 0; k < a.length; k++) sum += a[k] * b[k];
  return sum;
}

export const normOf = (vector: Float64Array): number => Math.sqrt(dotProduct(vector, vector));
