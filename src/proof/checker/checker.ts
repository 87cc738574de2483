/**
 * Checks a certificate from its file alone. It shares no code with the search that found it, and does not rest on the
 * accuracy of `Math.exp` or `Math.tanh` (`checker-arithmetic.ts`).
 *
 * What is claimed, and so what is checked, stands in `certificate.ts`. The image of a plain box is enclosed by plain
 * interval arithmetic (`checker-cell.ts`), that of a set with a basis by the mean value form too (`checker-sets.ts`).
 * Sets of version 3, which return after words, are checked in `checker/word-checker.ts`.
 */
import {
  CertificateError,
  parseCertificate,
  type BoxCertificate,
  type Certificate,
  type ParityBox,
} from '../certificate/certificate.ts';
import { point, type Interval } from './checker-arithmetic.ts';
import { dot, marginOf, plainImage, type Bounds } from './checker-cell.ts';
import { boundsOf, imagesOfSet, numberIn, type Enclosure } from './checker-sets.ts';
import { checkWords } from './word-checker.ts';

/** The outcome of a check; a problem says what the certificate fails to prove. */
export type CheckResult =
  | { readonly ok: true; readonly certificate: Certificate; readonly images: number }
  | {
      readonly ok: false;
      readonly problem: string;
      /** The set of version 3 from which the proof fails; -1 or absent: none in particular. */
      readonly set?: number;
    };

/** The least slack that may stand for the rounding of float32 engines: `certificate.ts` says how far. */
const LEAST_SLACK = 1e-6;

/** A set with its bounds as intervals. */
interface Target {
  readonly bounds: Bounds;
  readonly rows: readonly number[][];
  readonly coordinates: Bounds;
}

/** Strips per unit of c, and how many a target may cover before it counts as wide. */
const STRIPS = 64;
const MOST_STRIPS = 256;

/** Targets by the first unit's c, so that not all need be asked. A target that is not found proves nothing. */
class Targets {
  readonly #strips = new Map<number, Target[]>();
  readonly #wide: Target[] = [];

  constructor(targets: readonly Target[]) {
    for (const target of targets) {
      const [from, to] = [target.bounds[0].lo, target.bounds[0].hi].map(stripOf);
      if (to - from < MOST_STRIPS) for (let strip = from; strip <= to; strip++) this.#add(strip, target);
      else this.#wide.push(target);
    }
  }

  #add(strip: number, target: Target): void {
    const known = this.#strips.get(strip);
    if (known) known.push(target);
    else this.#strips.set(strip, [target]);
  }

  /** All targets that can hold the enclosure. */
  near({ box }: Enclosure): readonly Target[] {
    const strip = this.#strips.get(stripOf(box[0].lo)) ?? [];
    return this.#wide.length === 0 ? strip : [...strip, ...this.#wide];
  }
}

const stripOf = (c: number): number => Math.floor(STRIPS * c);

/** Checks a certificate file's text. Throws nothing of what may be wrong with it. */
export function checkCertificate(text: string): CheckResult {
  const check = checkInSlices(text);
  for (;;) {
    const { done, value } = check.next();
    if (done === true) return value;
  }
}

/** The same with pauses, after some milliseconds each. */
export function* checkInSlices(text: string): Generator<void, CheckResult> {
  let certificate: Certificate;
  try {
    certificate = parseCertificate(text);
  } catch (error) {
    if (error instanceof CertificateError) return { ok: false, problem: error.message };
    throw error;
  }
  if (certificate.slack < LEAST_SLACK) return { ok: false, problem: `the slack is below ${LEAST_SLACK}` };
  if ('boxes' in certificate) return yield* checkBoxes(certificate);
  const result = yield* checkWords(certificate);
  return result.ok ? { ...result, certificate } : result;
}

/** Boxes between two pauses. */
const SLICE = 64;

function* checkBoxes(certificate: BoxCertificate): Generator<void, CheckResult> {
  const { spec, boxes } = certificate;
  const ofParity = [0, 1].map(
    (wanted) => new Targets(boxes.filter(({ parity }) => parity === wanted).map(targetOf)),
  );
  const start = plainEnclosure(Array.from({ length: 2 * spec.hidden }, () => point(0)));
  if (!ofParity[0].near(start).some((target) => contains(target, start)))
    return { ok: false, problem: 'no box of parity 0 holds the zero state' };
  for (const [k, set] of boxes.entries()) {
    if (k % SLICE === 0) yield;
    const image = imagesOf(certificate, set);
    for (const bit of [0, 1]) {
      const parity = set.parity ^ bit;
      const problem = imageProblem(certificate, image(bit), { parity, targets: ofParity[parity] });
      if (problem !== null) return { ok: false, problem: `box ${k}, bit ${bit}: the image ${problem}` };
    }
  }
  return { ok: true, certificate, images: 2 * boxes.length };
}

function imagesOf(certificate: BoxCertificate, set: ParityBox): (bit: number) => Enclosure {
  if (set.basis !== undefined) return imagesOfSet(certificate, set);
  return (bit) => plainEnclosure(plainImage(certificate, boundsOf(set.box), bit));
}

function targetOf({ box, basis }: ParityBox): Target {
  if (basis === undefined) return { bounds: boundsOf(box), rows: [], coordinates: [] };
  const n = box.length / 2;
  const rows = Array.from({ length: n }, (_, row) => Array.from(basis.rows.subarray(row * n, (row + 1) * n)));
  return { bounds: boundsOf(box), rows, coordinates: boundsOf(basis.coordinates) };
}

const plainEnclosure = (box: Bounds): Enclosure => ({
  box,
  sample: box.map(numberIn),
  along: (row) => dot(row, box),
});

const isWithin = (inner: Interval, outer: Interval): boolean => inner.lo >= outer.lo && inner.hi <= outer.hi;

const contains = ({ bounds, rows, coordinates }: Target, { box, sample, along }: Enclosure): boolean =>
  isWithin(box[0], bounds[0]) && // most sets differ here
  box.every((x, k) => isWithin(x, bounds[k])) &&
  // what a sample contradicts need not be enclosed
  rows.every((row, k) => isNear(row, sample, coordinates[k])) &&
  rows.every((row, k) => isWithin(along(row), coordinates[k]));

function isNear(row: readonly number[], sample: readonly number[], { lo, hi }: Interval): boolean {
  const at = row.reduce((total, weight, k) => total + weight * sample[k], 0);
  return at >= lo && at <= hi;
}

/** What keeps an image from lying in one target on the right side of the read-out, or null. */
function imageProblem(
  certificate: BoxCertificate,
  image: Enclosure,
  { parity, targets }: { readonly parity: number; readonly targets: Targets },
): string | null {
  const margin = marginOf(certificate, image.box);
  if (parity === 1 ? !(margin.lo > 0) : !(margin.hi < 0)) return 'is not read out rightly';
  return targets.near(image).some((target) => contains(target, image))
    ? null
    : 'lies in no one box of its parity';
}
