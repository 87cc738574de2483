/** How long a network may be thought about. `e2e/proof/table.json` counts decisions within these times. */

/**
 * Milliseconds of computing that a network of so many units is given, search and check together. One unit mostly needs
 * a tenth, wide ones that are decided at all mostly a third.
 */
export const decisionLimitMs = (hidden: number): number =>
  hidden === 1 ? 2000 : hidden === 2 ? 5000 : hidden <= 4 ? 10_000 : 30_000;

/** Where several wait, one of them is left after this long for the others, and tried again when they are decided. */
export const FIRST_TRY_MS = 1000;
