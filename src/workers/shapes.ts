/** Whether a message has the parts that it should have: what a worker sends is believed only as far as it can be read. */

export type Check = (value: unknown) => boolean;

export const isNumber: Check = (value) => typeof value === 'number';
export const isCount: Check = (value) => Number.isSafeInteger(value) && (value as number) >= 0;
export const isText: Check = (value) => typeof value === 'string';
export const isFloats: Check = (value) => value instanceof Float32Array;
export const isNumbers: Check = (value) =>
  (Array.isArray(value) && value.every(isNumber)) || value instanceof Float64Array;

export const orNull =
  (check: Check): Check =>
  (value) =>
    value === null || check(value);

export const oneOf =
  (...values: readonly unknown[]): Check =>
  (value) =>
    values.includes(value);

export const listOf =
  (check: Check): Check =>
  (value) =>
    Array.isArray(value) && value.every(check);

/** An object with at least these parts. */
export const withParts =
  (parts: Readonly<Record<string, Check>>): Check =>
  (value) =>
    typeof value === 'object' &&
    value !== null &&
    Object.entries(parts).every(([name, check]) => check((value as Readonly<Record<string, unknown>>)[name]));

/** One of several messages, told apart by their `type`. */
export const messageOf = (kinds: Readonly<Record<string, Readonly<Record<string, Check>>>>): Check => {
  const checks = new Map(Object.entries(kinds).map(([type, parts]) => [type, withParts(parts)]));
  return (value) =>
    withParts({ type: isText })(value) &&
    checks.get((value as { readonly type: string }).type)?.(value) === true;
};
