/** Square matrices of a few rows, row by row in flat arrays. */

/** Upper triangular R with `R' R = form`; pivots that are not positive become tiny ones. */
export function upperRoot(form: Float64Array, n: number): Float64Array {
  const root = new Float64Array(n * n);
  for (let k = 0; k < n; k++) {
    let square = form[k * n + k];
    for (let i = 0; i < k; i++) square -= root[i * n + k] ** 2;
    const pivot = Math.sqrt(Math.max(square, 1e-18));
    root[k * n + k] = pivot;
    for (let j = k + 1; j < n; j++) {
      let rest = form[k * n + j];
      for (let i = 0; i < k; i++) rest -= root[i * n + k] * root[i * n + j];
      root[k * n + j] = rest / pivot;
    }
  }
  return root;
}

export function upperInverse(upper: Float64Array, n: number): Float64Array {
  const inverse = new Float64Array(n * n);
  for (let column = 0; column < n; column++)
    for (let row = column; row >= 0; row--) {
      let rest = row === column ? 1 : 0;
      for (let k = row + 1; k <= column; k++) rest -= upper[row * n + k] * inverse[k * n + column];
      inverse[row * n + column] = rest / upper[row * n + row];
    }
  return inverse;
}

/** Whether `limit I - form` is positive in every direction. `root` is overwritten. */
export function isBelow(form: Float64Array, n: number, limit: number, root: Float64Array): boolean {
  for (let k = 0; k < n; k++) {
    let square = limit - form[k * n + k];
    for (let i = 0; i < k; i++) square -= root[i * n + k] * root[i * n + k];
    if (!(square > 0)) return false;
    const pivot = Math.sqrt(square);
    root[k * n + k] = pivot;
    for (let j = k + 1; j < n; j++) {
      let rest = -form[k * n + j];
      for (let i = 0; i < k; i++) rest -= root[i * n + k] * root[i * n + j];
      root[k * n + j] = rest / pivot;
    }
  }
  return true;
}

/** Principal axes of a symmetric matrix: rows of unit length, and the values along them. */
export interface PrincipalAxes {
  readonly axes: Float64Array; // [n, n]
  readonly values: Float64Array; // [n]
}

const SWEEPS = 10;

/** By Jacobi's rotations. */
export function principalAxes(form: Float64Array, n: number): PrincipalAxes {
  const a = form.slice();
  const axes = new Float64Array(n * n);
  for (let k = 0; k < n; k++) axes[k * n + k] = 1;
  for (let sweep = 0; sweep < SWEEPS && isCoupled(a, n); sweep++)
    for (let p = 0; p < n; p++)
      for (let q = p + 1; q < n; q++) {
        const off = a[p * n + q];
        if (off === 0) continue;
        const angle = (a[q * n + q] - a[p * n + p]) / (2 * off);
        const t = (angle < 0 ? -1 : 1) / (Math.abs(angle) + Math.sqrt(angle * angle + 1));
        const cos = 1 / Math.sqrt(t * t + 1);
        const sin = t * cos;
        for (let at = 0; at < n * n; at += n) turn(a, at + p, at + q, { cos, sin });
        for (let k = 0; k < n; k++) turn(a, p * n + k, q * n + k, { cos, sin });
        for (let k = 0; k < n; k++) turn(axes, p * n + k, q * n + k, { cos, sin });
      }
  return { axes, values: Float64Array.from({ length: n }, (_, k) => Math.max(0, a[k * n + k])) };
}

function isCoupled(a: Float64Array, n: number): boolean {
  let off = 0;
  let own = 0;
  for (let p = 0; p < n; p++) {
    own += a[p * n + p] ** 2;
    for (let q = p + 1; q < n; q++) off += a[p * n + q] ** 2;
  }
  return off > 1e-14 * own;
}

function turn(
  a: Float64Array,
  p: number,
  q: number,
  { cos, sin }: { readonly cos: number; readonly sin: number },
): void {
  const x = a[p];
  const y = a[q];
  a[p] = cos * x - sin * y;
  a[q] = sin * x + cos * y;
}
