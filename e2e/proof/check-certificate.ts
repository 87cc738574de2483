/** Checks a certificate file: `npm run check-certificate FILE`. Exits with 0 when it holds, with 1 when it does not. */
import { readFileSync, statSync } from 'node:fs';
import { MOST_CHARACTERS } from '../../src/proof/certificate/certificate.ts';
import { checkCertificate } from '../../src/proof/checker/checker.ts';
import { longestWord } from '../../src/proof/checker/word-checker.ts';

const file = process.argv[2];
if (file === undefined) {
  console.error('usage: npm run check-certificate FILE');
  process.exit(2);
}

let text: string;
try {
  const { size } = statSync(file);
  if (size > MOST_CHARACTERS) {
    console.error(`Refused: the file has ${size} bytes, more than ${MOST_CHARACTERS / 1e6} million.`);
    process.exit(1);
  }
  text = readFileSync(file, 'utf8');
} catch (error) {
  console.error(`${file} cannot be read: ${(error as Error).message}`);
  process.exit(2);
}

const result = checkCertificate(text);
if (!result.ok) {
  console.error(`Refused: ${result.problem}.`);
  process.exit(1);
}
const { certificate, images } = result;
const { spec, slack } = certificate;
const size =
  'boxes' in certificate
    ? `${certificate.boxes.length} boxes`
    : `${certificate.sets.length} sets, words up to ${longestWord(certificate.sets)} bits`;
console.log(
  `Accepted: ${spec.hidden} unit${spec.hidden === 1 ? '' : 's'}, ${spec.activation}; ${size}, ` +
    `${images} images, slack ${slack}. The network answers strings of every length rightly.`,
);
