/**
 * The certificate file: a network, and sets of states that prove it right for strings of every length.
 *
 * Version 1 claims, in real arithmetic with every gate and tanh widened by `slack` (a hard sigmoid whose whole
 * argument lies at least `slack` beyond its knee is exactly 0 or 1): some box of parity 0 holds the zero state; the
 * image of every box under either bit lies inside one box of the right parity; and the read-out of every such image
 * has strictly the right sign.
 *
 *     {"format": "latch-certificate", "version": 1, "weights": {...}, "slack": s,
 *      "boxes": [{"parity": 0 | 1, "c": [[lo, hi], ...], "h": [[lo, hi], ...]}]}     null: an unbounded end
 *
 * Version 2 claims the same of "sets", which may have coordinates of their own beside the bounds on c and h: with n = 2
 * hidden and x = (c of every unit, h of every unit), a set holds the states in its box for which, in real arithmetic,
 * `basis x` lies within `coordinates`. `basis` is null for a plain box.
 *
 *     "sets": [{"parity", "c", "h", "basis": [n][n] | null, "coordinates": [[lo, hi], ...n] | null}]
 *
 * Version 3, whose sets are ellipsoids that return after words of bits: `word-certificate.ts`.
 *
 * So what is proved is the network in real arithmetic, and in any whose gates and tanh are off by at most `slack` in a step
 * that is otherwise exact. Float64 is nearer than that by far. That the float32 of a device answers alike is measured on
 * certified networks (`e2e/proof/soundness.long.ts`), not proved: a sum of large numbers may be off by more.
 */
import { MAX_HIDDEN, PARAM_NAMES, paramLayout, type ModelSpec, type ParamVector } from '../../lstm/params.ts';
import { weightsFile } from '../../lstm/weights-file.ts';
import { CertificateError, finite, list, numbers, parityOf, record, sized } from './file-fields.ts';
import { readWordSets, wordSetsFile, type WordCertificate } from './word-certificate.ts';

export { CertificateError };

/** A box of states that strings of one parity reach. */
export interface ParityBox {
  readonly parity: 0 | 1;
  /** Bounds `[lo, hi]`, ends possibly infinite: c of every unit, then h of every unit. */
  readonly box: Float64Array; // [2 * 2 * hidden]
  /** Further bounds, on `rows x`; absent for a plain box. */
  readonly basis?: Basis;
}

/** Coordinates of a set's own. */
export interface Basis {
  readonly rows: Float64Array; // [n, n], n = 2 * hidden
  readonly coordinates: Float64Array; // [2 * n]
}

/** A certificate of version 1 or 2. */
export interface BoxCertificate {
  readonly spec: ModelSpec;
  readonly params: ParamVector;
  readonly slack: number;
  readonly boxes: readonly ParityBox[];
}

/** A certificate of any version: one of version 3 has `sets`. */
export type Certificate = BoxCertificate | WordCertificate;

/** Longest file that is read: a certificate of 9,000 sets of four units is a quarter of that. */
export const MOST_CHARACTERS = 32_000_000;
/** Most boxes that a file may hold: beyond it, checking would take minutes. */
const MOST_BOXES = 100_000;

const endOf = (x: number): number | null => (Number.isFinite(x) ? x : null);

const pairsOf = (bounds: Float64Array): (number | null)[][] =>
  Array.from({ length: bounds.length / 2 }, (_, k) => [endOf(bounds[2 * k]), endOf(bounds[2 * k + 1])]);

/** The certificate as the file's object: version 2 only if its boxes need it. */
export function certificateFile(certificate: Certificate): Record<string, unknown> {
  const { spec, params, slack } = certificate;
  const n = 2 * spec.hidden;
  const weights = weightsFile(spec, params);
  if ('sets' in certificate)
    return { format: 'latch-certificate', version: 3, weights, slack, sets: wordSetsFile(certificate.sets) };
  const { boxes } = certificate;
  const bounds = boxes.map(({ parity, box }) => ({
    parity,
    c: pairsOf(box.subarray(0, n)),
    h: pairsOf(box.subarray(n)),
  }));
  if (boxes.every(({ basis }) => basis === undefined))
    return { format: 'latch-certificate', version: 1, weights, slack, boxes: bounds };
  const sets = boxes.map(({ basis }, k) => ({
    ...bounds[k],
    basis: basis
      ? Array.from({ length: n }, (_, row) => Array.from(basis.rows.subarray(row * n, (row + 1) * n)))
      : null,
    coordinates: basis ? pairsOf(basis.coordinates) : null,
  }));
  return { format: 'latch-certificate', version: 2, weights, slack, sets };
}

