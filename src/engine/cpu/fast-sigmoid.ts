/**
 * The logistic sigmoid without an exponential or a division: a table at steps of 1/16, then three terms of Taylor's
 * series, whose derivatives are polynomials of the table's value s:
 *
 *     s' = s (1 - s) = d      s'' / 2 = d (1/2 - s)      s''' / 6 = d (1/6 - d)
 *
 * Within 5.1e-9 of the true value everywhere, and within 4e-8 of it relatively where it is small.
 */

/** Beyond this the sigmoid is held: it is within 2.1e-9 of 0 or 1, and answers are clipped at a margin of 16.1. */
const LIMIT = 20;
const STEPS_PER_UNIT = 16;

const TABLE = Float64Array.from(
  { length: 2 * LIMIT * STEPS_PER_UNIT + 1 },
  (_, k) => 1 / (1 + Math.exp(LIMIT - k / STEPS_PER_UNIT)),
);

/** `1 / (1 + exp(-z))`. */
export function fastSigmoid(z: number): number {
  const held = z < -LIMIT ? -LIMIT : z > LIMIT ? LIMIT : z;
  const position = held * STEPS_PER_UNIT + (LIMIT * STEPS_PER_UNIT + 0.5);
  const k = position | 0; // of NaN: 0, and `r` carries the NaN on
  const r = (position - k - 0.5) * (1 / STEPS_PER_UNIT);
  const s = TABLE[k];
  const d = s - s * s;
  return s + d * r * (1 + r * (0.5 - s + r * (1 / 6 - d)));
}

/** `tanh(z) = 2 s(2 z) - 1`. */
export const fastTanh = (z: number): number => 2 * fastSigmoid(2 * z) - 1;
