/**
 * The logistic sigmoid without an exponential or a division: a table at steps of 1/16, then three terms of Taylor's
 * series, whose derivatives are polynomials of the table's value s:
 *
 *     s' = s (1 - s) = d      s'' / 2 = d (1/2 - s)      s''' / 6 = d (1/6 - d)
 *
 * Within 5.1e-9 of the true value everywhere, and within 4e-8 of it relatively where it is small. Whole rows at a
 * time, because a call for each number would not always be inlined, and then costs more than the arithmetic.
 */

/**
 * The sigmoid at -20, -20 + 1/16, ... 20. Beyond, it is held: it is within 2.1e-9 of 0 or 1, and answers are clipped at
 * a margin of 16.1.
 */
const TABLE = Float64Array.from({ length: 641 }, (_, k) => 1 / (1 + Math.exp(20 - k / 16)));

/** The sigmoid, and `tanh(z) = 2 s(2 z) - 1`. */
export const SIGMOID = 1;
export const TANH = 2;

/** Replaces `values[from .. to - 1]` by the sigmoid or the tanh of them. */
export function squash(values: Float64Array, from: number, to: number, kind: 1 | 2): void {
  const table = TABLE;
  const scale = 16 * kind;
  for (let at = from; at < to; at++) {
    const z = scale * values[at] + 320.5;
    // literals, since V8 boxes every number where a bundler has made a variable of a constant
    const position = z < 0.5 ? 0.5 : z > 640.5 ? 640.5 : z;
    const k = position | 0; // of NaN: 0, and `r` carries the NaN on
    const r = (position - k - 0.5) * (1 / 16);
    const s = table[k];
    const d = s - s * s;
    values[at] = kind * (s + d * r * (1 + r * (0.5 - s + r * (1 / 6 - d)))) - (kind - 1);
  }
}

/** Replaces `values[from .. to - 1]` by `clip(0.2 z + 0.5, 0, 1)`. */
export function squashHard(values: Float64Array, from: number, to: number): void {
  for (let at = from; at < to; at++) {
    const s = 0.2 * values[at] + 0.5;
    values[at] = s < 0 ? 0 : s > 1 ? 1 : s;
  }
}
