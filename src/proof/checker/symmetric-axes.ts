/**
 * About the principal axes of a symmetric matrix, by Jacobi's rotations. The checker rests on no property of the
 * result: what `BallEnclosure.merge` does with it holds of any matrix, and a bad one only costs room.
 */
const SWEEPS = 8;

/** Rows are axes of unit length. */
export function jacobiAxes(symmetric: Float64Array, n: number): Float64Array {
  const a = symmetric.slice();
  const axes = new Float64Array(n * n);
  for (let k = 0; k < n; k++) axes[k * n + k] = 1;
  for (let sweep = 0; sweep < SWEEPS; sweep++) {
    let [off, all] = [0, 0];
    for (let p = 0; p < n; p++)
      for (let q = 0; q <= p; q++) {
        const square = a[p * n + q] ** 2;
        all += square;
        if (p !== q) off += square;
      }
    if (!(off > 1e-12 * all)) break;
    for (let p = 0; p < n; p++) for (let q = p + 1; q < n; q++) rotate(a, axes, { p, q, n });
  }
  return axes;
}

function rotate(
  a: Float64Array,
  axes: Float64Array,
  { p, q, n }: { readonly p: number; readonly q: number; readonly n: number },
): void {
  const off = a[p * n + q];
  if (Math.abs(off) < 1e-290) return;
  const angle = (a[q * n + q] - a[p * n + p]) / (2 * off);
  const t = (angle < 0 ? -1 : 1) / (Math.abs(angle) + Math.sqrt(angle * angle + 1));
  const cos = 1 / Math.sqrt(t * t + 1);
  const sin = t * cos;
  for (let k = 0; k < n; k++) {
    const [x, y] = [a[k * n + p], a[k * n + q]];
    a[k * n + p] = cos * x - sin * y;
    a[k * n + q] = sin * x + cos * y;
  }
  turnRows(a, { p, q, n }, cos, sin);
  turnRows(axes, { p, q, n }, cos, sin);
}

function turnRows(
  rows: Float64Array,
  { p, q, n }: { readonly p: number; readonly q: number; readonly n: number },
  cos: number,
  sin: number,
): void {
  for (let k = 0; k < n; k++) {
    const [x, y] = [rows[p * n + k], rows[q * n + k]];
    rows[p * n + k] = cos * x - sin * y;
    rows[q * n + k] = sin * x + cos * y;
  }
}
