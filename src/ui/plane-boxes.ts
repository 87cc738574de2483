/** A certificate's sets of states as rectangles of the plane of one unit. */
import { CertificateError, parseCertificate } from '../proof/certificate.ts';
import type { PlaneBox } from './plane-paint.ts';

/** The boxes of a certificate's text; none for more than one unit, where they have more sides than a plane shows. */
export function planeBoxes(certificate: string | null): readonly PlaneBox[] {
  if (certificate === null) return [];
  try {
    const { spec, boxes } = parseCertificate(certificate);
    if (spec.hidden !== 1) return [];
    return boxes.map(({ parity, box }) => ({
      parity,
      left: box[0]!,
      right: box[1]!,
      bottom: box[2]!,
      top: box[3]!,
    }));
  } catch (error) {
    if (error instanceof CertificateError) return [];
    throw error;
  }
}
