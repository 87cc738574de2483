/** Reads the fields of a certificate file one by one, and says of what is wrong where it stands. */

/** What is wrong with a file that claims to be a certificate. */
export class CertificateError extends Error {
  override readonly name = 'CertificateError';
}

export function record(value: unknown, at: string): Record<string, unknown> {
  if (typeof value !== 'object' || value === null || Array.isArray(value))
    throw new CertificateError(`${at} is not an object`);
  return value as Record<string, unknown>;
}

export function list(value: unknown, at: string): readonly unknown[] {
  if (!Array.isArray(value)) throw new CertificateError(`${at} is not a list`);
  return value as readonly unknown[];
}

export function sized(value: unknown, length: number, at: string): readonly unknown[] {
  const values = list(value, at);
  if (values.length !== length) throw new CertificateError(`${at} holds ${values.length} and not ${length}`);
  return values;
}

export function finite(value: unknown, at: string): number {
  if (typeof value !== 'number' || !Number.isFinite(value))
    throw new CertificateError(`${at} is not a finite number`);
  return value;
}

/** A list of so many finite numbers. */
export const numbers = (value: unknown, length: number, at: string): number[] =>
  sized(value, length, at).map((x, k) => finite(x, `${at}[${k}]`));

export function parityOf(value: unknown, at: string): 0 | 1 {
  if (value !== 0 && value !== 1) throw new CertificateError(`${at} is neither 0 nor 1`);
  return value;
}
