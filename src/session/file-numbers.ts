/** Numbers as every file holds them, with the words for one that does not belong there. */
import * as v from 'valibot';

export const finiteNumber = v.pipe(v.number('is not a number'), v.finite('is not finite'));
export const notNegative = v.pipe(finiteNumber, v.minValue(0, 'is below 0'));
export const count = v.pipe(
  finiteNumber,
  v.integer('is not a whole number'),
  v.minValue(0, 'is below 0'),
  v.maxValue(Number.MAX_SAFE_INTEGER, 'is too large'),
);
export const share = v.pipe(notNegative, v.maxValue(1, 'is above 1'));
