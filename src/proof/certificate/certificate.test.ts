import { describe, expect, test } from 'vitest';
import {
  certificateFile,
  CertificateError,
  formatCertificate,
  parseCertificate,
  type BoxCertificate,
  type ParityBox,
} from './certificate.ts';
import { checkCertificate } from '../checker/checker.ts';
import { trainedNetworks } from '../test-networks.fixture.ts';
import { decide } from '../verdict.ts';

const certified = trainedNetworks
  .filter(({ verdict }) => verdict === 'certified')
  .flatMap(({ name, spec, params }) => {
    const verdict = decide(spec, params);
    if (verdict.verdict !== 'certified') throw new Error(`${name} is ${verdict.verdict}`);
    const certificate = parseCertificate(verdict.certificate);
    // of words: checker/word-checker.test.ts
    return 'boxes' in certificate ? [{ name, certificate }] : [];
  });

const isAccepted = (certificate: BoxCertificate): boolean =>
  checkCertificate(formatCertificate(certificate)).ok;

/** The candidate's input weights, its recurrent weight, and the read-out's weight. */
const CHANGED_WEIGHTS = [2, 6, 10, 17];

/** The lower end of the side that bound `k` belongs to, or its finite end. */
const cornerOf = (box: Float64Array, k: number): number =>
  Number.isFinite(box[k & ~1]) ? box[k & ~1] : box[k | 1];

/** A set with its own coordinates moved; a plain box has none, and is moved itself. */
function moveCoordinates({ parity, box, basis }: ParityBox): ParityBox {
  if (!basis) return { parity, box: box.map((x) => x - 3) };
  return { parity, box, basis: { ...basis, coordinates: basis.coordinates.map((x) => x + 0.5) } };
}

describe.each(certified)('$name', ({ certificate }) => {
  // some twenty boxes all over the list: each is planted wrong by itself
  const indices = certificate.boxes
    .map((_, k) => k)
    .filter((k) => k % Math.ceil(certificate.boxes.length / 20) === 0);

  test('reads back as it was written, and is accepted', () => {
    const read = parseCertificate(formatCertificate(certificate));
    expect({ ...read, params: Array.from(read.params) }).toEqual({
      ...certificate,
      params: Array.from(certificate.params),
    });
    expect(isAccepted(certificate)).toBe(true);
  });

  test('is refused without any one of its boxes', () => {
    const accepted = indices.filter((k) =>
      isAccepted({ ...certificate, boxes: certificate.boxes.filter((_, at) => at !== k) }),
    );
    expect(accepted).toEqual([]);
  });

  test.each<[string, (box: ParityBox) => ParityBox]>([
    ['moved', (set) => ({ ...set, box: set.box.map((x) => x + 3) })],
    ['with its own coordinates moved', (set) => moveCoordinates(set)],
    ['shrunk to a corner', (set) => ({ ...set, box: set.box.map((_, k) => cornerOf(set.box, k)) })],
    ['of the other parity', (set) => ({ ...set, parity: (1 - set.parity) as 0 | 1 })],
  ])('is refused with any one box %s', (_, change) => {
    const accepted = indices.filter((k) =>
      isAccepted({
        ...certificate,
        boxes: certificate.boxes.map((box, at) => (at === k ? change(box) : box)),
      }),
    );
    expect(accepted).toEqual([]);
  });

  test('is refused with another weight, with a smaller slack, without boxes', () => {
    const changed = CHANGED_WEIGHTS.map((k) =>
      certificate.params.map((x, at) => (at === k ? -x - Math.sign(x) : x)),
    );
    expect(changed.filter((params) => isAccepted({ ...certificate, params }))).toEqual([]);
    expect(isAccepted({ ...certificate, slack: 9e-7 })).toBe(false);
    expect(isAccepted({ ...certificate, slack: 0 })).toBe(false);
    expect(isAccepted({ ...certificate, boxes: [] })).toBe(false);
  });

  test('is refused when the answer is turned round', () => {
    const params = certificate.params.slice();
    [params[16], params[17]] = [params[17], params[16]];
    [params[18], params[19]] = [params[19], params[18]];
    expect(isAccepted({ ...certificate, params })).toBe(false);
  });
});

describe('bad files', () => {
  const good = JSON.parse(formatCertificate(certified[0].certificate)) as Record<string, unknown>;
  const weights = good['weights'] as Record<string, unknown>;
  test.each<[string, unknown, string]>([
    ['a list', [], 'the file is not an object'],
    ['another format', { ...good, format: 'latch-run' }, 'format is not "latch-certificate"'],
    ['another version', { ...good, version: 4 }, 'version is neither 1, 2 nor 3'],
    ['no weights', { ...good, weights: null }, 'weights is not an object'],
    [
      'half a unit',
      { ...good, weights: { ...weights, hidden: 0.5 } },
      'weights.hidden is not a whole number',
    ],
    [
      'two units',
      { ...good, weights: { ...weights, hidden: 2 } },
      'weights.inputKernel[0] holds 4 and not 8',
    ],
    [
      'a text',
      { ...good, weights: { ...weights, bias: [1, 'x', 2, 3] } },
      'weights.bias[1] is not a finite number',
    ],
    ['a text as slack', { ...good, slack: '1e-6' }, 'slack is not a finite number'],
    ['a third parity', { ...good, boxes: [{ parity: 2 }] }, 'boxes[0].parity is neither 0 nor 1'],
    [
      'an empty interval',
      { ...good, boxes: [{ parity: 0, c: [[1, 0]], h: [[0, 1]] }] },
      'boxes[0].c[0] is empty',
    ],
    ['half an interval', { ...good, boxes: [{ parity: 0, c: [[1]], h: [[0, 1]] }] }, 'boxes[0].c[0] holds 1'],
  ])('%s', (_, file, message) => {
    const text = JSON.stringify(file);
    expect(() => parseCertificate(text)).toThrow(CertificateError);
    expect(() => parseCertificate(text)).toThrow(message);
    expect(checkCertificate(text)).toEqual({
      ok: false,
      problem: expect.stringContaining(message) as string,
    });
  });

  test('sets with a basis of the wrong shape', () => {
    const withBasis = certified.find(({ certificate }) => certificate.boxes.some(({ basis }) => basis))!;
    const file = certificateFile(withBasis.certificate) as { version: number; sets: { basis: unknown }[] };
    expect(file.version).toBe(2);
    const changed = (change: object): string =>
      JSON.stringify({ ...file, sets: [{ ...file.sets[0], ...change }, ...file.sets.slice(1)] });
    expect(() => parseCertificate(changed({ basis: [[1, 0]] }))).toThrow('sets[0].basis holds 1 and not 2');
    expect(() => parseCertificate(changed({ coordinates: null }))).toThrow(
      'sets[0].coordinates is not a list',
    );
    expect(() => parseCertificate(changed({ steps: 2 }))).toThrow('sets[0].steps is not 1');
  });

  test('no JSON', () => {
    expect(checkCertificate('latch')).toEqual({ ok: false, problem: 'the file is not JSON' });
  });
});
