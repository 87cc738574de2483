/** Sums of rows, in the loop that most of the search's time is spent in. */
/** Rows of a flat array, `rows[k * stride + j]`, of which the first `count` entries are used. */
export interface SearchRows {
  readonly rows: Float64Array;
  readonly stride: number;
  readonly count: number;
}

/** Sets `out[at + j]` to the sum of `weights[w + k - from] rows_k[j]` over the rows `[from, to)`, four rows at a time. */
export function combineSearchRows(
  { out, at }: { readonly out: Float64Array; readonly at: number },
  { rows, stride, count }: SearchRows,
  { from, to }: { readonly from: number; readonly to: number },
  { weights, w }: { readonly weights: Float64Array; readonly w: number },
): void {
  out.fill(0, at, at + count);
  let k = from;
  for (; k + 4 <= to; k += 4) {
    const [p, q, r, s] = [k * stride, (k + 1) * stride, (k + 2) * stride, (k + 3) * stride];
    const v = w + k - from;
    const [a, b, c, d] = [weights[v], weights[v + 1], weights[v + 2], weights[v + 3]];
    for (let j = 0; j < count; j++)
      out[at + j] += a * rows[p + j] + b * rows[q + j] + (c * rows[r + j] + d * rows[s + j]);
  }
  for (; k < to; k++) {
    const weight = weights[w + k - from];
    for (let j = 0, of = k * stride; j < count; j++, of++) out[at + j] += weight * rows[of];
  }
}
