/** A certificate's sets of states in the plane: boxes of one unit as rectangles, ellipsoids as their outlines. */
import { CertificateError, parseCertificate } from '../proof/certificate.ts';
import type { Projection } from '../proof/plane-projection.ts';
import { outlineOf, setShapes, type SetShape } from '../proof/set-outline.ts';
import type { PlaneBox, PlaneSet } from './plane-paint.ts';

/** What a certificate holds: boxes, or sets that return after words. */
export interface ProvedSets {
  readonly boxes: readonly PlaneBox[];
  readonly shapes: readonly SetShape[];
}

/** The sets of a certificate's text; no boxes of more than one unit, which have more sides than a plane shows. */
export function provedSets(certificate: string | null): ProvedSets {
  if (certificate === null) return NOTHING_PROVED;
  try {
    const shapes = setShapes(certificate);
    return shapes.length > 0 ? { boxes: [], shapes } : { boxes: planeBoxes(certificate), shapes };
  } catch (error) {
    if (error instanceof CertificateError) return NOTHING_PROVED;
    throw error;
  }
}

/** The sets as they are drawn; none of a network that is not the portrait's. */
export function planeSets({ boxes, shapes }: ProvedSets, projection: Projection): readonly PlaneSet[] {
  const n = projection.kind === 'exact' ? 2 : projection.up.length;
  if (shapes.length > 0)
    return shapes[0]!.centre.length === n ? shapes.map((shape) => outlineOf(shape, projection)) : [];
  return n === 2 ? boxes : [];
}

function planeBoxes(certificate: string): readonly PlaneBox[] {
  const read = parseCertificate(certificate);
  if (!('boxes' in read) || read.spec.hidden !== 1) return [];
  return read.boxes.map(({ parity, box }) => ({
    parity,
    left: box[0]!,
    right: box[1]!,
    bottom: box[2]!,
    top: box[3]!,
  }));
}

const NOTHING_PROVED: ProvedSets = { boxes: [], shapes: [] };
