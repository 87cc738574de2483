/** Solves small systems of equations, for the tests: by elimination with pivots, and of no use to the checker. */

/** u with `sum u_j axis_j = x`, for independent axes row by row. */
export function solved(axes: Float64Array, x: Float64Array): Float64Array {
  const n = x.length;
  const rows = Array.from({ length: n }, (_, k) => [
    ...Array.from({ length: n }, (_axis, j) => axes[j * n + k]),
    x[k],
  ]);
  for (let column = 0; column < n; column++) {
    let pivot = column;
    for (let row = column; row < n; row++)
      if (Math.abs(rows[row][column]) > Math.abs(rows[pivot][column])) pivot = row;
    [rows[column], rows[pivot]] = [rows[pivot], rows[column]];
    for (let row = 0; row < n; row++) {
      if (row === column) continue;
      const factor = rows[row][column] / rows[column][column];
      for (let j = column; j <= n; j++) rows[row][j] -= factor * rows[column][j];
    }
  }
  return Float64Array.from(rows, (row, k) => row[n] / row[k]);
}
