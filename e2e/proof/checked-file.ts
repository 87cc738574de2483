/** What `check-certificate` says of a file. */
import { readFileSync, statSync } from 'node:fs';
import { MOST_CHARACTERS } from '../../src/proof/certificate/certificate.ts';
import { checkCertificate } from '../../src/proof/checker/checker.ts';
import { longestWord } from '../../src/proof/checker/word-checker.ts';

export interface Answer {
  /** 0: it holds; 1: it does not; 2: it cannot be read. */
  readonly exit: 0 | 1 | 2;
  readonly text: string;
}

const refused = (problem: string): Answer => ({ exit: 1, text: `Refused: ${problem}.` });

/** Reads and checks a certificate file of any version. Throws nothing of what may be wrong with it. */
export function checkedFile(file: string): Answer {
  let text: string;
  try {
    const { size } = statSync(file);
    if (size > MOST_CHARACTERS)
      return refused(`the file has ${size} bytes, more than ${MOST_CHARACTERS / 1e6} million`);
    text = readFileSync(file, 'utf8');
  } catch (error) {
    return { exit: 2, text: `${file} cannot be read: ${(error as Error).message}` };
  }
  const result = checkCertificate(text);
  if (!result.ok) return refused(result.problem);
  const { certificate, images } = result;
  const { spec, slack } = certificate;
  const size =
    'boxes' in certificate
      ? `${certificate.boxes.length} boxes`
      : `${certificate.sets.length} sets, words up to ${longestWord(certificate.sets)} bits`;
  return {
    exit: 0,
    text:
      `Accepted: ${spec.hidden} unit${spec.hidden === 1 ? '' : 's'}, ${spec.activation}; ${size}, ` +
      `${images} images, slack ${slack}. The network answers strings of every length rightly.`,
  };
}