/** The certificate as the file's text; numbers read back as the same float64. */
export const formatCertificate = (certificate: Certificate): string =>
  `${JSON.stringify(certificateFile(certificate))}\n`;

/** Reads a certificate file's text. Throws a CertificateError that names the place and what is wrong with it. */
export function parseCertificate(text: string): Certificate {
  if (text.length > MOST_CHARACTERS)
    throw new CertificateError(`the file has more than ${MOST_CHARACTERS / 1e6} million characters`);
  let json: unknown;
  try {
    json = JSON.parse(text);
  } catch {
    throw new CertificateError('the file is not JSON');
  }
  return readCertificate(json);
}

/** Reads a parsed certificate file. Throws a CertificateError that names the place and what is wrong with it. */
export function readCertificate(json: unknown): Certificate {
  const file = record(json, 'the file');
  if (file['format'] !== 'latch-certificate') throw new CertificateError('format is not "latch-certificate"');
  const { version } = file;
  if (version !== 1 && version !== 2 && version !== 3)
    throw new CertificateError('version is neither 1, 2 nor 3');
  const { spec, params } = readWeights(file['weights']);
  const slack = finite(file['slack'], 'slack');
  if (version === 3) return { spec, params, slack, sets: readWordSets(file['sets'], spec.hidden) };
  const name = version === 1 ? 'boxes' : 'sets';
  const values = list(file[name], name);
  if (values.length > MOST_BOXES) throw new CertificateError(`${name}: more than ${MOST_BOXES}`);
  const read = version === 1 ? readBox : readSet;
  const boxes = values.map((value, k) => read(value, spec.hidden, `${name}[${k}]`));
  return { spec, params, slack, boxes };
}

function readBox(value: unknown, hidden: number, at: string): ParityBox {
  const { parity: bit, c, h } = record(value, at);
  const parity = parityOf(bit, `${at}.parity`);
  const box = Float64Array.from([
    ...readIntervals(c, hidden, `${at}.c`),
    ...readIntervals(h, hidden, `${at}.h`),
  ]);
  return { parity, box };
}

function readSet(value: unknown, hidden: number, at: string): ParityBox {
  const plain = readBox(value, hidden, at);
  const { basis, coordinates, steps } = record(value, at);
  if (steps !== undefined && steps !== 1) throw new CertificateError(`${at}.steps is not 1`);
  if (basis === null || basis === undefined) return plain;
  const n = 2 * hidden;
  const rows = sized(basis, n, `${at}.basis`).flatMap((row, k) => numbers(row, n, `${at}.basis[${k}]`));
  const bounds = readIntervals(coordinates, n, `${at}.coordinates`);
  return { ...plain, basis: { rows: Float64Array.from(rows), coordinates: Float64Array.from(bounds) } };
}

function readIntervals(value: unknown, count: number, at: string): number[] {
  return sized(value, count, at).flatMap((pair, k) => {
    const [low, high] = sized(pair, 2, `${at}[${k}]`);
    const lo = low === null ? -Infinity : finite(low, `${at}[${k}][0]`);
    const hi = high === null ? Infinity : finite(high, `${at}[${k}][1]`);
    if (lo > hi) throw new CertificateError(`${at}[${k}] is empty: its lower end is above its upper one`);
    return [lo, hi];
  });
}

function readWeights(value: unknown): { readonly spec: ModelSpec; readonly params: Float64Array } {
  const weights = record(value, 'weights');
  const { hidden, activation, head, gateOrder } = weights;
  if (typeof hidden !== 'number' || !Number.isInteger(hidden) || hidden < 1 || hidden > MAX_HIDDEN)
    throw new CertificateError(`weights.hidden is not a whole number from 1 to ${MAX_HIDDEN}`);
  if (gateOrder !== 'ifco') throw new CertificateError('weights.gateOrder is not "ifco"');
  if (activation !== 'sigmoid' && activation !== 'hard-sigmoid')
    throw new CertificateError('weights.activation is neither "sigmoid" nor "hard-sigmoid"');
  if (head !== 'softmax' && head !== 'double-softmax')
    throw new CertificateError('weights.head is neither "softmax" nor "double-softmax"');
  const layout = paramLayout(hidden);
  const flat = PARAM_NAMES.flatMap((name) => {
    const { rows, columns } = layout[name];
    const at = `weights.${name}`;
    if (name === 'bias' || name === 'outputBias') return numbers(weights[name], columns, at);
    return sized(weights[name], rows, at).flatMap((row, k) => numbers(row, columns, `${at}[${k}]`));
  });
  return { spec: { hidden, activation, head }, params: Float64Array.from(flat) };
}
