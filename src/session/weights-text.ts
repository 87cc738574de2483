/**
 * Weights as text for the link, in the flat order of `lstm/params.ts`: the bytes of their float32, a quarter as long as
 * digits. Decimal numbers between commas are read as well: links were written so.
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

const BYTES = 4;

/** The bytes of the float32 numbers, the least significant first, in the base64 of addresses. */
export function formatWeights(params: Float32Array): string {
  const bytes = new DataView(new ArrayBuffer(BYTES * params.length));
  for (const [k, value] of params.entries()) bytes.setFloat32(BYTES * k, value, true);
  const letters = Array.from(new Uint8Array(bytes.buffer), (byte) => String.fromCharCode(byte));
  return btoa(letters.join('')).replaceAll('+', '-').replaceAll('/', '_').replace(/=+$/u, '');
}

type Weights = { readonly params: Float32Array } | { readonly problem: string };

/** Reads exactly `size` finite numbers in either form, or says what is wrong. */
export function parseWeights(text: string, size: number): Weights {
  const read = text.includes(',') ? readDecimals(text, size) : readBytes(text.replaceAll(/\s/gu, ''), size);
  if ('problem' in read) return read;
  const wrong = read.params.findIndex((value) => !Number.isFinite(value));
  return wrong < 0 ? read : { problem: `number ${wrong + 1} is not a finite number` };
}

function readDecimals(text: string, size: number): Weights {
  const parts = text.split(',');
  if (parts.length !== size)
    return { problem: `needs ${size} numbers for this many units, and has ${parts.length}` };
  return {
    params: Float32Array.from(parts, (part) => (isPlainDecimal(part.trim()) ? Number(part) : Number.NaN)),
  };
}

function readBytes(text: string, size: number): Weights {
  const plain = text.replaceAll('-', '+').replaceAll('_', '/').replace(/=+$/u, '');
  const length = Math.ceil((8 * BYTES * size) / 6);
  if (!/^[A-Za-z0-9+/]*$/u.test(plain))
    return { problem: 'is neither numbers nor the letters of their bytes' };
  if (plain.length !== length)
    return { problem: `needs ${length} letters for this many units, and has ${plain.length}` };
  // zeros alone give capital letters: without any the link has been put in small letters
  if (!/[A-Z]/u.test(plain)) return { problem: 'has lost its capital letters' };
  const bytes = Uint8Array.from(atob(plain), (letter) => letter.charCodeAt(0));
  const view = new DataView(bytes.buffer);
  return { params: Float32Array.from({ length: size }, (_, k) => view.getFloat32(BYTES * k, true)) };
}
