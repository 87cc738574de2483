/**
 * Weights as text for the link: decimal numbers in the flat order of `lstm/params.ts`, separated by commas, each
 * the shortest that reads back as the same float32.
 */
import { isPlainDecimal } from '../training/number-text.ts';

/** The shortest decimal that rounds to the float32 `value`. */
export function shortestFloat32(value: number): string {
  for (let digits = 1; digits < 9; digits++) {
    const text = String(Number(value.toPrecision(digits)));
    if (Math.fround(Number(text)) === value) return text;
  }
  return String(Number(value.toPrecision(9)));
}

export const formatWeights = (params: Float32Array): string => Array.from(params, shortestFloat32).join(',');

/** Reads exactly `size` finite numbers, or says what is wrong. */
export function parseWeights(
  text: string,
  size: number,
): { readonly params: Float32Array } | { readonly problem: string } {
  const parts = text.split(',');
  if (parts.length !== size)
    return {
      problem: `needs ${size} numbers separated by commas for this many units, and has ${parts.length}`,
    };
  const params = Float32Array.from(parts, (part) => (isPlainDecimal(part) ? Number(part) : Number.NaN));
  const wrong = params.findIndex((value) => !Number.isFinite(value));
  if (wrong >= 0) return { problem: `number ${wrong + 1} is not a finite decimal number` };
  return { params };
}
