/** A share as percent with two decimals, rounded down: 100.00 % is written only when nothing is wrong. */
export function percent(share: number | null | undefined): string {
  if (share === null || share === undefined) return '–';
  return `${(Math.floor(share * 10_000 + 1e-9 * (share < 1 ? 0 : 1)) / 100).toFixed(2)} %`;
}
